import {formatEndpoint, type InterfaceAddress} from '../../../model/index.ts';
import {type ConntrackEntry, readConntrackEntry} from '../../conntrack-entry.ts';
import {firstFew} from '../../first-few.ts';
import {nodePortOwners} from '../../node-port-owners.ts';
import {nodeRule} from '../../rule.ts';
import {fail, pass} from '../../verdict.ts';

/** Connections without an answer whose answer would come to a node port of this node: IPVS takes it. */
export const MASQUERADED_AS_NODE_PORT = nodeRule({
  code: 'IPVS045',
  needs: ['conntrack', 'addresses'],
  check: ({conntrack, addresses}, {cluster}) => {
    const ports = nodePortOwners(cluster.services);
    const own = new Set(addresses.map(({address}: InterfaceAddress) => address));
    const waiting = conntrack
      .filter((line) => line.includes('[UNREPLIED]'))
      .map(readConntrackEntry)
      .filter((entry) => entry !== undefined)
      .filter((entry) => isLost(entry, own, ports));
    if (waiting.length === 0) return pass(`${conntrack.length} conntrack entries`);
    return fail({
      message: `${waiting.length} connections of this node wait for a reply on a port that is a node port`,
      evidence: firstFew(
        waiting.map(({protocol, source, destination, replyDestination}) => {
          const [from, to] = [source, destination].map(({address, port}) => formatEndpoint(address, port));
          return `${protocol} ${from} -> ${to} waits at node port ${replyDestination.port}`;
        }),
      ),
    });
  },
});

function isLost(
  {protocol, state, replyDestination, destination}: ConntrackEntry,
  own: ReadonlySet<string>,
  ports: ReadonlyMap<string, string>,
): boolean {
  if (protocol === 'tcp' && state !== 'SYN_SENT') return false;
  if (!own.has(replyDestination.address)) return false;
  const key = (port: number) => `${protocol.toUpperCase()} ${port}`;
  // A client of the node port itself is not masqueraded to it.
  return ports.has(key(replyDestination.port)) && !ports.has(key(destination.port));
}
