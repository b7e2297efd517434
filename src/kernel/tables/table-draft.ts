import {
  type ParseProblem,
  type RealServer,
  type TableSource,
  type VirtualServer,
  virtualServerKey,
} from '../../model/index.ts';
import {UnreadableLine} from './unreadable-line.ts';

/** The virtual server to which the real servers that follow belong. */
export interface OpenVirtualServer {
  readonly key: string;
  /** How the source names it; `ipvsadm -S` repeats this in each of its real servers. */
  readonly name: string;
  readonly realServers: Map<string, RealServer>;
}

/** A table while it is read. */
export interface TableDraft {
  readonly source: TableSource;
  readonly virtualServers: Map<string, VirtualServer>;
  readonly doubtful: Map<string, string>;
  readonly problems: ParseProblem[];
  /** Firewall marks of which nothing tells the family, not yet in the table. */
  readonly withoutFamily: VirtualServer[];
  /** As in the parsed table. */
  readonly familyUnknown: Set<string>;
  /** Lines that were not understood. Only the first of them are listed as problems. */
  badLines: number;
  open: OpenVirtualServer | undefined;
}

/** An empty draft. */
export function newDraft(source: TableSource): TableDraft {
  return {
    source,
    virtualServers: new Map(),
    doubtful: new Map(),
    problems: [],
    withoutFamily: [],
    familyUnknown: new Set(),
    badLines: 0,
    open: undefined,
  };
}

/** What a virtual-server line tells; the real servers are still to come. */
export interface VirtualServerLine extends Omit<VirtualServer, 'realServers'> {
  /** How the source names it, if real servers repeat that. */
  readonly name?: string;
}

/** Takes a virtual server into the draft; the real servers that follow are its. False if it is there already. */
export function putVirtualServer(draft: TableDraft, key: string, line: VirtualServerLine): boolean {
  if (draft.virtualServers.has(key)) return false;
  draft.virtualServers.set(key, openVirtualServer(draft, key, line));
  return true;
}

/** Takes a virtual server into the draft; the real servers that follow are its. Throws if it is there already. */
export function addVirtualServer(draft: TableDraft, line: VirtualServerLine): void {
  const key = virtualServerKey(line.id);
  if (!putVirtualServer(draft, key, line))
    throw new UnreadableLine(`the virtual server ${key} is listed twice`);
}

/** Makes a virtual server the one that real servers are added to, without a place in the table. */
export function openVirtualServer(draft: TableDraft, key: string, line: VirtualServerLine): VirtualServer {
  const realServers = new Map<string, RealServer>();
  const {id, scheduler, persistence, schedulerFlags, onePacket, name = ''} = line;
  draft.open = {key, name, realServers};
  return {id, scheduler, persistence, schedulerFlags, onePacket, realServers};
}

/** Adds a real server; false if there is one with this key already. For the hot path. */
export function putRealServer(open: OpenVirtualServer, key: string, realServer: RealServer): boolean {
  const {size} = open.realServers;
  open.realServers.set(key, realServer);
  return open.realServers.size > size;
}

/** Adds a real server. Throws if there is one with this key already. */
export function addRealServer(open: OpenVirtualServer, key: string, realServer: RealServer): void {
  if (putRealServer(open, key, realServer)) return;
  throw new UnreadableLine(`the real server ${key} is listed twice in the virtual server ${open.key}`, true);
}
