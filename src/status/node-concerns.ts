import {
  type CheckResult,
  type Concern,
  FINDING_KINDS,
  type Finding,
  type FindingKind,
  isBehindCode,
  kindName,
  SEVERITIES,
  spanText,
} from '../model/index.ts';
import {explainCommand, logsCommand, nodeCommand} from './next-steps.ts';
import type {NodeComparison, NodeObservation, ObservedNode} from './node-observation.ts';
import {logExplains} from './proxy-state.ts';

/** Everything wrong with a node or worth knowing of it, worst first: what the checks say, and what only `status` tells. */
export function nodeConcerns(observed: ObservedNode): readonly Concern[] {
  const {observation, comparison, failures} = observed;
  const concerns: readonly Concern[] = [
    ...failureConcerns(failures, observation),
    ...readConcerns(observation, comparison),
    ...driftConcerns(comparison.findings, observation),
    ...convergingConcerns(comparison),
    ...absentConcerns(observation),
    ...restartConcerns(observation),
    ...machineConcerns(observation),
    ...comparison.notes
      .filter(({severity}) => severity !== 'info')
      .map(({severity, code, message, remedy}) => ({severity, code, count: 1, message, remedy})),
  ];
  const rank = ({severity}: Concern) => SEVERITIES.indexOf(severity);
  return [...concerns].sort((one, other) => rank(one) - rank(other));
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
      message: `${drift.length} ${noun} from the API (${kindsText(drift, observation.mode)})`,
      remedy: nodeCommand('diff', observation),
    },
  ];
}

function convergingConcerns({report, notes}: NodeComparison): readonly Concern[] {
  if (report.state !== 'converging' || notes.some(({code}) => isBehindCode(code))) return [];
  const message =
    'the table differed from the API in the first read but not in a later one: kube-proxy follows the API';
  return [{severity: 'info', code: null, count: 1, message, remedy: ''}];
}

/** Kinds with their counts, most frequent first, at most three. */
function kindsText(findings: readonly Finding[], mode: string): string {
  const counts = new Map<FindingKind, number>();
  for (const {kind} of findings) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  const shown = sorted.slice(0, 3).map(([kind, count]) => `${kindName(kind, mode)} ${count}`);
  return [...shown, ...(sorted.length > 3 ? [`${sorted.length - 3} more kinds`] : [])].join(', ');
}

/** One for each entry of the catalogue. A warning about a single Service, and what is only worth knowing, is left to `check`. */
function failureConcerns(failures: readonly CheckResult[], observation: NodeObservation): readonly Concern[] {
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
    const remedy = worst.ownRemedy ? worst.remedy : explainCommand(code);
    const concern = {severity, code, count: results.length, message: `${message}${others}`, remedy};
    const isTold = failures.some((failure) => failure.code === observation.lastWords?.code);
    return [code === PROXY_CODE && !isTold ? withLastWords(concern, observation) : concern];
  });
}

/** Entry of the catalogue for a kube-proxy that does not run or does not answer. */
const PROXY_CODE = 'IPVS078';

/** Why a kube-proxy does not run stands in its log, if anywhere. */
function withLastWords(concern: Concern, observation: NodeObservation): Concern {
  const {lastWords} = observation;
  if (!lastWords || !logExplains(observation)) return concern;
  const code = lastWords.code ?? concern.code;
  return {...concern, code, message: `${concern.message}. Its log: ${withoutQueries(lastWords.message)}`};
}

/** What stands behind a question mark in an address of the API is long, and other on each node. */
function withoutQueries(message: string): string {
  return message.replace(/\?[\w.-]+=[^\s"]*/g, '?…');
}

/** A node that was not read, since the cluster has no Pod of kube-proxy there, although it should. */
function absentConcerns({condition, proxyExpected, notCompared}: NodeObservation): readonly Concern[] {
  if (condition.kind !== 'absent' || !proxyExpected || notCompared === undefined) return [];
  return [
    {
      severity: 'warning',
      code: null,
      count: 1,
      message: 'no kube-proxy Pod runs here: nothing maintains an IPVS table',
      remedy: 'kubectl -n kube-system describe daemonset kube-proxy',
      toldBy: 'proxy-absent',
    },
  ];
}

/** A kube-proxy that restarted so few seconds ago may do so again. */
const RECENT = 600;

function restartConcerns(observation: NodeObservation): readonly Concern[] {
  const {pod, sync, capturedAt} = observation;
  const age = sync?.startedAt === undefined ? undefined : capturedAt - sync.startedAt;
  if (!pod || pod.restarts === 0 || age === undefined || age > RECENT) return [];
  const restarts = `${pod.restarts} ${pod.restarts === 1 ? 'restart' : 'restarts'}`;
  return [
    {
      severity: 'warning',
      code: null,
      count: 1,
      message: `kube-proxy was restarted ${spanText(age)} ago (${restarts})`,
      remedy: `read why: ${logsCommand(observation, {previous: true})}`,
    },
  ];
}

function machineConcerns({node}: NodeObservation): readonly Concern[] {
  if (!node || node.ready === 'True') return [];
  const message =
    node.ready === 'False' ? 'the node is NotReady' : 'the node is NotReady: its kubelet does not report';
  const remedy = `kubectl describe node ${node.name}`;
  return [{severity: 'warning', code: null, count: 1, message, remedy, toldBy: 'node-cut-off'}];
}
