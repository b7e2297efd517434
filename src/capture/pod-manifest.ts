import {
  type AddressServerId,
  type Assumption,
  CAPTURE_SOURCES,
  type CaptureSource,
  type NarrowFocus,
  type ProxyPlaces,
} from '../model/index.ts';
import {askedServerWord} from './asked-server-word.ts';
import {assumptionWords} from './assumed-texts.ts';
import {
  asLabelValue,
  DEADLINE_ANNOTATION,
  KEEP_LABEL,
  MANAGED_BY,
  OWNER_LABEL,
  RUN_LABEL,
} from './run-labels.ts';
import {procAddress, sampleTargets} from './sampling/sample-targets.ts';
import {CAPTURE_SCRIPT, SCRIPT_VARIABLES} from './script/capture-script.ts';
import {SAMPLE_SCRIPT, SAMPLE_VARIABLES} from './script/sample-script.ts';

/**
 * What a debug pod may do: `procfs`, read /proc as nobody; `netlink`, also ask ipvsadm, ipset and conntrack; `rules`,
 * also ask iptables-save, which opens a raw socket for its set matches.
 */
export type PrivilegeProfile = 'procfs' | 'netlink' | 'rules';

/** What a sampling pod does. Addresses are canonical. */
export interface SamplePlan {
  readonly servers: readonly AddressServerId[];
  readonly intervalSeconds: number;
  /** After which the script ends by itself. */
  readonly lifeSeconds: number;
  /** The connection table is read with each so many-th sample. */
  readonly connectionsEvery: number;
  /** List the connections of this client, or to this real server. */
  readonly client: string | undefined;
  readonly real: string | undefined;
  /** The most of them in one sample. */
  readonly most: number;
  readonly probe: boolean;
  /** Encoded bytes in the log of one pod; only tests give it. */
  readonly budget?: number;
}

/** What a debug pod is made of. */
export interface PodPlan {
  readonly name: string;
  readonly namespace: string;
  readonly node: string;
  readonly runId: string;
  readonly owner: string;
  readonly toolVersion: string;
  readonly image: string;
  /** The image is on the node: nothing is pulled. */
  readonly imageIsThere?: boolean;
  readonly imagePullSecret: string | undefined;
  readonly profile: PrivilegeProfile;
  readonly sources: readonly CaptureSource[];
  /** Also read what tells the same a second time, for a snapshot. */
  readonly complete: boolean;
  /** Undefined: the whole table. */
  readonly only?: NarrowFocus | undefined;
  /** What the node is expected to print. */
  readonly assumption?: Assumption | undefined;
  /** Where kube-proxy is asked; undefined: on 127.0.0.1. */
  readonly proxyPlaces?: ProxyPlaces | undefined;
  readonly keep: boolean;
  /** After which the kubelet ends it. */
  readonly deadlineSeconds: number;
  /** After which nobody waits for what it has read, if that is later: with many nodes its log has to wait for its turn. */
  readonly patienceSeconds?: number;
  /** Instead of a capture: samples, again and again. */
  readonly sampling?: SamplePlan;
}

/** The name of the container in a debug pod. */
export const CONTAINER = 'capture';

/** Encoded bytes that fit into a log before the kubelet rotates it (10 MiB), with its own prefix on each line. */
const LOG_BUDGET = 9_500_000;

/** What one sample more may take, after the budget is used up. */
const SAMPLE_RESERVE = 1_500_000;

/** What can grow without end goes last, so that it alone is left out where the log is too small. */
const UNBOUNDED: readonly CaptureSource[] = [
  'ipvsadm-connections.txt',
  'proc-net-ip_vs_conn.txt',
  'conntrack.txt',
];

/** The least profile that can read these sources. */
export function profileFor(sources: readonly CaptureSource[], unprivileged: boolean): PrivilegeProfile {
  if (unprivileged) return 'procfs';
  return sources.includes('iptables-save.txt') || sources.includes('ip6tables-save.txt')
    ? 'rules'
    : 'netlink';
}

/** The debug pod of one node. */
export function podManifest(plan: PodPlan) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadataOf(plan),
    spec: {
      nodeName: plan.node,
      hostNetwork: true,
      dnsPolicy: 'Default',
      restartPolicy: 'Never',
      activeDeadlineSeconds: plan.deadlineSeconds,
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      tolerations: [{operator: 'Exists'}],
      ...(plan.imagePullSecret !== undefined && {imagePullSecrets: [{name: plan.imagePullSecret}]}),
      securityContext: {seccompProfile: {type: 'RuntimeDefault'}},
      containers: [containerOf(plan)],
      volumes: [{name: 'work', emptyDir: {medium: 'Memory', sizeLimit: '32Mi'}}],
    },
  };
}

/** Injectors of sidecars are told to leave the pod alone: with a sidecar it would never end. */
function metadataOf(plan: PodPlan) {
  const owner = asLabelValue(plan.owner);
  return {
    name: plan.name,
    namespace: plan.namespace,
    labels: {
      'app.kubernetes.io/name': 'kubectl-ipvs',
      'app.kubernetes.io/component': 'debug-pod',
      [MANAGED_BY.label]: MANAGED_BY.value,
      [RUN_LABEL]: plan.runId,
      ...(owner && {[OWNER_LABEL]: owner}),
      ...(plan.keep && {[KEEP_LABEL]: 'true'}),
      'sidecar.istio.io/inject': 'false',
    },
    annotations: {
      'kubectl-ipvs/version': plan.toolVersion,
      'kubectl-ipvs/owner': plan.owner,
      'linkerd.io/inject': 'disabled',
      'sidecar.istio.io/inject': 'false',
      ...(plan.patienceSeconds !== undefined && {[DEADLINE_ANNOTATION]: String(plan.patienceSeconds)}),
    },
  };
}

function containerOf(plan: PodPlan) {
  return {
    name: CONTAINER,
    image: plan.image,
    imagePullPolicy: plan.imageIsThere ? 'Never' : 'IfNotPresent',
    command: ['sh', '-c', plan.sampling ? SAMPLE_SCRIPT : CAPTURE_SCRIPT],
    env: Object.entries(plan.sampling ? samplingEnvironment(plan.sampling) : environmentOf(plan)).map(
      ([name, value]) => ({name, value}),
    ),
    workingDir: '/',
    resources: {requests: {cpu: '10m', memory: '32Mi'}, limits: {cpu: '1', memory: '192Mi'}},
    securityContext: securityOf(plan.profile),
    terminationMessagePolicy: 'File',
    volumeMounts: [{name: 'work', mountPath: '/tmp'}],
  };
}

function environmentOf(plan: PodPlan): Readonly<Record<string, string>> {
  return {
    ...scriptEnvironment({...plan, budget: LOG_BUDGET}),
    [SCRIPT_VARIABLES.work]: '/tmp',
    [SCRIPT_VARIABLES.root]: '',
  };
}

/** What the capture script is told, besides where it may write. `budget` is in bytes. */
export function scriptEnvironment({
  sources,
  complete,
  only,
  assumption,
  proxyPlaces,
  budget,
}: Pick<PodPlan, 'sources' | 'complete' | 'only' | 'assumption' | 'proxyPlaces'> & {
  readonly budget: number;
}): Readonly<Record<string, string>> {
  // ipvsadm cannot print saved rules of a part of the table; the listing tells all that they do.
  const asked = CAPTURE_SOURCES.filter(
    (source) => sources.includes(source) && !(only && source === 'ipvsadm-save.txt'),
  );
  const ordered = [
    ...asked.filter((source) => !UNBOUNDED.includes(source)),
    ...asked.filter((source) => UNBOUNDED.includes(source)),
  ];
  return {
    [SCRIPT_VARIABLES.sources]: ordered.join(' '),
    [SCRIPT_VARIABLES.complete]: complete ? 'yes' : '',
    [SCRIPT_VARIABLES.only]: (only?.virtualServers ?? []).map(askedServerWord).join(' '),
    [SCRIPT_VARIABLES.members]: (only?.members ?? []).join(' '),
    [SCRIPT_VARIABLES.assumed]: assumption ? assumptionWords(assumption) : '',
    [SCRIPT_VARIABLES.metrics]: proxyPlaces?.metrics.join(' ') ?? '',
    [SCRIPT_VARIABLES.health]: proxyPlaces?.health.join(' ') ?? '',
    [SCRIPT_VARIABLES.budget]: String(budget),
  };
}

function samplingEnvironment(plan: SamplePlan): Readonly<Record<string, string>> {
  const {servers, intervalSeconds, lifeSeconds, client, real, most, probe} = plan;
  return {
    [SAMPLE_VARIABLES.targets]: sampleTargets(servers),
    [SAMPLE_VARIABLES.interval]: String(intervalSeconds),
    [SAMPLE_VARIABLES.seconds]: String(Math.ceil(lifeSeconds)),
    [SAMPLE_VARIABLES.budget]: String(plan.budget ?? LOG_BUDGET - SAMPLE_RESERVE),
    [SAMPLE_VARIABLES.every]: String(plan.connectionsEvery),
    [SAMPLE_VARIABLES.client]: client === undefined ? '' : procAddress(client),
    [SAMPLE_VARIABLES.real]: real === undefined ? '' : procAddress(real),
    [SAMPLE_VARIABLES.most]: String(most),
    [SAMPLE_VARIABLES.probe]: probe ? 'yes' : '',
    [SAMPLE_VARIABLES.work]: '/tmp',
    [SAMPLE_VARIABLES.root]: '',
  };
}

/** With a capability the program must be root: a capability does not survive exec by another user. */
function securityOf(profile: PrivilegeProfile) {
  const added = {procfs: [], netlink: ['NET_ADMIN'], rules: ['NET_ADMIN', 'NET_RAW']}[profile];
  return {
    allowPrivilegeEscalation: false,
    privileged: false,
    readOnlyRootFilesystem: true,
    capabilities: {drop: ['ALL'], ...(added.length > 0 && {add: added})},
    ...(profile === 'procfs'
      ? {runAsNonRoot: true, runAsUser: 65534, runAsGroup: 65534}
      : {runAsUser: 0, runAsGroup: 0}),
    seccompProfile: {type: 'RuntimeDefault'},
  };
}
