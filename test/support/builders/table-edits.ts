import fc from 'fast-check';
import {
  type ForwardingMethod,
  formatEndpoint,
  type KernelTable,
  type RealServer,
  type VirtualServer,
  type VirtualServerId,
  virtualServerKey,
} from '../../../src/model/index.ts';

/** Something that somebody does to a table: to the entries that the numbers choose, or with the number in a name. */
export interface TableEdit {
  readonly kind: keyof typeof EDITS;
  readonly virtualServer: number;
  readonly realServer: number;
  readonly weight: number;
  readonly forwarding: ForwardingMethod;
}

/** A table after edits, and the findings that they must give, as `describeFindings` writes them. */
export interface EditedTable {
  readonly table: KernelTable;
  readonly findings: readonly string[];
}

interface Draft {
  readonly servers: Map<string, VirtualServer>;
  /** Names of what was edited: it is not edited again, so that each edit stays one finding. */
  readonly touched: Set<string>;
  readonly findings: string[];
}

/** Applies the edits, one after the other; those that find nothing to do are left out. */
export function editTable(table: KernelTable, edits: readonly TableEdit[]): EditedTable {
  const draft: Draft = {servers: new Map(table), touched: new Set(), findings: []};
  for (const edit of edits) EDITS[edit.kind](draft, edit);
  return {table: draft.servers, findings: draft.findings.sort()};
}

function chosenServer(
  draft: Draft,
  {virtualServer}: TableEdit,
): readonly [string, VirtualServer] | undefined {
  const own = [...draft.servers].filter(([key]) => !draft.touched.has(key));
  return own[virtualServer % own.length];
}

/** Edits of one attribute of a virtual server. */
function changeServer(kind: string, change: (server: VirtualServer) => VirtualServer) {
  return (draft: Draft, edit: TableEdit): void => {
    const [key, server] = chosenServer(draft, edit) ?? [];
    if (!key || !server || draft.touched.has(`${key} ${kind}`)) return;
    draft.touched.add(`${key} ${kind}`);
    draft.servers.set(key, change(server));
    draft.findings.push(`${kind} ${key}`);
  };
}

function removeServer(draft: Draft, edit: TableEdit): void {
  const [key] = chosenServer(draft, edit) ?? [];
  if (!key || [...draft.touched].some((name) => name.startsWith(`${key} `))) return;
  draft.touched.add(key);
  draft.servers.delete(key);
  draft.findings.push(`virtual-server-missing ${key}`);
}

/** Edits of one real server; undefined removes it. */
function changeRealServer(
  kind: string,
  change: (server: RealServer, edit: TableEdit) => RealServer | undefined,
) {
  return (draft: Draft, edit: TableEdit): void => {
    const [key, server] = chosenServer(draft, edit) ?? [];
    const own = [...(server?.realServers ?? [])].filter(([name]) => !draft.touched.has(`${key} -> ${name}`));
    const [name, realServer] = own[edit.realServer % own.length] ?? [];
    if (!key || !server || !name || !realServer) return;
    const changed = change(realServer, edit);
    const others = [...server.realServers].filter(([other]) => other !== name);
    draft.touched.add(`${key} -> ${name}`);
    draft.servers.set(key, {
      ...server,
      realServers: new Map(changed ? [...others, [name, changed]] : others),
    });
    draft.findings.push(`${kind} ${key} -> ${name}`);
  };
}

function addRealServer(draft: Draft, edit: TableEdit): void {
  const [key, server] = chosenServer(draft, edit) ?? [];
  if (!key || !server || server.id.kind !== 'address') return;
  const address = server.id.address.includes(':') ? 'fd00:99::1' : '10.99.0.1';
  const added = strangerAt(address, {...edit, weight: edit.weight - 2});
  const name = formatEndpoint(address, added.port);
  if (server.realServers.has(name)) return;
  const kind =
    added.weight === 0 && server.id.protocol === 'TCP' ? 'real-server-draining' : 'real-server-stale';
  draft.touched.add(`${key} -> ${name}`);
  draft.servers.set(key, {...server, realServers: new Map([...server.realServers, [name, added]])});
  draft.findings.push(`${kind} ${key} -> ${name}`);
}

function strangerAt(
  address: string,
  {realServer, weight}: Pick<TableEdit, 'realServer' | 'weight'>,
): RealServer {
  const port = 9000 + realServer;
  return {
    address,
    port,
    weight: Math.max(0, weight),
    forwarding: 'Masq',
    activeConnections: 0,
    inactiveConnections: 0,
  };
}

/** Adds a virtual server of which the API knows nothing. */
function addServer(id: (edit: TableEdit) => VirtualServerId) {
  return (draft: Draft, edit: TableEdit): void => {
    const own = id(edit);
    const key = virtualServerKey(own);
    if (draft.servers.has(key)) return;
    const strangers = [strangerAt('10.99.0.2', edit), strangerAt('10.99.0.1', edit)];
    draft.touched.add(key);
    draft.servers.set(key, {
      id: own,
      scheduler: 'rr',
      schedulerFlags: [],
      persistence: undefined,
      onePacket: false,
      realServers: new Map(strangers.map((one) => [formatEndpoint(one.address, one.port), one])),
    });
    draft.findings.push(`virtual-server-unexpected ${key}`);
  };
}

const EDITS = {
  'remove virtual server': removeServer,
  'change scheduler': changeServer('scheduler-mismatch', (server) => ({
    ...server,
    scheduler: 'nq',
    schedulerFlags: [],
  })),
  'change persistence': changeServer('persistence-mismatch', (server) => ({
    ...server,
    persistence: server.persistence
      ? undefined
      : {
          timeoutSeconds: 60,
          prefix: server.id.kind === 'address' && server.id.address.includes(':') ? 128 : 32,
        },
  })),
  'remove real server': changeRealServer('real-server-missing', () => undefined),
  'change weight': changeRealServer('real-server-weight', (server, {weight}) => ({
    ...server,
    weight: weight === 1 ? 0 : weight,
  })),
  'change forwarding': changeRealServer('forwarding-mismatch', (server, {forwarding}) => ({
    ...server,
    forwarding,
  })),
  'add real server': addRealServer,
  'add virtual server': addServer(({realServer, weight}) => ({
    kind: 'address',
    protocol: 'TCP',
    address: weight === 0 ? '192.0.2.11' : `10.97.0.${weight}`,
    port: 20000 + realServer,
  })),
  'add firewall mark': addServer(({realServer}) => ({
    kind: 'firewall-mark',
    family: 'IPv4',
    firewallMark: realServer + 1,
  })),
};

/** Any edit. */
export const tableEdits: fc.Arbitrary<readonly TableEdit[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(...(Object.keys(EDITS) as (keyof typeof EDITS)[])),
    virtualServer: fc.nat(50),
    realServer: fc.nat(5),
    weight: fc.nat(4),
    forwarding: fc.constantFrom('Route' as const, 'Tunnel' as const),
  }),
  {maxLength: 8},
);
