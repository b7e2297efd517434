import {
  addressServerKey,
  type ExpectedState,
  formatEndpoint,
  type KernelTable,
} from '../../../model/index.ts';
import {type ConntrackEntry, readConntrackEntry} from '../../conntrack-entry.ts';
import {firstFew} from '../../first-few.ts';
import {nodeRule} from '../../rule.ts';
import {fail, pass} from '../../verdict.ts';

/**
 * conntrack entries of UDP that lead to a real server which is no endpoint any more. Whether the client still sends is
 * not in the table, and an entry without packets ends by itself: so this is a warning.
 */
export const STALE_UDP_CONNTRACK = nodeRule({
  code: 'IPVS019',
  needs: ['conntrack', 'table', 'expected'],
  check: ({conntrack, table, expected}) => {
    const udp = conntrack
      .filter((line) => line.startsWith('udp '))
      .map(readConntrackEntry)
      .filter((entry) => entry !== undefined);
    const stale = udp.filter((entry) => isStale(entry, table, expected));
    if (stale.length === 0) return pass(`${udp.length} UDP entries`);
    return fail({
      severity: 'warning',
      message: `${stale.length} UDP flows to Services lead to endpoints that are gone, as long as their clients keep sending`,
      evidence: firstFew(stale.map(describe)),
    });
  },
});

function isStale({destination, replySource}: ConntrackEntry, table: KernelTable, expected: ExpectedState) {
  const key = addressServerKey('UDP', destination.address, destination.port);
  const wanted = expected.virtualServers.get(key);
  // Without endpoints there is nobody whom the entry keeps packets from.
  if (!wanted || wanted.realServers.size === 0) return false;
  if (replySource.address === destination.address) return false;
  const real = formatEndpoint(replySource.address, replySource.port);
  // An endpoint that serves, though not from this node, is what kube-proxy keeps too (`pkg/proxy/conntrack/cleanup.go`).
  if (wanted.endpoints.get(real)?.serving === true) return false;
  return !wanted.realServers.has(real) && table.get(key)?.realServers.has(real) !== true;
}

function describe({source, destination, replySource}: ConntrackEntry): string {
  const [client, virtual, real] = [source, destination, replySource].map(({address, port}) =>
    formatEndpoint(address, port),
  );
  return `udp ${client} -> ${virtual} is answered by ${real}`;
}
