import {
  type ActualState,
  type Attributes,
  type Counts,
  DUMMY_INTERFACE,
  describeVirtualServer,
  type Finding,
  type FindingKind,
  type FindingService,
  inWordsOf,
  type KernelTable,
  listEndpoints,
  type RealServer,
  realServerCount,
  samePlainServers,
  type VirtualServer,
} from '../model/index.ts';
import {realServerAttributes} from './compare-real-servers.ts';
import {newFinding} from './new-finding.ts';
import {sortFindings} from './sort-findings.ts';

/** One node's state at two moments. */
export interface TablesInput {
  readonly node: string;
  readonly before: ActualState;
  readonly after: ActualState;
  /** The mode of kube-proxy at both moments, for its words. */
  readonly mode: string;
  /** The Service behind a virtual server, by its key. */
  readonly serviceOf: (key: string) => FindingService | null;
  /** Whether a virtual server is in scope. */
  readonly inScope: (key: string) => boolean;
  /** True: addresses, IP sets and chains are compared too. */
  readonly wholeTable: boolean;
}

/** What changed on a node between two moments; connection counts are no change. */
export interface TablesComparison {
  readonly findings: readonly Finding[];
  readonly virtualServers: Counts;
  readonly realServers: Counts;
}

/**
 * Compares two captures of one node. What the first has takes the place of the expected state; a real server that only
 * the second has is reported as `real-server-stale`.
 */
export function compareTables(input: TablesInput): TablesComparison {
  const before = input.before.virtualServers ?? new Map<string, VirtualServer>();
  const after = input.after.virtualServers ?? new Map<string, VirtualServer>();
  const findings: Finding[] = [];
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    if (input.inScope(key)) findings.push(...compareServer(before.get(key), after.get(key), input));
  }
  if (input.wholeTable) findings.push(...compareSurroundings(input));
  const counts = (table: KernelTable) => count(table, input.inScope);
  return {
    findings: sortFindings(findings),
    virtualServers: {expected: counts(before).virtual, actual: counts(after).virtual},
    realServers: {expected: counts(before).real, actual: counts(after).real},
  };
}

function count(table: KernelTable, inScope: (key: string) => boolean): {virtual: number; real: number} {
  const counts = {virtual: 0, real: 0};
  for (const [key, server] of table) {
    if (!inScope(key)) continue;
    counts.virtual++;
    counts.real += realServerCount(server);
  }
  return counts;
}

interface Change {
  readonly kind: FindingKind;
  readonly message: string;
  readonly before: Attributes | null;
  readonly after: Attributes | null;
  readonly realServer?: RealServer;
}

function finding(input: TablesInput, server: VirtualServer | undefined, change: Change): Finding {
  const key = server && describeVirtualServer(server.id);
  return newFinding(change.kind, {
    code: null,
    severity: 'warning',
    node: input.node,
    service: key === undefined ? null : input.serviceOf(key),
    virtualServer: server?.id ?? null,
    realServer: change.realServer ? {address: change.realServer.address, port: change.realServer.port} : null,
    expected: change.before,
    actual: change.after,
    message: inWordsOf(input.mode, change.message),
    remedy: 'none required: this is what changed between the two snapshots',
  });
}

function compareServer(
  before: VirtualServer | undefined,
  after: VirtualServer | undefined,
  input: TablesInput,
): readonly Finding[] {
  if (!after || !before) return [appearance(before, after, input)];
  const findings: Finding[] = [];
  const attributes = {before: serverAttributes(before), after: serverAttributes(after)};
  if (before.scheduler !== after.scheduler || before.onePacket !== after.onePacket) {
    const message = `the scheduler changed from ${before.scheduler} to ${after.scheduler}`;
    findings.push(finding(input, after, {kind: 'scheduler-mismatch', message, ...attributes}));
  }
  if (!samePersistence(before, after)) {
    findings.push(
      finding(input, after, {
        kind: 'persistence-mismatch',
        message: 'the persistence changed',
        ...attributes,
      }),
    );
  }
  if (samePlainServers(before, after)) return findings;
  for (const key of new Set([...before.realServers.keys(), ...after.realServers.keys()])) {
    const change = realServerChange(key, before.realServers.get(key), after.realServers.get(key));
    if (change) findings.push(finding(input, after, change));
  }
  return findings;
}

function appearance(
  before: VirtualServer | undefined,
  after: VirtualServer | undefined,
  input: TablesInput,
): Finding {
  const server = before ?? after;
  const name = server ? describeVirtualServer(server.id) : '';
  return finding(input, server, {
    kind: before ? 'virtual-server-missing' : 'virtual-server-unexpected',
    message: `the virtual server ${name} ${before ? 'is gone' : 'is new'}`,
    before: before ? serverAttributes(before) : null,
    after: after ? serverAttributes(after) : null,
  });
}

function serverAttributes(server: VirtualServer): Attributes {
  const {scheduler, persistence, onePacket, realServers} = server;
  return {
    scheduler,
    ...(persistence?.timeoutSeconds === undefined ? {} : {persistenceTimeout: persistence.timeoutSeconds}),
    ...(onePacket ? {onePacket} : {}),
    realServers: listEndpoints(realServers.keys()),
  };
}

function samePersistence({persistence: one}: VirtualServer, {persistence: other}: VirtualServer): boolean {
  if (!one || !other) return one === other;
  if (one.prefix !== other.prefix || one.engine !== other.engine) return false;
  if (one.timeoutSeconds !== undefined && other.timeoutSeconds !== undefined) {
    return one.timeoutSeconds === other.timeoutSeconds;
  }
  return (
    one.timeoutJiffies === undefined ||
    other.timeoutJiffies === undefined ||
    one.timeoutJiffies === other.timeoutJiffies
  );
}

function realServerChange(
  key: string,
  before: RealServer | undefined,
  after: RealServer | undefined,
): Change | undefined {
  const attributes = {
    before: before ? realServerAttributes(before) : null,
    after: after ? realServerAttributes(after) : null,
  };
  if (before && !after) {
    return {
      kind: 'real-server-missing',
      message: `the real server ${key} is gone`,
      realServer: before,
      ...attributes,
    };
  }
  if (!before || !after) {
    return (
      after && {
        kind: 'real-server-stale',
        message: `the real server ${key} is new`,
        realServer: after,
        ...attributes,
      }
    );
  }
  if (before.weight !== after.weight) {
    const message = `the weight of ${key} changed from ${before.weight} to ${after.weight}`;
    return {kind: 'real-server-weight', message, realServer: after, ...attributes};
  }
  if (!before.forwarding || !after.forwarding || before.forwarding === after.forwarding) return undefined;
  const message = `the forwarding method of ${key} changed from ${before.forwarding} to ${after.forwarding}`;
  return {kind: 'forwarding-mismatch', message, realServer: after, ...attributes};
}

/** Addresses on kube-ipvs0, members of kube-proxy's sets and its chains, where both captures have them. */
function compareSurroundings(input: TablesInput): readonly Finding[] {
  const {before, after} = input;
  const findings: Finding[] = [];
  const report = (
    kinds: readonly [FindingKind, FindingKind | undefined],
    what: string,
    changes: SetChanges,
  ) => {
    for (const name of changes.gone) {
      findings.push(
        finding(input, undefined, {
          kind: kinds[0],
          message: `${what} ${name} is gone`,
          before: {name},
          after: null,
        }),
      );
    }
    if (kinds[1] === undefined) return;
    for (const name of changes.added) {
      findings.push(
        finding(input, undefined, {
          kind: kinds[1],
          message: `${what} ${name} is new`,
          before: null,
          after: {name},
        }),
      );
    }
  };
  report(
    ['address-unbound', 'address-unexpected'],
    `the address on ${DUMMY_INTERFACE}`,
    changes(bound(before), bound(after)),
  );
  report(
    ['ipset-member-missing', 'ipset-member-unexpected'],
    'the set member',
    changes(members(before), members(after)),
  );
  report(['iptables-chain-missing', undefined], 'the chain', changes(chains(before), chains(after)));
  return findings;
}

interface SetChanges {
  readonly gone: readonly string[];
  readonly added: readonly string[];
}

function changes(
  before: ReadonlySet<string> | undefined,
  after: ReadonlySet<string> | undefined,
): SetChanges {
  if (!before || !after) return {gone: [], added: []};
  return {
    gone: [...before].filter((name) => !after.has(name)),
    added: [...after].filter((name) => !before.has(name)),
  };
}

function bound({addresses}: ActualState): ReadonlySet<string> | undefined {
  return (
    addresses &&
    new Set(addresses.filter((entry) => entry.interface === DUMMY_INTERFACE).map(({address}) => address))
  );
}

function members({ipSets}: ActualState): ReadonlySet<string> | undefined {
  if (!ipSets) return undefined;
  const own = [...ipSets.values()].filter(({name}) => name.startsWith('KUBE-'));
  return new Set(own.flatMap(({name, members: inside}) => [...inside].map((member) => `${name} ${member}`)));
}

function chains({iptables}: ActualState): ReadonlySet<string> | undefined {
  const names = Object.entries(iptables).flatMap(([family, rules]) =>
    [...rules].flatMap(([table, {chains: inside}]) =>
      [...inside.keys()]
        .filter((chain) => chain.startsWith('KUBE-'))
        .map((chain) => `${chain} (${family} ${table})`),
    ),
  );
  return names.length === 0 ? undefined : new Set(names);
}
