import {
  type ActualState,
  type ChainStatus,
  type Counts,
  DUMMY_INTERFACE,
  type ExpectedChain,
  type ExpectedState,
  jumpsTo,
  type Presence,
  type SetStatus,
} from '../model/index.ts';

/** How many addresses are bound to kube-ipvs0, and how many should be; null if that was not read. */
export function dummyInterfaceCounts(actual: ActualState, expected: ExpectedState): Counts | null {
  if (!actual.addresses || !expected.addresses) return null;
  const bound = actual.addresses.filter(
    ({interface: name, address}) => name === DUMMY_INTERFACE && !address.startsWith('fe80:'),
  );
  const present = new Set(bound.map(({address}) => address));
  return {expected: wanted(expected.addresses, present), actual: present.size};
}

/** The IP sets of kube-proxy that should have members or have some; null if sets were not read. */
export function setStatus(actual: ActualState, expected: ExpectedState): readonly SetStatus[] | null {
  const {ipSets} = actual;
  if (!ipSets) return null;
  return [...expected.ipSets.values()]
    .map(({name, members}) => {
      const present = ipSets.get(name)?.members ?? new Set<string>();
      return {name, members: {expected: wanted(members, present), actual: present.size}};
    })
    .filter(({members}) => members.expected > 0 || members.actual > 0);
}

/** Optional entries count as wanted where they are there. */
function wanted(
  entries: ReadonlyMap<string, {readonly presence: Presence}>,
  present: ReadonlySet<string>,
): number {
  let count = 0;
  for (const [key, {presence}] of entries) if (presence === 'required' || present.has(key)) count++;
  return count;
}

/** The chains of kube-proxy in the families whose rules were read; null if none was. */
export function chainStatus(actual: ActualState, expected: ExpectedState): readonly ChainStatus[] | null {
  const {IPv4, IPv6} = actual.iptables;
  if (!IPv4 && !IPv6) return null;
  return expected.chains.flatMap((wantedChain) => {
    const state = chainState(wantedChain, actual);
    const {family, table, chain} = wantedChain;
    return state === undefined ? [] : [{family, table, chain, state}];
  });
}

function chainState(
  {family, table, chain, jumpedToFrom}: ExpectedChain,
  {iptables}: ActualState,
): ChainStatus['state'] | undefined {
  const rules = iptables[family];
  if (!rules) return undefined;
  if (!rules.get(table)?.chains.has(chain)) return 'missing';
  return jumpedToFrom.every((from) => jumpsTo(rules, table, {from, to: chain})) ? 'present' : 'cut-off';
}
