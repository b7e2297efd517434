import process from 'node:process';
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {mergeTables} from '../../../src/kernel/tables/merge-tables.ts';
import {parseList} from '../../../src/kernel/tables/parse-list.ts';
import {parseProcIpVs} from '../../../src/kernel/tables/parse-proc-ip-vs.ts';
import {parseSave} from '../../../src/kernel/tables/parse-save.ts';
import type {KernelTable} from '../../../src/model/actual-state.ts';
import {seedFrom} from '../../support/property.ts';
import {kernelTables, LOADABLE, showsFamily} from '../../support/table-arbitraries.ts';
import {printSave} from '../../support/table-printers.ts';
import {runInUml, umlMissing} from '../../support/uml.ts';
import {readFixture} from './fixtures.ts';

const TABLES = 12;
const CAPTURE = `
ipvsadm -S -n > $1.save
ipvsadm -Ln > $1.list
cat /proc/net/ip_vs > $1.proc
`;
const LOAD_ALL = `
set -e
modprobe ip_vs
for table in *.table; do
  ipvsadm -C
  ipvsadm -R < $table
  sh -e capture \${table%.table}
done
`;

const missing = umlMissing();
const describeInUml = missing === undefined ? describe : describe.skip;

describeInUml(`a real kernel${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  test('any table that is loaded into it is read back from all three sources', async () => {
    const seed = seedFrom(process.env) ?? Date.now() & 0xffffff;
    const tables = fc.sample(kernelTables(LOADABLE), {numRuns: TABLES, seed}).map(withoutConnections);
    const files = Object.fromEntries(tables.map((table, index) => [`${index}.table`, printSave(table)]));
    const {
      status,
      stderr,
      files: captured,
    } = await runInUml({script: LOAD_ALL, files: {...files, capture: CAPTURE}});
    expect({seed, status, stderr}).toEqual({seed, status: 0, stderr: ''});
    tables.forEach((table, index) => {
      const read = (name: string): string => captured.get(`${index}.${name}`) ?? '';
      const parsed = {
        'ipvsadm-save.txt': parseSave(read('save')),
        'ipvsadm-list.txt': parseList(read('list')),
        'proc-net-ip_vs.txt': parseProcIpVs(read('proc')),
      };
      const {virtualServers, disputed} = mergeTables(parsed);
      const reasons = [...disputed].filter(([key]) => virtualServers && shown(virtualServers, key));
      expect({seed, index, virtualServers, reasons}).toEqual({
        seed,
        index,
        virtualServers: table,
        reasons: [],
      });
    });
  }, 60_000);

  test('prints the table with everything that ipvsadm can set as it is in test/fixtures', async () => {
    const {status, stderr, files} = await runInUml({script: readFixture('kernel/odd-table/commands.sh')});
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
    for (const name of [
      'ipvsadm-save.txt',
      'ipvsadm-list.txt',
      'list-with-names.txt',
      'save-with-names.txt',
    ]) {
      expect(files.get(name)).toBe(readFixture(`kernel/odd-table/${name}`));
    }
    // The order in /proc/net/ip_vs is that of the hash table, which differs from boot to boot.
    const lines = (text: string | undefined): readonly string[] => (text ?? '').split('\n').sort();
    expect(lines(files.get('proc-net-ip_vs.txt'))).toEqual(
      lines(readFixture('kernel/odd-table/proc-net-ip_vs.txt')),
    );
  }, 60_000);
});

function withoutConnections(table: KernelTable): KernelTable {
  return new Map(
    [...table].map(([key, server]) => {
      const realServers = [...server.realServers].map(
        ([name, one]) => [name, {...one, activeConnections: 0, inactiveConnections: 0}] as const,
      );
      return [key, {...server, realServers: new Map(realServers)}];
    }),
  );
}

function shown(table: KernelTable, key: string): boolean {
  const server = table.get(key);
  return server === undefined || showsFamily(server);
}
