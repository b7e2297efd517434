import {hasBug} from '../../../catalogue/index.ts';
import {
  type HealthAnswer,
  type KubeProxyConfiguration,
  type KubeVersion,
  type SyncFacts,
  type SyncFamily,
  spanText,
  waitingFamilies,
} from '../../../model/index.ts';
import {fail, type Verdict} from '../../verdict.ts';

/** A kube-proxy that has not finished its first sync after so many seconds is in trouble; before, it starts. */
const STARTING = 600;

/** Versions that ignore `syncPeriod` (https://github.com/kubernetes/kubernetes/issues/134147). */
const RESYNC_BUG = 134147;

/** Seconds between full syncs in these. */
const HOUR = 3600;

/** What tells whether syncs come when they should. */
export interface SyncSigns {
  readonly syncs: SyncFacts | undefined;
  readonly health: HealthAnswer | undefined;
  readonly capturedAt: Date | undefined;
  readonly configuration: KubeProxyConfiguration | undefined;
  readonly version: KubeVersion | undefined;
}

/** Syncs that never came, that are waited for too long, or that lie too far back; nothing where the metrics do not tell. */
export function lateVerdicts({
  syncs,
  health,
  capturedAt,
  configuration,
  version,
}: SyncSigns): readonly Verdict[] {
  if (!syncs || !capturedAt) return [];
  const moment = {syncs, now: capturedAt.getTime() / 1000};
  const never = neverSynced(moment);
  if (never) return [never];
  const period = configuration?.syncPeriod ?? 30;
  return [late(moment, {health, period}) ?? old(moment, {version, period})].filter(
    (one) => one !== undefined,
  );
}

interface Moment {
  readonly syncs: SyncFacts;
  /** Seconds since 1970, by the node's clock. */
  readonly now: number;
}

function neverSynced({syncs, now}: Moment): Verdict | undefined {
  // Metrics without these are another program's.
  if (syncs.pendingServices === undefined && syncs.queued.size === 0) return undefined;
  const families: readonly SyncFamily[] = syncs.last.size === 0 ? ['any'] : missingFamilies(syncs);
  if (families.length === 0 || (syncs.last.has('any') && !families.includes('any'))) return undefined;
  const span = syncs.startedAt === undefined ? undefined : now - syncs.startedAt;
  const since = span === undefined ? '' : `, which was ${spanText(span)} ago`;
  const what = families[0] === 'any' ? 'no sync' : `no ${families.join(' or ')} sync`;
  return fail({
    severity: span === undefined || span > STARTING ? 'error' : 'warning',
    message: `${what} of kube-proxy has succeeded since it started${since}: any entry may be missing from the table`,
    evidence: ['kubeproxy_sync_proxy_rules_last_timestamp_seconds is 0'],
    remedy: "read kube-proxy's log: it shows where its syncs fail",
  });
}

/** Families for which a sync was asked for, but none has succeeded. */
function missingFamilies({last, queued}: SyncFacts): readonly SyncFamily[] {
  return [...queued.keys()].filter((family) => !last.has(family)).sort();
}

/** kube-proxy calls itself unhealthy when a sync that was asked for has not come within twice `syncPeriod`. */
function late(
  {syncs, now}: Moment,
  {health, period}: {readonly health: HealthAnswer | undefined; readonly period: number},
): Verdict | undefined {
  const waiting = waitingFamilies(syncs).filter(([family]) => syncs.last.has(family));
  const waited = Math.max(0, ...waiting.map(([, asked]) => now - asked));
  if (waited <= 2 * period && health !== 'failing') return undefined;
  const why =
    waited > 0
      ? `changes have been waiting for a sync for ${spanText(waited)}`
      : 'its syncs fail or take too long';
  return fail({
    message: `${health === 'failing' ? 'kube-proxy reports itself unhealthy (/healthz returns 503): ' : ''}${why}`,
    evidence: [`a sync was requested ${spanText(waited)} before the capture`],
    remedy: "read kube-proxy's log: it shows where its syncs fail",
  });
}

/** Without changes kube-proxy still syncs each `syncPeriod`. */
function old(
  {syncs, now}: Moment,
  {version, period: configured}: {readonly version: KubeVersion | undefined; readonly period: number},
): Verdict | undefined {
  const times = [...syncs.last.values()];
  if (times.length === 0) return undefined;
  const age = now - Math.min(...times);
  const period = version && hasBug(version, RESYNC_BUG) ? Math.max(HOUR, configured) : configured;
  if (age <= 2 * period + Math.max(syncs.p99?.seconds ?? 0, syncs.meanSeconds ?? 0)) return undefined;
  const failures = syncs.restoreFailures ?? 0;
  return fail({
    severity: 'warning',
    message:
      `the last successful sync was ${spanText(age)} ago, though one is due every ${spanText(period)}` +
      (failures > 0 ? `; iptables-restore failed ${failures} times (IPVS061)` : ''),
    evidence: [`kubeproxy_sync_proxy_rules_last_timestamp_seconds is ${spanText(age)} before the capture`],
    remedy: "read kube-proxy's log: it shows where its syncs fail",
  });
}
