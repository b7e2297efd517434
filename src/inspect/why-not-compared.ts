import {hasIpvs, RULE_SOURCES, type RuleMode, readCaptureRecord} from '../kernel/index.ts';
import {
  type ActualState,
  type ClusterState,
  DUMMY_INTERFACE,
  type IpFamily,
  type NodeCapture,
  type ParseProblem,
} from '../model/index.ts';
import type {ProxyOnNode} from './proxy-on-node.ts';

/**
 * Why a node's table is not compared. `unread`: nothing of the node could be read; `other-mode`: kube-proxy runs in
 * another mode; `no-proxy`: kube-proxy keeps no table here; `other-owner`: another program keeps it; `no-table`: it was
 * not captured, or not understood.
 */
export interface NotCompared {
  readonly why: 'unread' | 'other-mode' | 'no-proxy' | 'other-owner' | 'no-table';
  readonly reason: string;
}

/** What is known of a node before its table is compared. */
export interface BeforeComparison {
  readonly capture: NodeCapture;
  readonly proxy: ProxyOnNode;
  /** Undefined if nothing could be read. */
  readonly actual: ActualState | undefined;
  readonly cluster: ClusterState;
}

/**
 * Why a node has no IPVS table of kube-proxy's to compare; undefined if it has. The only place that decides it: `diff`,
 * `status`, `check` and `trace` go by this.
 */
export function whyNotCompared({capture, proxy, actual, cluster}: BeforeComparison): NotCompared | undefined {
  if (capture.error !== undefined) return {why: 'unread', reason: capture.error};
  if (!actual) return {why: 'unread', reason: 'nothing was captured from it'};
  const owner = otherMode(proxy, actual) ?? noProxy(proxy, actual, cluster) ?? otherOwner(proxy, actual);
  if (owner) return owner;
  return actual.virtualServers
    ? undefined
    : {why: 'no-table', reason: reasonForNoTable(actual, {capture, proxy})};
}

/**
 * Why the rules of a node in nftables or iptables mode are not compared; undefined if they are. What nobody asked for,
 * such as in a snapshot of an earlier version, is no failure; what was asked for and is not there is.
 */
export function whyNoRules(
  {texts}: NodeCapture,
  mode: RuleMode,
  {
    families,
    unread,
  }: {readonly families: readonly IpFamily[]; readonly unread: ReadonlyMap<IpFamily, string>},
): NotCompared | undefined {
  const family = families.find((one) => unread.has(one));
  if (family === undefined) return undefined;
  const source = RULE_SOURCES[mode][family];
  const asked =
    texts[source] !== undefined ||
    readCaptureRecord({texts}).failed.some((command) => command.source === source);
  const others = families.some((one) => texts[RULE_SOURCES[mode][one]] !== undefined);
  const head = `kube-proxy runs in ${mode} mode here`;
  return asked || others
    ? {why: 'no-table', reason: `${head}, but its rules were not read: ${unread.get(family)}`}
    : {why: 'other-mode', reason: `${head}, and its rules were not captured: ${source} is missing`};
}

/** What the running kube-proxy says counts; the ConfigMap may have changed since. */
function otherMode({facts, configuration}: ProxyOnNode, actual: ActualState): NotCompared | undefined {
  if (facts.mode === 'ipvs') return undefined;
  if (facts.mode !== undefined)
    return {
      why: 'other-mode',
      reason: `kube-proxy runs in ${facts.mode} mode here: there is no IPVS table to compare`,
    };
  const configured = configuration.source === 'defaults' ? 'ipvs' : configuration.mode || 'iptables';
  if (configured !== 'iptables' && configured !== 'nftables') return undefined;
  if (isUntouched(actual))
    return {
      why: 'other-mode',
      reason: `kube-proxy is configured for ${configured} mode, and there is no IPVS table of kube-proxy here`,
    };
  return {
    why: 'no-proxy',
    reason: `kube-proxy is configured for ${configured} mode, and the mode it runs in is unknown`,
  };
}

/** kube-proxy in IPVS mode makes its interface before anything else (`pkg/proxy/ipvs/proxier.go`, `EnsureDummyDevice`). */
function isUntouched({virtualServers, addresses}: ActualState): boolean {
  return virtualServers?.size === 0 && addresses !== undefined && !hasInterface(addresses, DUMMY_INTERFACE);
}

function noProxy(
  {node, pod, facts}: ProxyOnNode,
  actual: ActualState,
  {kubeProxyPods, services}: ClusterState,
): NotCompared | undefined {
  if (facts.mode === 'ipvs' || pod) return undefined;
  if (kubeProxyPods.length > 0)
    return {
      why: 'no-proxy',
      reason: `kube-proxy does not run on ${node}: nothing maintains an IPVS table there`,
    };
  const {virtualServers, addresses} = actual;
  if (!virtualServers || !addresses || hasInterface(addresses, DUMMY_INTERFACE)) return undefined;
  const own = new Set(
    services.flatMap(({clusterIPs, clusterIP, externalIPs, ingress}) => [
      clusterIP,
      ...clusterIPs,
      ...externalIPs,
      ...ingress.map(({ip}) => ip),
    ]),
  );
  const serves = [...virtualServers.values()].some(({id}) => id.kind === 'address' && own.has(id.address));
  if (serves) return undefined;
  const whose = virtualServers.size === 0 ? 'the table is empty' : 'the table belongs to another program';
  return {
    why: 'no-proxy',
    reason:
      `no sign of kube-proxy in IPVS mode on ${node}: no kube-proxy Pod in the cluster, no interface ` +
      `${DUMMY_INTERFACE}, no Service address in the table (${whose})`,
  };
}

function hasInterface(addresses: NonNullable<ActualState['addresses']>, name: string): boolean {
  return addresses.some((entry) => entry.interface === name);
}

/** The interface of kube-router's service proxy, which keeps the whole table for itself. */
const KUBE_ROUTER_INTERFACE = 'kube-dummy-if';

function otherOwner({facts}: ProxyOnNode, {addresses}: ActualState): NotCompared | undefined {
  if (facts.mode === 'ipvs' || !addresses || !hasInterface(addresses, KUBE_ROUTER_INTERFACE))
    return undefined;
  return {
    why: 'other-owner',
    reason: `the interface ${KUBE_ROUTER_INTERFACE} shows that kube-router maintains the IPVS table here, not kube-proxy`,
  };
}

/** Why there is no table of virtual servers, and what to do. */
function reasonForNoTable(
  {problems}: ActualState,
  {capture, proxy}: Pick<BeforeComparison, 'capture' | 'proxy'>,
): string {
  const fatal = problems.find(({source, severity}) => severity === 'fatal' && TABLES.includes(source));
  if (fatal) return problemText(fatal);
  if (isCutShort(capture)) return OTHER_NAMESPACE;
  if (hasIpvs(capture) === false) return proxy.facts.mode === 'ipvs' ? MODULE_MISSING : NO_MODULE;
  return `the IPVS table was not captured (none of ${TABLES.join(', ')})`;
}

/** Whether the debug pod could not read the table whole. */
function isCutShort(capture: NodeCapture): boolean {
  return readCaptureRecord(capture).failed.some(
    ({source, status}) => source === 'proc-net-ip_vs.txt' && status === 'incomplete',
  );
}

const OTHER_NAMESPACE =
  'the kernel omits entries from /proc/net/ip_vs here, because another network namespace of the node also has IPVS ' +
  'tables (nodes in containers, Docker Swarm): use ipvsadm, without --unprivileged, with an image that has it';

const MODULE_MISSING =
  'kube-proxy reports IPVS mode, but the kernel has no IPVS table: the module ip_vs is not loaded, and no Service ' +
  'works on this node (IPVS065)';

const NO_MODULE =
  'the kernel has no IPVS table: the module ip_vs is not loaded. Either kube-proxy, which loads it when it starts ' +
  'in IPVS mode, failed (read its log) or is not installed, or another program serves Services here, such as Cilium';

/** A problem of a text, with its place. */
export function problemText({source, line, message}: ParseProblem): string {
  return `${source}${line > 0 ? `, line ${line}` : ''}: ${message}`;
}

const TABLES = ['ipvsadm-save.txt', 'ipvsadm-list.txt', 'proc-net-ip_vs.txt'];

/** Why a node without drift is not in sync all the same: something that was captured could not be trusted. */
export function reasonForDoubt({problems, disputed}: ActualState): string | undefined {
  const [dispute] = disputed.values();
  if (dispute !== undefined) return dispute;
  const problem = problems.find(({source}) => source !== 'sysctl.txt');
  return problem && problemText(problem);
}
