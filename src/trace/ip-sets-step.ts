import type {ExpectedIpSet, Finding, PathStep} from '../model/index.ts';
import {brokenBy, okStep, unknownStep} from './make-step.ts';
import type {PathContext} from './path-context.ts';

/** Whether the rules of iptables know the virtual server: they match members of IP sets. */
export function ipSetsStep(context: PathContext): PathStep {
  const {actual, expected, findings} = context.view;
  if (!actual.ipSets) return unknownStep('ip-sets', 'the IP sets were not captured');
  const wanted = [...expected.ipSets.values()]
    .filter(({family}) => family === context.server.family)
    .map((set) => ({set, members: membersOf(set, context)}))
    .filter(({members}) => members.length > 0);
  const names = new Set(wanted.flatMap(({set, members}) => members.map((member) => `${set.name} ${member}`)));
  const held = wanted.flatMap(({set, members}) =>
    members
      .filter((member) => actual.ipSets?.get(set.name)?.members.has(member))
      .map((member) => `${member} is in ${set.name}`),
  );
  const broken = brokenBy(
    'ip-sets',
    findings.filter((finding) => concerns(finding, names)),
    held,
  );
  if (broken) return broken;
  const sets = wanted.map(({set}) => set.name);
  if (sets.length === 0) return okStep('ip-sets', 'no IP set has to contain it');
  return okStep('ip-sets', `the rules know it by ${sets.join(', ')}`, held);
}

/** The members that stand for the virtual server. */
function membersOf(set: ExpectedIpSet, {server}: PathContext): readonly string[] {
  const {address, port, protocol} = server.id;
  const socket = `${address},${protocol.toLowerCase()}:${port}`;
  const ownPort =
    server.role === 'node-port' && set.name.includes(`-${protocol}`) && set.name.includes('NODE-PORT')
      ? String(port)
      : undefined;
  return [...set.members.keys()].filter((member) => {
    if (member === address || member === socket || member === ownPort) return true;
    return member.startsWith(`${socket},`) && !set.name.includes('LOOP-BACK');
  });
}

function concerns({kind, expected}: Finding, names: ReadonlySet<string>): boolean {
  if (kind !== 'ipset-member-missing' || !expected) return false;
  const members = [expected.member, ...((expected.members as readonly unknown[] | undefined) ?? [])];
  return members.some((member) => names.has(`${String(expected.set)} ${String(member)}`));
}
