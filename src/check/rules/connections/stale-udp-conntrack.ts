import {
  addressServerKey,
  type ExpectedState,
  formatEndpoint,
  type KernelTable,
  type SocketAddress,
} from '../../../model/index.ts';
import {type ConntrackEntry, readConntrackEntry} from '../../conntrack-entry.ts';
import {firstFew} from '../../first-few.ts';
import {nodeRule} from '../../rule.ts';
import {fail, pass, type Verdict} from '../../verdict.ts';

/** What is known of the Services that flows are for. */
interface Services {
  readonly table: KernelTable;
  readonly expected: ExpectedState;
}

/**
 * conntrack entries of UDP that lead to a real server which is no longer an endpoint, or nowhere. Whether the client still
 * sends is not in the table, and an entry without packets ends by itself: so this is a warning.
 */
export const STALE_UDP_CONNTRACK = nodeRule({
  code: 'IPVS019',
  needs: ['conntrack', 'table', 'expected'],
  check: ({conntrack, table, expected}) => {
    const udp = conntrack
      .filter((line) => line.startsWith('udp '))
      .map(readConntrackEntry)
      .filter((entry) => entry !== undefined);
    const services = {table, expected};
    const stale = udp.filter((entry) => isStale(entry, services));
    const lost = udp.filter((entry) => isLost(entry, services));
    if (stale.length + lost.length === 0) return pass(`${udp.length} UDP entries`);
    return [...staleVerdict(stale), ...lostVerdict(lost)];
  },
});

function staleVerdict(stale: readonly ConntrackEntry[]): readonly Verdict[] {
  if (stale.length === 0) return [];
  return [
    fail({
      severity: 'warning',
      message: `${stale.length} UDP ${stale.length === 1 ? 'flow to a Service leads' : 'flows to Services lead'} to endpoints that are gone, as long as clients keep sending`,
      evidence: firstFew(stale.map((entry) => `${flow(entry)} is answered by ${text(entry.replySource)}`)),
      remedy: deletion(stale),
    }),
  ];
}

function lostVerdict(lost: readonly ConntrackEntry[]): readonly Verdict[] {
  if (lost.length === 0) return [];
  return [
    fail({
      severity: 'warning',
      message:
        `${lost.length} UDP ${lost.length === 1 ? 'flow to a Service goes' : 'flows to Services go'} nowhere, as long as clients keep sending: their conntrack entries are older than ` +
        'the address on this node',
      evidence: firstFew(
        lost.map(
          (entry) => `${flow(entry)} is UNREPLIED, and waits for a reply from ${text(entry.replySource)}`,
        ),
      ),
      remedy: deletion(lost),
    }),
  ];
}

function isStale({destination, replySource}: ConntrackEntry, {table, expected}: Services) {
  const key = addressServerKey('UDP', destination.address, destination.port);
  const wanted = expected.virtualServers.get(key);
  // Without endpoints there is nobody whom the entry keeps packets from.
  if (!wanted || wanted.realServers.size === 0) return false;
  if (replySource.address === destination.address) return false;
  const real = text(replySource);
  // An endpoint that serves, though not from this node, is what kube-proxy keeps too (`pkg/proxy/conntrack/cleanup.go`).
  if (wanted.endpoints.get(real)?.serving === true) return false;
  return !wanted.realServers.has(real) && table.get(key)?.realServers.has(real) !== true;
}

/**
 * Whether an entry takes packets past IPVS: it was made when nobody translated the address, so the answer is expected from
 * the address itself, which never comes. An entry that IPVS makes has a real server there
 * (`net/netfilter/ipvs/ip_vs_nfct.c`, `ip_vs_update_conntrack`: it changes no entry that is confirmed).
 */
function isLost({destination, replySource, unreplied}: ConntrackEntry, {table, expected}: Services) {
  const key = addressServerKey('UDP', destination.address, destination.port);
  const served = (table.get(key)?.realServers.size ?? 0) > 0 && expected.virtualServers.has(key);
  return unreplied && served && text(replySource) === text(destination);
}

/** Each address once. */
function deletion(entries: readonly ConntrackEntry[]): string {
  const commands = new Set(
    entries.map(({destination: {address, port}}) => {
      const family = address.includes(':') ? ' -f ipv6' : '';
      return `conntrack -D${family} -p udp --orig-dst ${address} --dport ${port}`;
    }),
  );
  return `on the node: ${firstFew([...commands]).join('; ')}`;
}

function flow({source, destination}: ConntrackEntry): string {
  return `udp ${text(source)} -> ${text(destination)}`;
}

function text({address, port}: SocketAddress): string {
  return formatEndpoint(address, port);
}
