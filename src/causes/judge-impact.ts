import {
  type CheckResult,
  compareNaturally,
  FELT_EFFECTS,
  type FeltEffect,
  type Finding,
  groupBy,
  type Impact,
  SEVERITIES,
  type ServerLoad,
  type Severity,
} from '../model/index.ts';
import {feltEffect, feltFailure} from './felt-effect.ts';

/** One thing that users of a Service feel. */
interface Feeling {
  readonly effect: FeltEffect;
  readonly severity: Severity;
  readonly service: Impact['service'];
  readonly node: string | null;
  readonly load: ServerLoad | null;
  /** What a failed check says; undefined for a difference. */
  readonly says: string | undefined;
}

/** Services by what their users feel of these differences and failed checks, worst first. */
export function judgeImpact(
  findings: readonly Finding[],
  failures: readonly CheckResult[],
): readonly Impact[] {
  const groups = groupBy([...findings.flatMap(ofFinding), ...failures.flatMap(ofFailure)], ({service}) =>
    service ? `${service.namespace}/${service.name}` : '',
  );
  return [...groups.values()].map(impactOf).sort(compareImpacts);
}

function ofFinding(finding: Finding): readonly Feeling[] {
  const effect = feltEffect(finding);
  if (effect === undefined) return [];
  const {severity, service, node, load} = finding;
  return [{effect, severity, service, node, load, says: undefined}];
}

function ofFailure(result: CheckResult): readonly Feeling[] {
  const effect = feltFailure(result);
  if (effect === undefined) return [];
  const {severity, service, node, message} = result;
  return [{effect, severity, service, node, load: null, says: message}];
}

function rankOf({effect}: {readonly effect: FeltEffect}): number {
  return FELT_EFFECTS.indexOf(effect);
}

function compareImpacts(one: Impact, other: Impact): number {
  const name = ({service}: Impact) => (service ? `${service.namespace}/${service.name}` : '');
  return (
    rankOf(one) - rankOf(other) ||
    deadPart(other.share) - deadPart(one.share) ||
    other.nodes.length - one.nodes.length ||
    (name(one) < name(other) ? -1 : 1)
  );
}

/** The part of new connections that leads nowhere, from 0 to 1, if all real servers get the same. */
function deadPart(load: ServerLoad | null): number {
  return load && load.taking > 0 ? load.dead / load.taking : 0;
}

function impactOf(group: readonly Feeling[]): Impact {
  const sorted = [...group].sort((one, other) => rankOf(one) - rankOf(other));
  const effect = sorted[0]?.effect ?? 'leftovers';
  const worst = sorted.filter((feeling) => feeling.effect === effect);
  const service = sorted[0]?.service ?? null;
  const share = effect === 'dead-addresses' ? worstLoad(worst) : null;
  return {
    effect,
    severity: SEVERITIES.find((severity) => group.some((one) => one.severity === severity)) ?? 'info',
    service: service && {namespace: service.namespace, name: service.name},
    nodes: [...new Set(worst.flatMap(({node}) => (node === null ? [] : [node])))].sort(compareNaturally),
    share,
    findings: group.length,
    message: worst.find(({says}) => says !== undefined)?.says ?? messageOf(effect, share, service !== null),
  };
}

function worstLoad(feelings: readonly Feeling[]): ServerLoad | null {
  const loads = feelings.map(({load}) => load).filter((load) => load !== null);
  return [...loads].sort((one, other) => deadPart(other) - deadPart(one) || other.dead - one.dead)[0] ?? null;
}

const MESSAGES: Readonly<Record<FeltEffect, string>> = {
  'not-served': 'is not served: connections to it fail',
  'dead-addresses': 'sends new connections to addresses that do not respond',
  'idle-endpoints': 'has endpoints that get no new connections',
  spread: 'distributes connections or applies affinity differently than it should',
  packets: 'masquerades or filters packets wrongly',
  leftovers: 'has unused leftovers',
};

const MESSAGES_OF_NODE: Readonly<Partial<Record<FeltEffect, string>>> = {
  packets: 'packets of Services are masqueraded or filtered wrongly',
  leftovers: 'entries that belong to no Service are left behind',
};

function messageOf(effect: FeltEffect, share: ServerLoad | null, ofService: boolean): string {
  if (!ofService) return MESSAGES_OF_NODE[effect] ?? MESSAGES[effect];
  if (!share) return MESSAGES[effect];
  return share.dead === share.taking
    ? 'sends all new connections to addresses that do not respond'
    : `sends new connections to dead addresses: ${share.dead} of ${share.taking} real servers`;
}
