import type {
  CaptureSource,
  ExpectedState,
  ExpectedVirtualServer,
  IpFamily,
  KernelTable,
  Presence,
  RealServer,
  VirtualServer,
} from '../../../src/model/index.ts';
import {printIpSets, printIptables} from '../source-printers.ts';
import {printList, printProc, printSave} from '../table-printers.ts';

/** Which of the optional entries a kernel has: none of them, all, or each other one. */
export type Optional = 'none' | 'all' | 'alternate';

/** Tells for each entry, in turn, whether the kernel has it. */
function chooser(optional: Optional): (presence: Presence) => boolean {
  let odd = false;
  return (presence) => {
    if (presence === 'required') return true;
    odd = !odd;
    return optional === 'all' || (optional === 'alternate' && odd);
  };
}

/** The addresses that a node has on kube-ipvs0. */
export function boundIn({addresses}: ExpectedState, optional: Optional): readonly string[] {
  const has = chooser(optional);
  return [...(addresses ?? [])].filter(([, {presence}]) => has(presence)).map(([address]) => address);
}

/** A kernel's table as it is expected. */
export function tableOf(state: ExpectedState, optional: Optional): KernelTable {
  const has = chooser(optional);
  return new Map(
    [...state.virtualServers]
      .filter(([, {presence}]) => has(presence))
      .map(([key, server]) => [key, serverOf(server, has)]),
  );
}

function serverOf(server: ExpectedVirtualServer, has: (presence: Presence) => boolean): VirtualServer {
  const {id, family, scheduler = 'wlc', schedulerFlags = [], persistenceTimeout = 0, realServers} = server;
  const present = [...realServers]
    .filter(([, presence]) => has(presence))
    .map(([key]) => [key, realServerOf(key)] as const);
  return {
    id,
    scheduler,
    schedulerFlags,
    persistence:
      persistenceTimeout === 0
        ? undefined
        : {timeoutSeconds: persistenceTimeout, prefix: family === 'IPv4' ? 32 : 128},
    onePacket: false,
    realServers: new Map(present),
  };
}

function realServerOf(key: string): RealServer {
  const colon = key.lastIndexOf(':');
  const address = key.slice(0, colon).replace(/[[\]]/g, '');
  return {
    address,
    port: Number(key.slice(colon + 1)),
    weight: 1,
    forwarding: 'Masq',
    activeConnections: 0,
    inactiveConnections: 0,
  };
}

/** The ways in which a capture can tell the table. */
export const TABLE_SOURCES = ['save', 'list', 'proc', 'save and list', 'all'] as const;

/** A table as texts of the programs. */
export function tableTexts(
  table: KernelTable,
  sources: (typeof TABLE_SOURCES)[number],
): Partial<Record<CaptureSource, string>> {
  const wanted = (source: string) => sources.includes(source) || sources === 'all';
  return {
    ...(wanted('save') ? {'ipvsadm-save.txt': printSave(table)} : {}),
    ...(wanted('list') ? {'ipvsadm-list.txt': printList(table)} : {}),
    ...(wanted('proc') ? {'proc-net-ip_vs.txt': printProc(table, 250)} : {}),
  };
}

/** IP sets and iptables rules as they are expected, as texts of the programs. */
export function ruleTexts(state: ExpectedState, optional: Optional): Partial<Record<CaptureSource, string>> {
  const has = chooser(optional);
  const sets = [...state.ipSets.values()].map(({name, type, family, members}) => ({
    name,
    type,
    family: type === 'bitmap:port' ? undefined : family,
    members: new Set([...members].filter(([, {presence}]) => has(presence)).map(([member]) => member)),
  }));
  return {
    'ipset-save.txt': printIpSets(sets),
    'iptables-save.txt': iptablesText(state, 'IPv4'),
    'ip6tables-save.txt': iptablesText(state, 'IPv6'),
  };
}

function iptablesText({chains}: ExpectedState, family: IpFamily): string {
  const own = chains.filter((chain) => chain.family === family);
  const tables = ['nat', 'filter'].map((name) => {
    const inTable = own.filter(({table}) => table === name);
    const builtIn = [...new Set(inTable.flatMap(({jumpedToFrom}) => jumpedToFrom))];
    const rules = (from: string) =>
      inTable
        .filter(({jumpedToFrom}) => jumpedToFrom.includes(from))
        .map(({chain}) => `-m comment --comment "kubernetes" -j ${chain}`);
    return {
      name,
      policies: new Map(builtIn.map((from) => [from, 'ACCEPT'])),
      chains: new Map<string, readonly string[]>([
        ...builtIn.map((from) => [from, rules(from)] as const),
        ...inTable.map(({chain}) => [chain, []] as const),
      ]),
    };
  });
  return printIptables(tables);
}
