import type {ExpectedEntry, ExpectedIpSet, Finding, IpSet} from '../model/index.ts';
import {type ComparisonInput, inScope, ownersInScope, serviceOf, wholeService} from './comparison.ts';
import {holdsGuessedAddresses, mayLackMembers} from './guessed-node-ports.ts';
import {newFinding} from './new-finding.ts';

/** Compares the members of kube-proxy's IP sets. */
export function compareIpSets(input: ComparisonInput): readonly Finding[] {
  const {expected, actual} = input;
  if (!actual.ipSets) return [];
  const findings: Finding[] = [];
  for (const set of expected.ipSets.values()) {
    const present = actual.ipSets.get(set.name);
    if (present) findings.push(...compareMembers(set, present, input));
    else findings.push(...setMissing(set, input));
  }
  return findings;
}

function compareMembers(set: ExpectedIpSet, present: IpSet, input: ComparisonInput): readonly Finding[] {
  const findings: Finding[] = [];
  const mayLack = mayLackMembers(set, input);
  for (const [member, entry] of set.members) {
    if (mayLack || entry.presence !== 'required' || present.members.has(member)) continue;
    if (inScope(entry.owners, input.services)) findings.push(memberMissing(set, member, {entry, input}));
  }
  if (input.services !== undefined || holdsGuessedAddresses(set, input)) return findings;
  for (const member of present.members) {
    if (!set.members.has(member)) findings.push(memberUnexpected(set, member, input));
  }
  return findings;
}

function setMissing(set: ExpectedIpSet, input: ComparisonInput): readonly Finding[] {
  const wanted = [...set.members].filter(
    ([, {presence, owners}]) => presence === 'required' && inScope(owners, input.services),
  );
  if (input.services !== undefined && wanted.length === 0) return [];
  const [first] = wanted;
  return [
    newFinding('ipset-member-missing', {
      node: input.expected.node,
      code: 'IPVS068',
      service: input.services && first ? wholeService(ownersInScope(first[1].owners, input.services)) : null,
      expected: {set: set.name, type: set.type, members: wanted.map(([member]) => member).sort()},
      message: `the IP set ${set.name} does not exist`,
      remedy: 'kube-proxy creates it in each sync: its absence means that the syncs fail',
    }),
  ];
}

function memberMissing(
  set: ExpectedIpSet,
  member: string,
  {entry, input}: {readonly entry: ExpectedEntry; readonly input: ComparisonInput},
): Finding {
  const owners = ownersInScope(entry.owners, input.services);
  const service = set.name.endsWith('IPVS-IPS') ? wholeService(owners) : serviceOf(owners);
  const owner = service ? ` (${service.namespace}/${service.name})` : '';
  return newFinding('ipset-member-missing', {
    node: input.expected.node,
    service,
    expected: {set: set.name, member},
    message: `${member}${owner} is not in the IP set ${set.name}: ${effectOf(set.name)}`,
    remedy: 'kube-proxy adds it in its next sync, if it completes one',
  });
}

function memberUnexpected(set: ExpectedIpSet, member: string, input: ComparisonInput): Finding {
  // A leftover here matches only packets that an address sends to itself.
  const harmless = set.name.includes('LOOP-BACK');
  return newFinding('ipset-member-unexpected', {
    node: input.expected.node,
    ...(harmless ? {severity: 'info' as const} : {}),
    actual: {set: set.name, member},
    message: `${member} is in the IP set ${set.name}, but belongs to no Service${harmless ? ': a harmless leftover' : ''}`,
    remedy: 'kube-proxy removes it in its next sync, if it completes one',
  });
}

/** What packets suffer when a member is missing, from the rules that use the set. */
function effectOf(name: string): string {
  if (name.includes('LOOP-BACK')) return 'this Pod cannot reach itself through its Service';
  if (name.includes('SOURCE-')) return 'clients in this source range are blocked';
  if (name.endsWith('-FW')) return 'its source ranges restrict nobody';
  if (name.includes('HEALTH-CHECK')) return 'the health check of the load balancer may be refused';
  if (name.includes('IPVS-IPS')) return 'other ports of this address are not rejected';
  if (name.includes('-LOCAL')) return 'the client source address is not kept, or clients are refused';
  return 'traffic to it is not masqueraded where it should be, or is refused';
}
