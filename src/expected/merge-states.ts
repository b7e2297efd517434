import type {
  ExpectedEntry,
  ExpectedIpSet,
  ExpectedRouting,
  ExpectedState,
  ExpectedVirtualServer,
  Presence,
} from '../model/index.ts';

/**
 * One state out of several that are possible: what all of them hold is required, what only some hold is optional.
 * Attributes on which they do not agree become undefined. Throws if there is none.
 */
export function mergeStates(states: readonly ExpectedState[]): ExpectedState {
  const first = states[0];
  if (!first) throw new Error('no state to merge');
  if (states.length === 1) return first;
  return {
    ...first,
    virtualServers: mergeMaps(
      states.map((state) => state.virtualServers),
      mergeServers,
    ),
    addresses: mergeMaps(
      states.map((state) => state.addresses ?? new Map<string, ExpectedEntry>()),
      mergeEntries,
    ),
    unbindsLeftovers: states.every((state) => state.unbindsLeftovers),
    ipSets: mergeIpSets(states),
    chains: first.chains.filter((chain) =>
      states.every((state) =>
        state.chains.some((other) => other.family === chain.family && sameChain(other, chain)),
      ),
    ),
    openNodePortFamilies: first.openNodePortFamilies.filter((family) =>
      states.every((state) => state.openNodePortFamilies.includes(family)),
    ),
    nodePorts: new Set(states.flatMap((state) => [...state.nodePorts])),
  };
}

function sameChain(one: {table: string; chain: string}, other: {table: string; chain: string}): boolean {
  return one.table === other.table && one.chain === other.chain;
}

type Merge<Value> = (values: readonly Value[], presence: Presence) => Value;

function mergeMaps<Value extends {readonly presence: Presence}>(
  maps: readonly ReadonlyMap<string, Value>[],
  merge: Merge<Value>,
): ReadonlyMap<string, Value> {
  const merged = new Map<string, Value>();
  for (const key of new Set(maps.flatMap((map) => [...map.keys()]))) {
    const values = maps.map((map) => map.get(key)).filter((value) => value !== undefined);
    const everywhere =
      values.length === maps.length && values.every((value) => value.presence === 'required');
    merged.set(key, merge(values, everywhere ? 'required' : 'optional'));
  }
  return merged;
}

function mergeEntries(values: readonly ExpectedEntry[], presence: Presence): ExpectedEntry {
  return {presence, owners: values[0]?.owners ?? []};
}

function mergeServers(values: readonly ExpectedVirtualServer[], presence: Presence): ExpectedVirtualServer {
  const first = values[0];
  if (!first) throw new Error('no virtual server to merge');
  const agreed = <Key extends keyof ExpectedVirtualServer>(key: Key) =>
    values.every((value) => JSON.stringify(value[key]) === JSON.stringify(first[key]))
      ? first[key]
      : undefined;
  return {
    ...first,
    presence,
    owners: values.reduce((most, {owners}) => (owners.length > most.length ? owners : most), first.owners),
    scheduler: agreed('scheduler'),
    schedulerFlags: agreed('schedulerFlags'),
    persistenceTimeout: agreed('persistenceTimeout'),
    realServers: mergePresence(values.map((value) => value.realServers)),
    endpoints: new Map(values.flatMap((value) => [...value.endpoints])),
    routing: mergeRouting(values.map((value) => value.routing)),
  };
}

/** Where rules differ in what they do with connections, either is right. */
function mergeRouting(routings: readonly (ExpectedRouting | undefined)[]): ExpectedRouting | undefined {
  const [first] = routings;
  const all = routings.filter((routing) => routing !== undefined);
  if (!first || all.length < routings.length) return first;
  const same = (pick: (routing: ExpectedRouting) => unknown) =>
    all.every((routing) => JSON.stringify(pick(routing)) === JSON.stringify(pick(first)));
  return {
    ...first,
    insiders: mergePresence(all.map(({insiders}) => insiders)),
    empty: same(({empty}) => empty) ? first.empty : undefined,
    masquerade: same(({masquerade}) => masquerade)
      ? first.masquerade
      : {outside: undefined, pods: undefined, node: undefined},
    allowed: all.find(({allowed}) => allowed)?.allowed,
    allowedCertain: same(({allowed}) => allowed) && first.allowedCertain,
  };
}

function mergePresence(maps: readonly ReadonlyMap<string, Presence>[]): ReadonlyMap<string, Presence> {
  const first = maps[0];
  if (first && maps.every((map) => map === first)) return first;
  const merged = new Map<string, Presence>();
  for (const key of new Set(maps.flatMap((map) => [...map.keys()]))) {
    merged.set(key, maps.every((map) => map.get(key) === 'required') ? 'required' : 'optional');
  }
  return merged;
}

function mergeIpSets(states: readonly ExpectedState[]): ReadonlyMap<string, ExpectedIpSet> {
  const merged = new Map<string, ExpectedIpSet>();
  for (const [name, set] of states[0]?.ipSets ?? []) {
    const sets = states.map((state) => state.ipSets.get(name)).filter((other) => other !== undefined);
    if (sets.length !== states.length) continue;
    merged.set(name, {
      ...set,
      members: mergeMaps(
        sets.map(({members}) => members),
        mergeEntries,
      ),
    });
  }
  return merged;
}
