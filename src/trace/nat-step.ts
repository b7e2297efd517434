import {type Finding, type PathStep, type TraceRealServer, virtualServerKey} from '../model/index.ts';
import {brokenBy, okStep, unknownStep} from './make-step.ts';
import {natOf} from './nat-of.ts';
import type {PathContext} from './path-context.ts';
import {isMasqueraded, type SourceNat} from './source-nat.ts';

/** What becomes of the addresses in the packets: the destination always changes, the source perhaps. */
export function natStep(context: PathContext, realServers: readonly TraceRealServer[]): PathStep {
  const {view, key, present} = context;
  if (!present) return unknownStep('nat', 'without the virtual server nothing is translated');
  const findings = view.findings.filter(
    ({kind, virtualServer}) =>
      kind === 'forwarding-mismatch' && virtualServer && virtualServerKey(virtualServer) === key,
  );
  const broken = brokenBy('nat', findings);
  if (broken) return broken;
  const nat = natOf(context);
  const tracking = view.actual.sysctls?.get('net.ipv4.vs.conntrack');
  const hairpin = brokenBy('nat', hairpinFindings(context));
  if (hairpin) return hairpin;
  if (!nat)
    return unknownStep(
      'nat',
      'the destination is changed to the real server; the rules for the source were not read',
    );
  const evidence = [
    ...hairpinText(context, realServers),
    ...(tracking === undefined ? [] : [`net.ipv4.vs.conntrack = ${tracking}`]),
  ];
  return okStep(
    'nat',
    `the destination is changed to the real server; ${sourceText(nat, context, realServers)}`,
    evidence,
  );
}

/** Pods of this node that cannot reach themselves through this virtual server, since no rule knows them. */
function hairpinFindings({view, server}: PathContext): readonly Finding[] {
  const protocol = server.id.protocol.toLowerCase();
  const members = new Set(
    [...server.endpoints.values()].map(({address, port}) => `${address},${protocol}:${port},${address}`),
  );
  return view.findings.filter(
    ({kind, expected}) =>
      kind === 'ipset-member-missing' &&
      String(expected?.set).includes('LOOP-BACK') &&
      members.has(String(expected?.member)),
  );
}

function sourceText(nat: SourceNat, {view}: PathContext, realServers: readonly TraceRealServer[]): string {
  const {client} = view;
  if (client !== undefined) {
    if (isHairpin(client, realServers))
      return `the source ${client} is masqueraded when the Pod reaches itself (hairpin)`;
    const masqueraded = isMasqueraded(nat, client);
    if (masqueraded === undefined)
      return `whether ${client} is masqueraded depends on where it enters: ${nat.reason}`;
    return `the source ${client} is ${masqueraded ? 'masqueraded' : 'kept'}: ${nat.reason}`;
  }
  if (nat.masquerades === 'all') return `the source is masqueraded for all clients: ${nat.reason}`;
  if (nat.masquerades === 'nobody') return `the source is kept: ${nat.reason}`;
  return `the source is kept for Pods: ${nat.reason}`;
}

function isHairpin(client: string, realServers: readonly TraceRealServer[]): boolean {
  return realServers.some(({address, weight}) => address === client && weight !== null);
}

function hairpinText(
  {view, server}: PathContext,
  realServers: readonly TraceRealServer[],
): readonly string[] {
  const sets = [...view.expected.ipSets.values()].filter(
    ({family, name}) => family === server.family && name.includes('LOOP-BACK'),
  );
  const local = realServers.filter(
    ({address, weight}) =>
      weight !== null &&
      sets.some(({members}) => [...members.keys()].some((member) => member.endsWith(`,${address}`))),
  );
  return local.length === 0
    ? []
    : [`a Pod of this node that reaches itself through the Service is masqueraded (${sets[0]?.name})`];
}
