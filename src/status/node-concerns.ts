import {
  type CheckResult,
  type Concern,
  FINDING_KINDS,
  type Finding,
  type NodeReport,
  SEVERITIES,
} from '../model/index.ts';
import {explainCommand, nodeCommand} from './next-steps.ts';
import type {NodeComparison, NodeObservation, ObservedNode} from './node-observation.ts';
import {proxyConcerns} from './proxy-concerns.ts';
import {syncConcerns} from './sync-concerns.ts';

/** Everything wrong with a node or worth knowing of it, worst first. */
export function nodeConcerns({observation, comparison, failures}: ObservedNode): readonly Concern[] {
  const own: readonly Concern[] = [
    ...proxyConcerns(observation),
    ...readConcerns(observation, comparison),
    ...driftConcerns(comparison.findings, observation),
    ...convergingConcerns(comparison.report),
    ...syncConcerns(observation),
    ...conntrackConcerns(observation),
    ...machineConcerns(observation),
    ...comparison.notes
      .filter(({severity, message}) => severity !== 'info' && !isToldAsReason(message, comparison))
      .map(({severity, code, message, remedy}) => ({severity, code, count: 1, message, remedy})),
  ];
  const told = new Set([...own, ...comparison.findings].map(({code}) => code));
  const concerns = [...own, ...failureConcerns(failures.filter((failure) => !told.has(failure.code)))];
  const rank = ({severity}: Concern) => SEVERITIES.indexOf(severity);
  return concerns.sort((one, other) => rank(one) - rank(other));
}

/** Why a node could not be read, or what it holds not be trusted; empty if it could. */
export function readError({captureError, notCompared}: NodeObservation, {report}: NodeComparison): string {
  if (captureError !== undefined) return captureError;
  return report.state === 'unknown' && notCompared === undefined ? report.reason : '';
}

function readConcerns(observation: NodeObservation, comparison: NodeComparison): readonly Concern[] {
  const error = readError(observation, comparison);
  if (error === '') return [];
  const message = `${readTrouble(observation, comparison)}: ${error}`;
  return [{severity: 'warning', code: null, count: 1, message, remedy: ''}];
}

/** What makes a node unknown is a note of its comparison too, with the place in front. */
function isToldAsReason(message: string, {report}: NodeComparison): boolean {
  return report.reason !== '' && message.includes(report.reason);
}

function readTrouble({captureError}: NodeObservation, {report}: NodeComparison): string {
  if (captureError !== undefined) return 'could not be read';
  return report.virtualServers === null ? 'not compared' : 'not certain to be in sync';
}

/** All differences as one concern, with the code of the worst. */
function driftConcerns(findings: readonly Finding[], observation: NodeObservation): readonly Concern[] {
  const drift = findings.filter(({severity}) => severity !== 'info');
  const [worst] = [...drift].sort(
    (one, other) =>
      SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
      FINDING_KINDS.indexOf(one.kind) - FINDING_KINDS.indexOf(other.kind),
  );
  if (!worst) return [];
  const noun = drift.length === 1 ? 'difference' : 'differences';
  return [
    {
      severity: worst.severity,
      code: worst.code,
      count: drift.length,
      message: `${drift.length} ${noun} from the API (${kindsText(drift)})`,
      remedy: nodeCommand('diff', observation),
    },
  ];
}

function convergingConcerns({state}: NodeReport): readonly Concern[] {
  if (state !== 'converging') return [];
  const message =
    'the table differed from the API at the first look, and not at the second: kube-proxy follows';
  return [{severity: 'info', code: null, count: 1, message, remedy: ''}];
}

/** Kinds with their counts, most frequent first, at most three. */
function kindsText(findings: readonly Finding[]): string {
  const counts = new Map<string, number>();
  for (const {kind} of findings) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  const shown = sorted.slice(0, 3).map(([kind, count]) => `${kind} ${count}`);
  return [...shown, ...(sorted.length > 3 ? [`${sorted.length - 3} more kinds`] : [])].join(', ');
}

/** One for each entry of the catalogue. What is about a single Service, or only worth knowing, is left to `check`. */
function failureConcerns(failures: readonly CheckResult[]): readonly Concern[] {
  const entries = new Map<string, CheckResult[]>();
  for (const failure of failures) {
    // What is about one Service is for its own page, unless connections fail.
    if (failure.severity === 'info' || (failure.service !== null && failure.severity !== 'error')) continue;
    const entry = entries.get(failure.code);
    if (entry) entry.push(failure);
    else entries.set(failure.code, [failure]);
  }
  return [...entries.values()].flatMap((results) => {
    const [worst] = results.sort(
      (one, other) => SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity),
    );
    if (!worst) return [];
    const others = results.length > 1 ? ` (and ${results.length - 1} more)` : '';
    const {severity, code, message} = worst;
    const remedy = explainCommand(code);
    return [{severity, code, count: results.length, message: `${message}${others}`, remedy}];
  });
}

/** Shares of the conntrack table from which new connections are in danger, and lost. */
const CONNTRACK_HIGH = 0.8;
const CONNTRACK_FULL = 0.95;

function conntrackConcerns({conntrack}: NodeObservation): readonly Concern[] {
  if (!conntrack || conntrack.max === 0) return [];
  const share = conntrack.used / conntrack.max;
  if (share < CONNTRACK_HIGH) return [];
  return [
    {
      severity: share >= CONNTRACK_FULL ? 'error' : 'warning',
      code: 'IPVS028',
      count: 1,
      message: `conntrack is ${Math.floor(share * 100)}% full (${conntrack.used} of ${conntrack.max})`,
      remedy: explainCommand('IPVS028'),
    },
  ];
}

function machineConcerns({node}: NodeObservation): readonly Concern[] {
  if (!node || node.ready === 'True') return [];
  const message =
    node.ready === 'False' ? 'the node is NotReady' : 'the node is NotReady: its kubelet is silent';
  return [{severity: 'warning', code: null, count: 1, message, remedy: `kubectl describe node ${node.name}`}];
}
