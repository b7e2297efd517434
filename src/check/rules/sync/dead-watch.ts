import type {Finding, Metrics} from '../../../model/index.ts';
import {evidenceOf, hitsOf, logVerdicts, type Moment} from '../../log-verdicts.ts';
import {nodeRule} from '../../rule.ts';
import {lastQueued, lastSync, secondsBetween} from '../../sync-metrics.ts';
import {fail, pass, undecidable, type Verdict} from '../../verdict.ts';

/** What the API has had for so long, kube-proxy must have heard of, in seconds. */
const SETTLED = 120;

const FORBIDDEN = 'is forbidden';

/**
 * A kube-proxy that does not hear of changes. Its watch is dead if syncs go on, nobody asks for one, and the table lacks
 * what the API has. One that hangs answers nothing at all.
 */
export const DEAD_WATCH = nodeRule({
  code: 'IPVS077',
  needs: ['findings'],
  wants: ['metrics', 'log', 'capturedAt', 'configuration', 'pod'],
  check: ({findings, metrics, log, capturedAt, configuration, pod}, {live}) => {
    const moment = log && {log, capturedAt, configuration, pod};
    const forbidden = moment ? forbiddenVerdicts(moment) : [];
    if (forbidden.length > 0) return forbidden;
    const drift = findings.filter(followsApi);
    if (drift.length === 0) return moment ? brokenConnections(moment) : pass();
    const lost = moment ? brokenConnections(moment) : [];
    if (lost.length > 0) return lost;
    const severity = live ? 'error' : 'warning';
    if (!metrics) return withoutMetrics(drift, {severity, running: pod?.ready === true});
    const times = capturedAt && syncTimes(metrics, capturedAt);
    if (!times)
      return undecidable('the table differs from the API, but kube-proxy does not tell its last sync');
    if (times.queued < SETTLED) return pass(...times.evidence);
    if (times.synced > times.queued)
      return undecidable('the table differs from the API, but the last sync is older than the wish for one');
    return fail({
      severity,
      message: 'kube-proxy syncs, but nothing has asked it to for long, and its table lacks what the API has',
      evidence: [...times.evidence, ...drift.slice(0, 3).map(({message}) => message)],
    });
  },
});

/** Differences that a change in the API leaves behind where nobody hears of it. */
function followsApi({kind, severity}: Finding): boolean {
  const kinds = ['real-server-stale', 'real-server-missing', 'virtual-server-missing'];
  return severity !== 'info' && kinds.includes(kind);
}

function forbiddenVerdicts(moment: Moment): readonly Verdict[] {
  const hits = moment.log.hits.filter(({signature, previous}) => !previous && signature.includes(FORBIDDEN));
  if (hits.length === 0) return [];
  return logVerdicts(
    {...moment, log: {...moment.log, hits}},
    {codes: ['IPVS077'], message: 'kube-proxy may not read what it needs from the API'},
  );
}

/** Lines of one kind within this time mean that it goes on, in milliseconds. */
const RECENTLY = 600_000;

/** One broken connection is routine: an API server was restarted. So many of them of late are not. */
const TOO_MANY = 3;

/** Signatures of routine lines. */
const ROUTINE = [
  'Neither kubeconfig file nor master URL was specified, falling back to in-cluster config',
  'Not syncing ipvs rules until Services and Endpoints have been received from master',
  'Setting endpoints for service port name',
  'Adding new service port',
  'Removing service port',
];

/** Connections to the API server that break again and again. */
function brokenConnections(moment: Moment): readonly Verdict[] {
  const at = moment.capturedAt?.getTime() ?? Number.NaN;
  const hits = hitsOf(moment, {codes: ['IPVS077'], except: ROUTINE}).filter(
    ({times}) => times.filter((time) => at - time.getTime() <= RECENTLY).length >= TOO_MANY,
  );
  if (hits.length === 0) return [];
  return [
    fail({
      severity: 'warning',
      message: "kube-proxy's connection to the API server breaks again and again",
      evidence: hits.flatMap(evidenceOf),
    }),
  ];
}

function withoutMetrics(
  drift: readonly Finding[],
  {severity, running}: {readonly severity: 'error' | 'warning'; readonly running: boolean},
): Verdict {
  if (!running) return undecidable('kube-proxy does not run, or did not answer: see the checks of its start');
  return fail({
    severity,
    message:
      'kube-proxy runs but answers on none of its ports, and its table lacks what the API has: it hangs',
    evidence: drift.slice(0, 3).map(({message}) => message),
  });
}

/** How long before the node was read a sync was asked for, and ended, in seconds. */
function syncTimes(metrics: Metrics, at: Date) {
  const [asked, ended] = [lastQueued(metrics), lastSync(metrics)];
  if (!asked || !ended) return undefined;
  const [queued, synced] = [secondsBetween(asked, at), secondsBetween(ended, at)];
  const evidence = [
    `kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds: ${Math.round(queued)} s before the node was read`,
    `kubeproxy_sync_proxy_rules_last_timestamp_seconds: ${Math.round(synced)} s before`,
  ];
  return {queued, synced, evidence};
}
