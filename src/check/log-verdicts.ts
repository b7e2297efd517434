import type {CauseKind, KubeProxyConfiguration, KubeProxyPod, Severity} from '../model/index.ts';
import type {LogHit, ProxyLog} from './proxy-log.ts';
import {fail, type Verdict} from './verdict.ts';

/** What is known of the moment at which a log was read. */
export interface Moment {
  readonly log: ProxyLog;
  readonly capturedAt: Date | undefined;
  readonly configuration: KubeProxyConfiguration | undefined;
  readonly pod: KubeProxyPod | undefined;
}

/** What lines of a log mean. */
export interface LogMeaning {
  /** Lines whose first catalogue entry is one of these count. */
  readonly codes: readonly string[];
  /** In one sentence without a full stop. */
  readonly message: string;
  readonly severity?: Severity;
  /** True for what stays so until a restart, however old the line is. */
  readonly persists?: boolean;
  /** The cause of differences that lines prove which go on. */
  readonly cause?: CauseKind;
  /** Signatures that do not count. */
  readonly except?: readonly string[];
}

/** Lines of evidence of one signature. */
const MOST_LINES = 2;

/** Allowed for what delays a line or the reading of it, in milliseconds. */
const MARGIN = 60_000;

/**
 * A failure for lines that the log has of this meaning; none if it has none. What was not logged again for two syncs is
 * over and told as info: a kube-proxy that works recovers from most errors at its next sync.
 */
export function logVerdicts(moment: Moment, meaning: LogMeaning): readonly Verdict[] {
  const hits = hitsOf(moment, meaning);
  if (hits.length === 0) return [];
  const now = meaning.persists === true || hits.some((hit) => goesOn(hit, moment));
  const evidence = hits.flatMap(evidenceOf);
  if (now)
    return [
      fail({
        message: meaning.message,
        evidence,
        ...(meaning.severity && {severity: meaning.severity}),
        ...(meaning.cause && {cause: meaning.cause}),
      }),
    ];
  return [fail({message: `${meaning.message}; but not since ${lastOf(hits)}`, evidence, severity: 'info'})];
}

/** The lines of this meaning: of the present run, and of the run before if kube-proxy does not run well now. */
export function hitsOf({log, pod}: Moment, {codes, except = []}: Pick<LogMeaning, 'codes' | 'except'>) {
  const broken = pod !== undefined && (!pod.ready || pod.notRunning !== '');
  return log.hits.filter(
    (hit) =>
      (!hit.previous || broken) && codes.includes(hit.codes[0] ?? '') && !except.includes(hit.signature),
  );
}

/** The last lines of a signature, and how often it was there. */
export function evidenceOf({lines, count}: LogHit): readonly string[] {
  const shown = lines.slice(-MOST_LINES);
  return count > shown.length ? [...shown, `… ${count} such lines in all`] : shown;
}

/** Whether it was logged within the last two syncs, or kube-proxy ended with it. */
export function goesOn({last}: LogHit, {capturedAt, configuration, pod}: Moment): boolean {
  if (last === undefined || capturedAt === undefined) return true;
  if (pod && pod.notRunning !== '') return true;
  const period = (configuration?.syncPeriod ?? 30) * 1000;
  return capturedAt.getTime() - last.getTime() <= 2 * period + MARGIN;
}

function lastOf(hits: readonly LogHit[]): string {
  const times = hits.map(({last}) => last?.getTime() ?? 0);
  return new Date(Math.max(...times)).toISOString();
}
