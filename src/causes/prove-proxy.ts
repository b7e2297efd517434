import {
  type CauseKind,
  type CheckResult,
  FINDING_KIND_INFO,
  type Finding,
  onNode,
  type ShellCommand,
} from '../model/index.ts';
import {
  checkCommand,
  daemonSetCommand,
  describePodCommand,
  editConfigurationCommand,
  kubeletCommands,
  logCommand,
  restartCommand,
} from './advice.ts';
import type {NodeSigns} from './node-signs.ts';
import type {Proof} from './proof.ts';

/** What a kube-proxy that does not sync leaves as it is, whoever did it: all that its next sync would put right. */
function staysSo({kind, code}: Finding): boolean {
  return FINDING_KIND_INFO[kind].mendedBy === 'sync' && code !== 'IPVS082';
}

type Parts = Pick<Proof, 'kind' | 'message' | 'evidence' | 'remedy' | 'commands'> & Partial<Proof>;

function proof(parts: Parts): Proof {
  return {code: null, severity: 'error', explains: staysSo, followedUntil: undefined, ...parts};
}

/** A kubelet that does not report: the controller of nodes says so after 40 s without a heartbeat. */
export function proveCutOff(signs: NodeSigns): Proof | undefined {
  const {object} = signs;
  if (object?.ready !== 'Unknown' || object.readySince === undefined) return undefined;
  const reason = object.readyReason === '' ? '' : ` (${object.readyReason})`;
  const heartbeat =
    object.heartbeat === undefined ? '' : `; its kubelet last reported at ${object.heartbeat}`;
  return proof({
    kind: 'node-cut-off',
    message:
      'the node is cut off from the API server: its kubelet does not report, and its tables are frozen',
    evidence: [`Node ${signs.node}: Ready is Unknown${reason} since ${object.readySince}${heartbeat}`],
    remedy:
      'Find out why the node cannot reach the API server. Leave the kube-proxy Pod alone: the tables keep serving, ' +
      'and a new Pod would not start.',
    commands: kubeletCommands(signs),
    followedUntil: timeOf(object.heartbeat),
  });
}

function timeOf(text: string | undefined): Date | undefined {
  return text === undefined || Number.isNaN(Date.parse(text)) ? undefined : new Date(text);
}

/** A node on which kube-proxy should run as a Pod, and no Pod is. */
export function proveAbsent({proxy, node}: NodeSigns): Proof | undefined {
  if (proxy !== 'absent') return undefined;
  return proof({
    kind: 'proxy-absent',
    message: 'no kube-proxy Pod is on the node: nothing updates its tables',
    evidence: [`the API lists kube-proxy Pods, but none on ${node}`],
    remedy: 'Find out why the DaemonSet has no Pod there: taints, selectors, quota.',
    commands: [daemonSetCommand()],
  });
}

/** What makes a kube-proxy end as soon as it starts, or keeps it from its first sync. */
const REASONS: readonly CauseKind[] = [
  'configuration-invalid',
  'module-missing',
  'ipset-missing',
  'protocols-missing',
  'kernel-refuses',
  'without-rights',
  'api-unreachable',
];

function reasonIn({failures}: NodeSigns, kinds: readonly CauseKind[] = REASONS): CheckResult | undefined {
  const failed = failures.filter(({result, severity}) => result === 'fail' && severity !== 'info');
  for (const kind of kinds) {
    const found = failed.find(({cause}) => cause === kind);
    if (found) return found;
  }
  return undefined;
}

/** A Pod of kube-proxy that does not run, and why: what the run before it ended with. */
export function proveNotRunning(signs: NodeSigns): Proof | undefined {
  const {pod, proxy, failures} = signs;
  if (!pod || proxy !== 'not-running') return undefined;
  const loops = pod.notRunning === 'CrashLoopBackOff' || (pod.restarts > 0 && /ended/.test(pod.notRunning));
  const reason = reasonIn(signs);
  const says = failures.find(({code, result}) => code === 'IPVS078' && result === 'fail');
  const ending = pod.lastEnd === '' ? '' : `, its last run ended with ${pod.lastEnd}`;
  const state = `Pod ${pod.namespace}/${pod.name}: ${pod.notRunning}, ${pod.restarts} restarts${ending}`;
  const evidence = [
    state,
    ...((reason ?? says)?.evidence.filter((line) => !line.startsWith(`${pod.namespace}/`)) ?? []),
  ];
  const what = loops
    ? 'kube-proxy exits every time it starts'
    : `kube-proxy is not running (${pod.notRunning})`;
  return proof({
    kind: loops ? 'crash-loop' : 'not-running',
    code: reason?.code ?? 'IPVS078',
    message: `${what}${reason ? `: ${reason.message}` : ', and its tables are frozen'}`,
    evidence,
    remedy:
      reason?.remedy ?? (loops ? 'The last lines of its log show why.' : 'The events of its Pod show why.'),
    commands: loops
      ? [logCommand(signs, {previous: true}), ...moreFor(reason, signs)]
      : [...describePodCommand(signs), logCommand(signs, {previous: true})],
  });
}

function moreFor(reason: CheckResult | undefined, signs: NodeSigns): readonly ShellCommand[] {
  if (reason?.cause === 'configuration-invalid') return [editConfigurationCommand(signs)];
  return reason?.commands ?? [];
}

/** A process that takes connections and never answers, such as one that was stopped, or is in a deadlock. */
export function proveHung(signs: NodeSigns): Proof | undefined {
  if (signs.proxy !== 'hung') return undefined;
  const {pod, logEnds} = signs;
  return proof({
    kind: 'hung',
    code: 'IPVS077',
    message: 'kube-proxy is hung: it accepts connections on its HTTP ports and never responds',
    evidence: [
      'connections to its HTTP ports were accepted, and there was no response within the time limit',
      ...(logEnds ? [`its log ends at ${logEnds.toISOString()}`] : []),
      ...(pod ? [`Pod ${pod.namespace}/${pod.name}: ${pod.phase}, ${pod.restarts} restarts`] : []),
    ],
    remedy: 'Restart it: the tables keep serving meanwhile, and its first sync corrects them.',
    commands: pod ? restartCommand(signs) : [logCommand(signs, {previous: false})],
    followedUntil: logEnds,
  });
}

/** What the rules of the catalogue found to keep a kube-proxy that runs from following the API. */
export function proveByRules(signs: NodeSigns): Proof | undefined {
  const reason = reasonIn(signs, [...REASONS, 'dead-watch']);
  if (reason?.cause == null) return undefined;
  return proof({
    kind: reason.cause,
    code: reason.code,
    severity: reason.severity,
    message: reason.message,
    evidence: reason.evidence,
    remedy: reason.remedy,
    commands: [...reason.commands, ...serverCommands(reason, signs), logCommand(signs, {previous: false})],
    followedUntil: reason.cause === 'dead-watch' ? lastSync(signs) : undefined,
  });
}

/** Whether the API server can be reached from the node, at the very address that kube-proxy uses. */
function serverCommands({cause, evidence}: CheckResult, {node}: NodeSigns): readonly ShellCommand[] {
  if (cause !== 'api-unreachable') return [];
  const server = evidence
    .map((line) => /https:\/\/[\w.:[\]-]+/.exec(line)?.[0])
    .find((url) => url !== undefined);
  return server === undefined ? [] : [onNode(node, 'curl', '-skm', '5', `${server}/livez`)];
}

function lastSync({sync}: NodeSigns): Date | undefined {
  const times = [...(sync?.last.values() ?? [])];
  return times.length === 0 ? undefined : new Date(Math.min(...times) * 1000);
}

/** A kube-proxy that has not finished a sync since it started. */
export function proveFirstSync(signs: NodeSigns): Proof | undefined {
  const {sync, proxy, capturedAt} = signs;
  if (proxy !== 'running' || !sync || sync.startedAt === undefined) return undefined;
  const asked = sync.queued.size > 0 || sync.pendingServices !== undefined;
  if (sync.last.size > 0 || !asked) return undefined;
  const started = new Date(sync.startedAt * 1000).toISOString();
  const early = capturedAt.getTime() / 1000 - sync.startedAt < STARTING;
  return proof({
    kind: 'first-sync',
    severity: early ? 'warning' : 'error',
    message: 'kube-proxy has not finished its first sync since it started',
    evidence: [`its metrics: started at ${started}, no sync has succeeded since`],
    remedy: early
      ? 'Wait for its first sync, then run this again.'
      : 'Its log shows which step of its first sync fails or is slow.',
    commands: early ? [checkCommand(signs)] : [logCommand(signs, {previous: false})],
  });
}

/** A first sync that takes so many seconds is in trouble; before, kube-proxy starts. */
const STARTING = 600;

/** A step that fails in each sync, as kube-proxy's log says. */
export function proveFailingSyncs(signs: NodeSigns): Proof | undefined {
  const reason = reasonIn(signs, ['syncs-fail']);
  if (!reason) return undefined;
  return proof({
    kind: 'syncs-fail',
    code: reason.code,
    severity: reason.severity,
    message: reason.message,
    evidence: reason.evidence,
    remedy: reason.remedy,
    commands: [logCommand(signs, {previous: false}), checkCommand(signs)],
    followedUntil: lastSync(signs) ?? 'never',
  });
}

/** A kube-proxy that was asked for a sync since its last one ended: it has heard of changes, and works on them. */
export function proveBehind(signs: NodeSigns): Proof | undefined {
  const {sync, proxy} = signs;
  if (proxy !== 'running' || !sync) return undefined;
  const waiting = [...sync.queued].filter(
    ([family, asked]) => asked > (sync.last.get(family) ?? Number.POSITIVE_INFINITY),
  );
  const [first] = waiting;
  if (!first) return undefined;
  const [family, asked] = first;
  const time = (seconds: number | undefined) => new Date((seconds ?? 0) * 1000).toISOString();
  return proof({
    kind: 'behind',
    code: 'IPVS075',
    severity: 'warning',
    message: 'kube-proxy follows the API, but late: a sync was requested and has not finished',
    evidence: [
      `its metrics${family === 'any' ? '' : ` for ${family}`}: last sync finished at ${time(sync.last.get(family))}, the next was requested at ` +
        `${time(asked)}`,
    ],
    remedy: 'Run this again: what is still there is not just a delay.',
    commands: [checkCommand(signs)],
    followedUntil: lastSync(signs),
  });
}

/** A kube-proxy with the defect that makes it look at all entries once an hour only: what it did not change itself stays. */
export function proveRareFullSync(signs: NodeSigns): Proof | undefined {
  const reason = signs.failures.find(({cause}) => cause === 'rare-full-sync');
  if (!reason || signs.proxy !== 'running') return undefined;
  return proof({
    kind: 'rare-full-sync',
    code: reason.code,
    severity: 'warning',
    message: reason.message,
    evidence: reason.evidence,
    remedy: reason.remedy,
    commands: restartCommand(signs),
    followedUntil: 'never',
  });
}
