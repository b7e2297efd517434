import {type Concern, type KubeVersion, SEVERITIES, type SyncFamily, spanText} from '../model/index.ts';
import {explainCommand, nodeCommand} from './next-steps.ts';
import type {NodeObservation} from './node-observation.ts';
import {waitingFamilies} from './sync-status.ts';

/** A kube-proxy that has not finished its first sync after so many seconds is in trouble; before, it starts. */
const STARTING = 600;

/** Syncs above this many seconds are slow (catalogue, IPVS075). */
const SLOW = 5;

/** Seconds between full syncs in the versions that ignore `syncPeriod` (kubernetes#134147). */
const HOUR = 3600;

/** What is wrong with the syncs of a node, from the metrics of its kube-proxy. */
export function syncConcerns(observation: NodeObservation): readonly Concern[] {
  const {sync, mode} = observation;
  if (!sync || (mode !== 'ipvs' && mode !== '')) return [];
  const found = [...neverSynced(observation), ...late(observation), ...slow(observation)];
  return found.sort((one, other) => SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity));
}

function concern(parts: Pick<Concern, 'severity' | 'code' | 'message' | 'remedy'>): Concern {
  return {...parts, count: 1};
}

function neverSynced(observation: NodeObservation): readonly Concern[] {
  const {sync, capturedAt} = observation;
  // Metrics without these are another program's.
  if (!sync || (sync.pendingServices === undefined && sync.queued.size === 0)) return [];
  const families: readonly SyncFamily[] = sync.last.size === 0 ? ['any'] : missingFamilies(sync);
  if (families.length === 0 || (sync.last.has('any') && !families.includes('any'))) return [];
  const span = sync.startedAt === undefined ? undefined : capturedAt - sync.startedAt;
  const since = span === undefined ? '' : `, which was ${spanText(span)} ago`;
  const what = families[0] === 'any' ? 'no sync' : `no ${families.join(' or ')} sync`;
  return [
    concern({
      severity: span === undefined || span > STARTING ? 'error' : 'warning',
      code: null,
      message: `${what} of kube-proxy has succeeded since it started${since}: the table may lack anything`,
      remedy: nodeCommand('logs', observation),
    }),
  ];
}

/** Families for which a sync was asked for, but none has succeeded. */
function missingFamilies({last, queued}: NonNullable<NodeObservation['sync']>): readonly SyncFamily[] {
  return [...queued.keys()].filter((family) => !last.has(family)).sort();
}

/** kube-proxy calls itself unhealthy when a sync that was asked for has not come within twice `syncPeriod`. */
function late(observation: NodeObservation): readonly Concern[] {
  const {sync, capturedAt, configuration, healthy} = observation;
  if (!sync) return [];
  const limit = 2 * configuration.syncPeriod;
  const waiting = waitingFamilies(sync).filter(([family]) => sync.last.has(family));
  const longest = Math.max(0, ...waiting.map(([, asked]) => capturedAt - asked));
  if (longest > limit || healthy === false) return [unhealthy(longest, observation)];
  return old(observation);
}

function unhealthy(waited: number, observation: NodeObservation): Concern {
  const why =
    waited > 0
      ? `changes have been waiting for a sync for ${spanText(waited)}`
      : 'its syncs fail or take too long';
  const says = observation.healthy === false ? 'kube-proxy calls itself unhealthy: ' : '';
  return concern({
    severity: 'error',
    code: 'IPVS078',
    message: `${says}${why}`,
    remedy: nodeCommand('logs', observation),
  });
}

/** Without changes kube-proxy still syncs each `syncPeriod`. */
function old(observation: NodeObservation): readonly Concern[] {
  const {sync, capturedAt, configuration, version} = observation;
  const times = [...(sync?.last.values() ?? [])];
  if (!sync || times.length === 0) return [];
  const age = capturedAt - Math.min(...times);
  const period = hourly(version) ? Math.max(HOUR, configuration.syncPeriod) : configuration.syncPeriod;
  if (age <= 2 * period + Math.max(sync.p99?.seconds ?? 0, sync.meanSeconds ?? 0)) return [];
  const failures = sync.restoreFailures ?? 0;
  return [
    concern({
      severity: 'warning',
      code: failures > 0 ? 'IPVS061' : null,
      message:
        `the last successful sync was ${spanText(age)} ago, though one is due every ${spanText(period)}` +
        (failures > 0 ? `; iptables-restore failed ${failures} times` : ''),
      remedy: nodeCommand('logs', observation),
    }),
  ];
}

/** 1.34.0 to 1.34.3 and 1.35.0 (https://github.com/kubernetes/kubernetes/pull/135631). */
function hourly(version: KubeVersion | undefined): boolean {
  if (version?.major !== 1) return false;
  return (version.minor === 34 && version.patch <= 3) || (version.minor === 35 && version.patch === 0);
}

function slow({sync, configuration}: NodeObservation): readonly Concern[] {
  if (!sync?.p99 || sync.p99.seconds <= SLOW) return [];
  const {seconds, beyond} = sync.p99;
  const mean = sync.meanSeconds ?? 0;
  const behind = (beyond && mean > configuration.syncPeriod) || seconds > configuration.syncPeriod;
  const p99 = `${beyond ? 'longer than' : 'up to'} ${spanText(seconds)} (p99)`;
  const message = behind
    ? `syncs take longer than syncPeriod (${spanText(configuration.syncPeriod)}): ${p99}, ${spanText(mean)} on average`
    : `syncs are slow: ${p99}`;
  return [
    concern({
      severity: behind ? 'error' : 'warning',
      code: 'IPVS075',
      message,
      remedy: explainCommand('IPVS075'),
    }),
  ];
}
