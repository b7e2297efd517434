import {
  type KernelTable,
  type Persistence,
  type RealServer,
  samePlainServers,
  type TableSource,
  type VirtualServer,
} from '../../model/index.ts';
import {findTickRate} from './tick-rate.ts';
import {familyOfServer} from './virtual-server-id.ts';

/** A table and where it came from. */
export interface SourceTable {
  readonly source: TableSource;
  readonly table: KernelTable;
}

/** What two sources say differently: of what, and how each says it. */
interface Difference {
  readonly of: string;
  readonly one: string;
  readonly other: string;
}

const PROC: TableSource = 'proc-net-ip_vs.txt';

/** A virtual server as one source tells it. */
interface Told {
  readonly source: TableSource;
  readonly server: VirtualServer;
  readonly tickRate: number | undefined;
}

/** What is compared of virtual servers. Of a source that does not tell it, undefined. */
interface Attribute {
  readonly name: string;
  readonly tell: (told: Told) => string | undefined;
}

const ATTRIBUTES: readonly Attribute[] = [
  {name: 'the scheduler', tell: ({server}) => server.scheduler},
  {name: 'the scheduler flags', tell: ({server}) => server.schedulerFlags?.join(',')},
  {name: 'one-packet mode', tell: tellOnePacket},
  {name: 'the persistence timeout', tell: ({server, tickRate}) => tellTimeout(server.persistence, tickRate)},
  {
    name: 'the persistence netmask',
    tell: ({server: {persistence}}) => persistence && `${persistence.prefix} bits`,
  },
  {
    name: 'the persistence engine',
    tell: ({server, source}) => (source === PROC ? undefined : (server.persistence?.engine ?? 'none')),
  },
];

function tellOnePacket({server: {id, onePacket}, source}: Told): string | undefined {
  if (source === PROC && id.kind === 'address' && familyOfServer(id) === 'IPv6') return undefined;
  return onePacket ? 'on' : 'off';
}

function tellTimeout(persistence: Persistence | undefined, tickRate: number | undefined): string {
  if (persistence === undefined) return 'no persistence';
  const {timeoutSeconds, timeoutJiffies} = persistence;
  if (timeoutSeconds !== undefined || timeoutJiffies === undefined) return `${timeoutSeconds} seconds`;
  return tickRate === undefined ? `${timeoutJiffies} ticks` : `${timeoutJiffies / tickRate} seconds`;
}

/**
 * Compares two sources of one node's table and notes each virtual server on which they contradict one another. What
 * only one of them tells is no contradiction, nor are connection counts, which change all the time.
 */
export function crossCheck(one: SourceTable, other: SourceTable, disputed: Map<string, string>): void {
  const tickRate = findTickRate(one.table, other.table);
  const note = (key: string, difference: Difference): void => {
    if (!disputed.has(key)) disputed.set(key, describe([one.source, other.source], difference));
  };
  for (const [key, server] of one.table) {
    const counterpart = other.table.get(key);
    if (counterpart === server) continue;
    const difference = counterpart
      ? (compareAttributes(
          {server, source: one.source, tickRate},
          {server: counterpart, source: other.source, tickRate},
        ) ?? compareRealServers(server, counterpart))
      : {of: 'this virtual server', one: 'present', other: 'absent'};
    if (difference) note(key, difference);
  }
  for (const key of other.table.keys()) {
    if (!one.table.has(key)) note(key, {of: 'this virtual server', one: 'absent', other: 'present'});
  }
}

function describe(
  [source, otherSource]: readonly [TableSource, TableSource],
  {of, one, other}: Difference,
): string {
  return `${source} and ${otherSource} disagree on ${of} (${one} and ${other})`;
}

function compareAttributes(told: Told, otherTold: Told): Difference | undefined {
  for (const {name, tell} of ATTRIBUTES) {
    const one = tell(told);
    const other = tell(otherTold);
    if (one !== other && one !== undefined && other !== undefined) {
      return {of: name, one: one || 'none', other: other || 'none'};
    }
  }
  return undefined;
}

function compareRealServers(server: VirtualServer, counterpart: VirtualServer): Difference | undefined {
  if (samePlainServers(server, counterpart)) return undefined;
  const {realServers} = server;
  const {realServers: others} = counterpart;
  if (areAlike(realServers, others)) return undefined;
  for (const [key, realServer] of realServers) {
    const other = others.get(key);
    if (other === undefined) return {of: `real server ${key}`, one: 'present', other: 'absent'};
    if (realServer.weight !== other.weight) {
      return {of: `real server ${key}`, one: `weight ${realServer.weight}`, other: `${other.weight}`};
    }
    if (!forwardingAgrees(realServer, other)) {
      return {
        of: `real server ${key}`,
        one: `forwarding ${realServer.forwarding}`,
        other: `${other.forwarding}`,
      };
    }
  }
  if (realServers.size === others.size) return undefined;
  const missing = [...others.keys()].find((key) => !realServers.has(key));
  return {of: `real server ${missing}`, one: 'absent', other: 'present'};
}

/** The usual case, without a look into the maps: ipvsadm sorts, so both have the same real servers in the same order. */
function areAlike(realServers: VirtualServer['realServers'], others: VirtualServer['realServers']): boolean {
  if (realServers.size !== others.size) return false;
  const following = others.values();
  for (const {address, port, weight, forwarding} of realServers.values()) {
    const {value: other} = following.next();
    if (other === undefined || other.port !== port || other.weight !== weight) return false;
    if (other.address !== address || other.forwarding !== forwarding) return false;
  }
  return true;
}

/** ipvsadm -S prints the same for Route and Local. */
function forwardingAgrees({forwarding: one}: RealServer, {forwarding: other}: RealServer): boolean {
  return one === other || (isDirect(one) && isDirect(other));
}

function isDirect(forwarding: RealServer['forwarding']): boolean {
  return forwarding === 'Route' || forwarding === 'Local';
}
