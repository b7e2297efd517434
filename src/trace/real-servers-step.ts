import {
  hasRules,
  inWordsOf,
  type PathStep,
  REAL_SERVER_STANDINGS,
  type RealServerStanding,
  refusalCode,
  refusesAsWanted,
  type TraceRealServer,
  virtualServerKey,
} from '../model/index.ts';
import {brokenBy, brokenStep, okStep, unknownStep} from './make-step.ts';
import type {PathContext} from './path-context.ts';

const KINDS = ['real-server-missing', 'real-server-stale', 'real-server-weight'];

/** Whether the real servers are those that the API wants on this node. */
export function realServersStep(context: PathContext, realServers: readonly TraceRealServer[]): PathStep {
  const {view, server, key, present, standing} = context;
  if (!present)
    return unknownStep(
      'real-servers',
      inWordsOf(view.expected.mode, 'without the virtual server there are none'),
    );
  const findings = view.findings.filter(
    ({kind, virtualServer}) =>
      KINDS.includes(kind) && virtualServer && virtualServerKey(virtualServer) === key,
  );
  const broken = brokenBy('real-servers', findings, [countText(realServers)]);
  if (broken) return broken;
  if (standing === 'collision') return unknownStep('real-servers', 'which Service they are for is undefined');
  if (refusesAsWanted(server, present)) return nobody(context, [countText(realServers)]);
  if (view.actual.disputed.has(key)) return unknownStep('real-servers', view.actual.disputed.get(key) ?? '');
  return okStep('real-servers', countText(realServers));
}

function nobody({server, view}: PathContext, evidence: readonly string[]): PathStep {
  const endpoints = server.endpoints.size;
  // `check` has no entry for a Service that rules refuse.
  const code = hasRules(view.expected.mode) ? null : refusalCode(server);
  const message =
    endpoints === 0
      ? 'the Service has no endpoint: there is nothing to connect to'
      : `none of the ${endpoints} endpoints may be used from this node: there is nothing to connect to`;
  const remedy =
    'check why its Pods are not ready, and whether its selector and traffic policies are as intended';
  return brokenStep('real-servers', {message, evidence, code, remedy});
}

const WORDS: Readonly<Partial<Record<RealServerStanding, string>>> = {
  'wrong-weight': 'with a wrong weight',
  'wrong-forwarding': 'with a wrong forwarding method',
  optional: 'undecided',
  unknown: 'not known',
  'left-out': 'left out',
};

function countText(realServers: readonly TraceRealServer[]): string {
  const parts = REAL_SERVER_STANDINGS.map(
    (standing) => [realServers.filter((real) => real.standing === standing).length, standing] as const,
  ).filter(([count]) => count > 0);
  return parts.length === 0
    ? 'none'
    : parts.map(([count, standing]) => `${count} ${WORDS[standing] ?? standing}`).join(', ');
}
