import {
  describeVirtualServer,
  type ExpectedChain,
  type ExpectedEntry,
  type ExpectedIpSet,
  type ExpectedState,
  type ExpectedVirtualServer,
  type Presence,
  type TableChange,
  type UpgradeEffect,
} from '../model/index.ts';
import {serviceOf, wholeService} from './comparison.ts';

/** What one node's kernel would hold otherwise if kube-proxy programmed the second state in place of the first. */
export function compareExpected(before: ExpectedState, after: ExpectedState): readonly TableChange[] {
  return [
    ...serverChanges(before, after),
    ...addressChanges(before.addresses, after.addresses),
    ...setChanges(before.ipSets, after.ipSets),
    ...chainChanges(before.chains, after.chains),
  ];
}

const NOTHING = {from: '', to: ''};

/** Undefined: no difference. */
function effectOf(before: Presence | undefined, after: Presence | undefined): UpgradeEffect | undefined {
  if (before === after) return undefined;
  if (before === undefined) return after === 'required' ? 'appears' : 'may-appear';
  if (after === undefined) return before === 'required' ? 'disappears' : 'may-disappear';
  return after === 'required' ? 'may-appear' : 'may-disappear';
}

/** Keys of both maps, each once, in the order of the first. */
function keysOf(...maps: readonly (ReadonlyMap<string, unknown> | undefined)[]): readonly string[] {
  return [...new Set(maps.flatMap((map) => [...(map?.keys() ?? [])]))];
}

function serverChanges(before: ExpectedState, after: ExpectedState): readonly TableChange[] {
  return keysOf(before.virtualServers, after.virtualServers).flatMap((key) => {
    const one = before.virtualServers.get(key);
    const other = after.virtualServers.get(key);
    const either = other ?? one;
    if (!either) return [];
    const service = serviceOf(either.owners);
    const subject = describeVirtualServer(either.id);
    const effect = effectOf(one?.presence, other?.presence);
    const whole: readonly TableChange[] = effect
      ? [{part: 'virtual-server', effect, service, subject, ...NOTHING}]
      : [];
    if (!one || !other) return whole;
    const realServers = keysOf(one.realServers, other.realServers).flatMap((real): readonly TableChange[] => {
      const change = effectOf(one.realServers.get(real), other.realServers.get(real));
      if (!change) return [];
      return [{part: 'real-server', effect: change, service, subject: `${subject} -> ${real}`, ...NOTHING}];
    });
    return [...whole, ...attributeChanges(one, other, subject), ...realServers];
  });
}

function attributeChanges(
  one: ExpectedVirtualServer,
  other: ExpectedVirtualServer,
  subject: string,
): readonly TableChange[] {
  const common = {effect: 'changes', service: serviceOf(other.owners), subject} as const;
  const changes: TableChange[] = [];
  if (one.persistenceTimeout !== other.persistenceTimeout) {
    const [from, to] = [one, other].map(({persistenceTimeout: seconds}) =>
      seconds === undefined ? '?' : `${seconds} s`,
    );
    changes.push({part: 'persistence', ...common, from: from ?? '', to: to ?? ''});
  }
  const [from = '', to = ''] = [one, other].map(schedulerText);
  if (from !== to) changes.push({part: 'scheduler', ...common, from, to});
  return changes;
}

function schedulerText({scheduler = '?', schedulerFlags = []}: ExpectedVirtualServer): string {
  return [scheduler, ...schedulerFlags].join(' ');
}

function addressChanges(
  before: ReadonlyMap<string, ExpectedEntry> | undefined,
  after: ReadonlyMap<string, ExpectedEntry> | undefined,
): readonly TableChange[] {
  if (!before || !after) return [];
  return keysOf(before, after).flatMap((address) =>
    entryChange(before.get(address), after.get(address), {part: 'address', subject: address}),
  );
}

function setChanges(
  before: ReadonlyMap<string, ExpectedIpSet>,
  after: ReadonlyMap<string, ExpectedIpSet>,
): readonly TableChange[] {
  return keysOf(before, after).flatMap((name) => {
    const one = before.get(name)?.members;
    const other = after.get(name)?.members;
    if (!one || !other) return wholeSet(name, {before: one, after: other});
    return keysOf(one, other).flatMap((member) =>
      entryChange(one?.get(member), other?.get(member), {
        part: 'ip-set-member',
        subject: `${name} ${member}`,
      }),
    );
  });
}

/** A set that one of the versions does not have; all its members would say no more. */
function wholeSet(
  name: string,
  {before, after}: {readonly before: Members | undefined; readonly after: Members | undefined},
): readonly TableChange[] {
  const size = (before ?? after)?.size ?? 0;
  const subject = `${name} (${size} ${size === 1 ? 'member' : 'members'})`;
  return [{part: 'ip-set', effect: after ? 'appears' : 'disappears', service: null, subject, ...NOTHING}];
}

type Members = ExpectedIpSet['members'];

function entryChange(
  before: ExpectedEntry | undefined,
  after: ExpectedEntry | undefined,
  what: Pick<TableChange, 'part' | 'subject'>,
): readonly TableChange[] {
  const effect = effectOf(before?.presence, after?.presence);
  const owners = (after ?? before)?.owners ?? [];
  return effect ? [{...what, effect, service: wholeService(owners), ...NOTHING}] : [];
}

function chainChanges(
  before: readonly ExpectedChain[],
  after: readonly ExpectedChain[],
): readonly TableChange[] {
  const one = new Map(before.map((chain) => [chainName(chain), 'required' as const]));
  const other = new Map(after.map((chain) => [chainName(chain), 'required' as const]));
  return keysOf(one, other).flatMap((subject): readonly TableChange[] => {
    const effect = effectOf(one.get(subject), other.get(subject));
    return effect ? [{part: 'iptables-chain', effect, service: null, subject, ...NOTHING}] : [];
  });
}

function chainName({family, table, chain}: ExpectedChain): string {
  return `${family} ${table} ${chain}`;
}
