import {type EndpointSlice, type Finding, kubectl, type ShellCommand} from '../../../model/index.ts';
import {evidenceOf, hitsOf, logVerdicts, type Moment} from '../../log-verdicts.ts';
import type {ProxyReplies} from '../../node-evidence.ts';
import {nodeRule} from '../../rule.ts';
import {lastQueued, secondsBetween} from '../../sync-metrics.ts';
import {fail, pass, undecidable, type Verdict} from '../../verdict.ts';

/** What the API has had for so long, kube-proxy must have heard of, in seconds. */
const SETTLED = 120;

const FORBIDDEN = 'is forbidden';

/**
 * A kube-proxy that does not hear of changes. Its watch is dead if slices changed after it was last asked for a sync, and
 * the table lacks what they have. One that hangs answers nothing at all.
 */
export const DEAD_WATCH = nodeRule({
  code: 'IPVS077',
  needs: ['findings'],
  wants: ['metrics', 'log', 'capturedAt', 'configuration', 'pod', 'replies'],
  check: ({findings, metrics, log, capturedAt, configuration, pod, replies}, {cluster}) => {
    const moment = log && {log, capturedAt, configuration, pod};
    const forbidden = moment ? forbiddenVerdicts(moment) : [];
    if (forbidden.length > 0) return forbidden;
    const drift = findings.filter(followsApi);
    if (drift.length === 0) return moment ? brokenConnections(moment) : pass();
    const lost = moment ? brokenConnections(moment) : [];
    if (lost.length > 0) return lost;
    if (!metrics) return withoutMetrics(drift, replies);
    const asked = lastQueued(metrics);
    if (!asked || !capturedAt)
      return undecidable('the table differs from the API, but kube-proxy reports no times');
    const unheard = changesAfter(asked, capturedAt, {drift, slices: cluster.endpointSlices});
    if (unheard.length === 0)
      return undecidable(
        'the table differs from the API, but no change is known that kube-proxy did not receive',
      );
    return fail({
      cause: 'dead-watch',
      message: 'kube-proxy has not received changes from the API, and its table lacks them',
      evidence: [`a sync was last requested at ${asked.toISOString()}`, ...unheard.slice(0, MOST_CHANGES)],
    });
  },
});

/** Changes that are told. */
const MOST_CHANGES = 3;

/** Clocks of nodes may differ by so much, in seconds. */
const SKEW = 10;

/** Slices of Services that differ here, changed after kube-proxy was last asked for a sync, and not just now. */
function changesAfter(
  asked: Date,
  at: Date,
  {drift, slices}: {readonly drift: readonly Finding[]; readonly slices: readonly EndpointSlice[]},
): readonly string[] {
  const services = new Set(drift.map(({service}) => service && `${service.namespace}/${service.name}`));
  return slices.flatMap(({namespace, name, serviceName, changedAt}) => {
    const changed = new Date(changedAt ?? Number.NaN);
    if (Number.isNaN(changed.getTime()) || !services.has(`${namespace}/${serviceName}`)) return [];
    const unheard = secondsBetween(asked, changed) > SKEW && secondsBetween(changed, at) > SETTLED;
    return unheard ? [`EndpointSlice ${namespace}/${name} was changed at ${changed.toISOString()}`] : [];
  });
}

/** Differences that a change in the API leaves behind where nobody hears of it. */
function followsApi({kind, severity}: Finding): boolean {
  const kinds = ['real-server-stale', 'real-server-missing', 'virtual-server-missing'];
  return severity !== 'info' && kinds.includes(kind);
}

/**
 * Rights that are missing come back only when someone grants them; a kube-proxy that runs goes on by itself then, and one
 * that is restarted without them has no table at all.
 */
function forbiddenVerdicts(moment: Moment): readonly Verdict[] {
  const hits = moment.log.hits.filter(({signature, previous}) => !previous && signature.includes(FORBIDDEN));
  if (hits.length === 0) return [];
  const verdicts = logVerdicts(
    {...moment, log: {...moment.log, hits}},
    {
      codes: ['IPVS077'],
      cause: 'without-rights',
      message: 'kube-proxy is not allowed to read what it needs from the API',
    },
  );
  const commands = grantCommands(hits.flatMap(({lines}) => lines).join('\n'));
  return verdicts.map((verdict) =>
    verdict.result === 'fail' ? {...verdict, remedy: GRANT, commands} : verdict,
  );
}

const GRANT =
  'Do not restart it: bind it to the ClusterRole system:node-proxier again, and it recovers by itself.';

/** Grants the rights to whom the API server refused them: the name stands in its answer. */
function grantCommands(lines: string): readonly ShellCommand[] {
  const user = /User \\?"([\w.:@-]+)/.exec(lines)?.[1];
  if (user === undefined) return [];
  const account = /^system:serviceaccount:([\w.-]+):([\w.-]+)$/.exec(user);
  const subject = account ? `--serviceaccount=${account[1]}:${account[2]}` : `--user=${user}`;
  const role = '--clusterrole=system:node-proxier';
  return [kubectl('create', 'clusterrolebinding', 'kubeadm:node-proxier', role, subject)];
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
      cause: 'api-unreachable',
      message: "kube-proxy's connection to the API server breaks repeatedly",
      evidence: hits.flatMap(evidenceOf),
    }),
  ];
}

/** Only a process that takes questions and answers none of them hangs; one that answers somewhere does not. */
function withoutMetrics(drift: readonly Finding[], replies: ProxyReplies | undefined): Verdict {
  if (!replies) return undecidable('the table differs from the API, and kube-proxy was not queried');
  if (replies.health === 'answered')
    return undecidable(
      `the metrics of kube-proxy were not read (${replies.metricsText}), so it is unknown when a sync was last ` +
        'requested; the process itself responds on /healthz',
    );
  if (!replies.hangs)
    return undecidable(`kube-proxy did not report when a sync was last requested: ${replies.metricsText}`);
  return fail({
    message:
      'kube-proxy is hung: it accepts connections on its HTTP ports but never responds, and its table is missing ' +
      'entries that the API has',
    evidence: [replies.metricsText, ...drift.slice(0, 3).map(({message}) => message)],
  });
}
