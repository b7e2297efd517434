import {connectionSums, type KernelTable} from '../../../model/index.ts';
import {nodeRule} from '../../rule.ts';
import {fail, pass, undecidable} from '../../verdict.ts';

/** Entries in one bucket, on average, from which on searching takes noticeably longer. */
const LONG_CHAIN = 8;

/** A connection table with far more entries than buckets. It refuses nobody: it gets slow. */
export const CONNECTION_TABLE_SIZE = nodeRule({
  code: 'IPVS025',
  needs: ['connectionTableSize'],
  wants: ['table', 'connections'],
  check: ({connectionTableSize: buckets, table, connections}) => {
    const entries = connections?.length ?? (table ? countConnections(table) : undefined);
    if (entries === undefined) return undecidable('how many connections there are was not captured');
    const evidence = `size=${buckets}, ${entries} connections`;
    if (buckets <= 0 || entries < buckets * LONG_CHAIN) return pass(evidence);
    return fail({
      message: `the connection table has ${buckets} buckets for ${entries} connections: lookups are slow`,
      evidence: [evidence],
    });
  },
});

/** Undefined if the source of the table does not count connections. */
function countConnections(table: KernelTable): number | undefined {
  let sum = 0;
  for (const server of table.values()) {
    const sums = connectionSums(server);
    if (!sums) return undefined;
    sum += sums.active + sums.inactive;
  }
  return sum;
}
