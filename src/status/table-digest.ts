import {createHash} from 'node:crypto';
import {
  type ActualState,
  cidrContains,
  DUMMY_INTERFACE,
  type ExpectedState,
  type VirtualServer,
} from '../model/index.ts';

/**
 * A short text that is equal for two nodes whose tables agree on what all nodes must have alike. Left out is what differs
 * by design: node ports, and virtual servers whose endpoints are chosen by node or zone; also real servers at weight 0,
 * which each node drains in its own time, and what belongs to another
 * program. Undefined without a table.
 */
export function tableDigest(
  actual: ActualState | undefined,
  expected: ExpectedState | undefined,
): string | undefined {
  if (!actual?.virtualServers || !expected) return undefined;
  const own = ownAddresses(actual);
  const lines: string[] = [];
  for (const [key, server] of actual.virtualServers)
    if (isAlikeEverywhere(key, server, {expected, own})) lines.push(line(key, server));
  const hash = createHash('sha256');
  for (const text of lines.sort()) hash.update(text);
  return hash.digest('hex').slice(0, 12);
}

function ownAddresses({addresses}: ActualState): ReadonlySet<string> | undefined {
  const own = addresses?.filter((entry) => entry.interface !== DUMMY_INTERFACE);
  return own && new Set(own.map(({address}) => address));
}

interface Ground {
  readonly expected: ExpectedState;
  /** Addresses of the node itself; undefined if they were not read. */
  readonly own: ReadonlySet<string> | undefined;
}

function isAlikeEverywhere(key: string, {id}: VirtualServer, {expected, own}: Ground): boolean {
  const wanted = expected.virtualServers.get(key);
  if (!wanted) return id.kind !== 'address' || isForeign(id.address, {expected, own});
  if (wanted.role === 'node-port' || wanted.owners.length > 1) return false;
  return wanted.selection === 'all-ready' || wanted.selection === 'terminating-fallback';
}

/** No address of the node itself, and none that kube-proxy leaves to another program. */
function isForeign(address: string, {expected, own}: Ground): boolean {
  if (!own || own.has(address)) return false;
  return !expected.excluded.some((cidr) => cidrContains(cidr, address));
}

function line(key: string, {scheduler, persistence, realServers}: VirtualServer): string {
  const servers = [...realServers].filter(([, {weight}]) => weight !== 0).map(([name]) => name);
  return `${key} ${scheduler} ${persistence ? 'persistent' : ''} ${servers.sort().join(' ')}\n`;
}
