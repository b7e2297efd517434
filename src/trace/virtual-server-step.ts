import {
  hasRules,
  inWordsOf,
  type PathStep,
  type ServedMode,
  type VirtualServer,
  virtualServerKey,
} from '../model/index.ts';
import {brokenBy, okStep, unknownStep} from './make-step.ts';
import type {PathContext} from './path-context.ts';

const KINDS = [
  'virtual-server-missing',
  'scheduler-mismatch',
  'persistence-mismatch',
  'masquerade-mismatch',
  'source-ranges-mismatch',
  'refusal-mismatch',
];

/** Whether the kernel has the virtual server, and how it chooses a real server. */
export function virtualServerStep({view, server, key, present, standing}: PathContext): PathStep {
  const disputed = view.actual.disputed.get(key);
  const findings = view.findings.filter(
    ({kind, virtualServer}) =>
      KINDS.includes(kind) && virtualServer && virtualServerKey(virtualServer) === key,
  );
  const broken = brokenBy('virtual-server', findings, present ? [describe(present, view.expected.mode)] : []);
  if (broken) return broken;
  if (disputed !== undefined) return unknownStep('virtual-server', disputed);
  if (!present) {
    return unknownStep(
      'virtual-server',
      inWordsOf(
        view.expected.mode,
        'the kernel has no such virtual server; as far as is known, it does not have to',
      ),
    );
  }
  if (standing === 'collision') {
    const names = server.owners.map(({namespace, name}) => `${namespace}/${name}`).join(' and ');
    return unknownStep('virtual-server', `${names} claim the same address and port`, [
      describe(present, view.expected.mode),
    ]);
  }
  const {mode} = view.expected;
  const where = hasRules(mode) ? `the ${mode} rules` : view.actual.tableSources.join(' and ');
  return okStep('virtual-server', describe(present, view.expected.mode), [`in ${where}`]);
}

function describe(
  {scheduler, schedulerFlags, persistence, onePacket}: VirtualServer,
  mode: ServedMode,
): string {
  const flags = schedulerFlags && schedulerFlags.length > 0 ? ` (${schedulerFlags.join(', ')})` : '';
  const seconds = persistence?.timeoutSeconds;
  const time = seconds === undefined ? 'for an unknown time' : `for ${seconds} s`;
  const none = hasRules(mode) ? '; no affinity' : '; not persistent';
  const sticky = persistence ? inWordsOf(mode, `; a client stays with its real server ${time}`) : none;
  const how = scheduler === '' ? 'each endpoint gets the same share' : `scheduler ${scheduler}${flags}`;
  return `${how}${sticky}${onePacket ? '; each packet is scheduled separately' : ''}`;
}
