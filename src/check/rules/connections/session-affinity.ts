import {
  type ConnectionEntry,
  formatEndpoint,
  type KernelTable,
  quiescentServers,
} from '../../../model/index.ts';
import {driftVerdicts} from '../../drift-verdicts.ts';
import {firstFew} from '../../first-few.ts';
import {nodeRule} from '../../rule.ts';
import {fail, type Verdict} from '../../verdict.ts';

/**
 * Persistence that differs from the Service's, and templates that hold clients at a real server of weight 0 where the
 * kernel does not let go of them.
 */
export const SESSION_AFFINITY = nodeRule({
  code: 'IPVS018',
  needs: ['findings'],
  wants: ['table', 'connections', 'sysctls'],
  check: ({findings, table, connections, sysctls}, {name}) => {
    const drift = findings.filter(({code}) => code === 'IPVS018');
    const kept = sysctls?.get('net.ipv4.vs.expire_quiescent_template') === '0';
    return [
      ...driftVerdicts(drift, name),
      ...(kept && table && connections ? heldBack(connections, table) : []),
    ];
  },
});

function heldBack(connections: readonly ConnectionEntry[], table: KernelTable): readonly Verdict[] {
  const quiet = new Set(
    [...table.values()].flatMap((server) =>
      quiescentServers(server).map(({address, port}) => formatEndpoint(address, port)),
    ),
  );
  const lines = connections
    .filter(({template, real}) => template && quiet.has(formatEndpoint(real.address, real.port)))
    .map(
      ({client, virtual, real, expiresSeconds}) =>
        `client ${client.address} of ${formatEndpoint(virtual.address, virtual.port)} is bound to ` +
        `${formatEndpoint(real.address, real.port)} (weight 0) for ${expiresSeconds} s`,
    );
  if (lines.length === 0) return [];
  return [
    fail({
      message: `${lines.length} clients with session affinity are bound to draining real servers`,
      evidence: firstFew(lines),
    }),
  ];
}
