import {
  type FirewallMarkId,
  formatEndpoint,
  type KernelTable,
  plainServers,
  type RealServer,
  type TableSource,
  type VirtualServer,
  virtualServerKey,
} from '../../model/index.ts';
import {crossCheck, type SourceTable} from './cross-check.ts';
import type {ParsedTable} from './parsed-table.ts';

/** One node's table out of all its sources. */
export interface MergedTable {
  /** Undefined if no source can be used. */
  readonly virtualServers: KernelTable | undefined;
  /** The sources that were used, most telling first. */
  readonly tableSources: readonly TableSource[];
  /** Virtual servers (by key) of which the truth is not known, and why. */
  readonly disputed: ReadonlyMap<string, string>;
}

/** Most telling first: `/proc/net/ip_vs` has no scheduler flags, `ipvsadm -S` has no connection counts. */
const PREFERENCE: readonly TableSource[] = ['ipvsadm-list.txt', 'proc-net-ip_vs.txt', 'ipvsadm-save.txt'];

/**
 * Makes one table out of what the sources tell. The most telling source is the base, the others add what it lacks; a
 * source with a fatal problem is left out. Where they contradict one another the virtual server is disputed: a line
 * was damaged, or the table changed between two captures.
 */
export function mergeTables(parsed: Readonly<Partial<Record<TableSource, ParsedTable>>>): MergedTable {
  const disputed = new Map<string, string>();
  const [base, ...others] = usableTables(parsed, disputed);
  if (base === undefined) return {virtualServers: undefined, tableSources: [], disputed};
  for (const other of others) crossCheck(base, other, disputed);
  return {
    virtualServers: others.reduce((table, other) => complete(table, other.table), base.table),
    tableSources: [base, ...others].map(({source}) => source),
    disputed,
  };
}

function usableTables(
  parsed: Readonly<Partial<Record<TableSource, ParsedTable>>>,
  disputed: Map<string, string>,
): readonly SourceTable[] {
  const usable: (SourceTable & {readonly parsed: ParsedTable})[] = [];
  for (const source of PREFERENCE) {
    const table = parsed[source];
    if (table === undefined || table.problems.some(({severity}) => severity === 'fatal')) continue;
    for (const [key, reason] of table.doubtful) addMissing(disputed, key, reason);
    usable.push({source, table: table.value, parsed: table});
  }
  return usable.map(({source, parsed: own, table}) => {
    const telling = usable.find((other) => other.source !== source && other.source !== 'proc-net-ip_vs.txt');
    return {
      source,
      table: own.familyUnknown.size === 0 ? table : settleFamilies(own, telling?.table, disputed),
    };
  });
}

/** Puts firewall marks whose family their own source does not show under the family that another source shows. */
function settleFamilies(
  parsed: ParsedTable,
  telling: KernelTable | undefined,
  disputed: Map<string, string>,
): KernelTable {
  const settled = new Map(parsed.value);
  for (const key of parsed.familyUnknown) {
    const virtualServer = settled.get(key);
    if (virtualServer?.id.kind !== 'firewall-mark') continue;
    if (telling === undefined)
      addMissing(disputed, key, 'its address family is unknown, /proc/net/ip_vs does not show it');
    const id = otherFamily(virtualServer.id);
    const otherKey = virtualServerKey(id);
    if (telling === undefined || telling.has(key) || !telling.has(otherKey) || settled.has(otherKey))
      continue;
    settled.delete(key);
    settled.set(otherKey, {...virtualServer, id});
  }
  return settled;
}

function otherFamily(id: FirewallMarkId): FirewallMarkId {
  return {...id, family: id.family === 'IPv4' ? 'IPv6' : 'IPv4'};
}

function addMissing(disputed: Map<string, string>, key: string, reason: string): void {
  if (!disputed.has(key)) disputed.set(key, reason);
}

/** A table with what another one tells beyond it. */
function complete(table: KernelTable, other: KernelTable): KernelTable {
  const merged = new Map(table);
  for (const [key, more] of other) {
    const virtualServer = table.get(key);
    if (virtualServer === more) continue;
    const completed = virtualServer === undefined ? more : completeVirtualServer(virtualServer, more);
    if (completed !== virtualServer) merged.set(key, completed);
  }
  return merged;
}

function completeVirtualServer(virtualServer: VirtualServer, more: VirtualServer): VirtualServer {
  const isTold = virtualServer.schedulerFlags !== undefined || more.schedulerFlags === undefined;
  // Plain real servers have no tunnels to add.
  if (isTold && plainServers(more)) return virtualServer;
  const realServers = withTunnels(virtualServer.realServers, more.realServers);
  if (isTold)
    return realServers === virtualServer.realServers ? virtualServer : {...virtualServer, realServers};
  const {persistence} = virtualServer;
  return {
    id: virtualServer.id,
    scheduler: virtualServer.scheduler,
    persistence: persistence && {...more.persistence, ...persistence},
    schedulerFlags: more.schedulerFlags,
    onePacket: virtualServer.onePacket || more.onePacket,
    realServers,
  };
}

/** The real servers with the tunnel options of another source; the same map if there are none. */
function withTunnels(
  realServers: VirtualServer['realServers'],
  more: VirtualServer['realServers'],
): VirtualServer['realServers'] {
  let merged: Map<string, RealServer> | undefined;
  for (const {address, port, tunnel} of more.values()) {
    if (tunnel === undefined) continue;
    const key = formatEndpoint(address, port);
    const realServer = realServers.get(key);
    if (realServer === undefined || realServer.tunnel !== undefined) continue;
    merged ??= new Map(realServers);
    merged.set(key, {...realServer, tunnel});
  }
  return merged ?? realServers;
}
