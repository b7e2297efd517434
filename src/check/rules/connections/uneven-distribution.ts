import {
  connectionSums,
  describeVirtualServer,
  formatEndpoint,
  type VirtualServer,
} from '../../../model/index.ts';
import {firstFew} from '../../first-few.ts';
import {nodeRule} from '../../rule.ts';
import {fail, undecidable} from '../../verdict.ts';

/** With fewer connections chance is enough of an explanation. */
const ENOUGH_CONNECTIONS = 200;

/** A real server with this many times its fair share stands out. */
const TIMES_FAIR_SHARE = 3;

/** One real server with most of the connections of this node. Other nodes may make up for it: this is never more than info. */
export const UNEVEN_DISTRIBUTION = nodeRule({
  code: 'IPVS023',
  needs: ['table'],
  check: ({table}) => {
    const servers = [...table.values()];
    if (servers.some((server) => connectionSums(server) === undefined))
      return undecidable('connection counts were not captured');
    const lines = servers.map(overloaded).filter((line) => line !== undefined);
    if (lines.length === 0) return [];
    return fail({
      message: 'connections of this node are concentrated on single endpoints',
      evidence: firstFew(lines.sort()),
    });
  },
});

function overloaded(server: VirtualServer): string | undefined {
  if ((connectionSums(server)?.active ?? 0) < ENOUGH_CONNECTIONS) return undefined;
  const {id, realServers} = server;
  const serving = [...realServers.values()].filter(({weight}) => weight > 0);
  const total = serving.reduce((sum, {activeConnections = 0}) => sum + activeConnections, 0);
  const [most] = [...serving].sort(
    (one, other) => (other.activeConnections ?? 0) - (one.activeConnections ?? 0),
  );
  if (!most || serving.length <= TIMES_FAIR_SHARE || total < ENOUGH_CONNECTIONS) return undefined;
  const active = most.activeConnections ?? 0;
  if (active < (TIMES_FAIR_SHARE * total) / serving.length) return undefined;
  const real = formatEndpoint(most.address, most.port);
  return `${describeVirtualServer(id)} -> ${real} has ${active} of ${total} active connections, with ${serving.length} real servers`;
}
