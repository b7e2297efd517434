import {ALL_CHECKS, type FactName, type GroupChecks} from '../check/index.ts';
import {RULE_SOURCES} from '../kernel/index.ts';
import type {CaptureSource} from '../model/index.ts';
import {DIFF_SOURCES} from './inspect-node.ts';

/** What is read of every node: cheap, and it tells mode, version and settings, and what rules about all nodes look at. */
const ALWAYS: readonly CaptureSource[] = [
  'addresses.txt',
  'sysctl.txt',
  'kube-proxy-metrics.txt',
  'kube-proxy-configz.json',
  'kube-proxy-mode.txt',
  'uname.txt',
  'capture.json',
];

const TABLE: readonly CaptureSource[] = ['ipvsadm-save.txt', 'ipvsadm-list.txt', 'proc-net-ip_vs.txt'];

const RULES: readonly CaptureSource[] = [
  ...Object.values(RULE_SOURCES.nftables),
  ...Object.values(RULE_SOURCES.iptables),
];

/** The sources that a fact is read from, besides those that are always read. */
const SOURCES: Readonly<Record<FactName, readonly CaptureSource[]>> = {
  state: DIFF_SOURCES,
  rules: RULES,
  traces: RULES,
  table: TABLE,
  expected: [...TABLE, 'ipset-save.txt'],
  findings: DIFF_SOURCES,
  addresses: [],
  ipSets: ['ipset-save.txt'],
  iptables: ['iptables-save.txt', 'ip6tables-save.txt'],
  sysctls: [],
  timeouts: ['ipvsadm-timeouts.txt'],
  connections: ['ipvsadm-connections.txt', 'proc-net-ip_vs_conn.txt'],
  connectionTableSize: ['ipvsadm-list.txt', 'proc-net-ip_vs.txt'],
  conntrackStats: ['conntrack-stats.txt'],
  conntrack: ['conntrack.txt'],
  kernelHasIpvs: TABLE,
  modules: ['modules.txt'],
  replies: ['kube-proxy-healthz.json'],
  metrics: [],
  kernel: [],
  version: [],
  mode: [],
  configuration: [],
  runningConfiguration: [],
  startObstacles: [],
  pod: [],
  proxy: ['kube-proxy-healthz.json'],
  syncs: [],
  node: [],
  healthz: ['kube-proxy-healthz.json'],
  log: [],
  capturedAt: [],
  clockOffset: [],
};

/** The sources of a node that these checks read, and no others: fewer rights, and less to carry. */
export function checkSources(checks: Pick<GroupChecks, 'rules'>): readonly CaptureSource[] {
  const facts = [...factsOf(checks)];
  return [...new Set([...ALWAYS, ...facts.flatMap((name) => SOURCES[name])])];
}

/** Whether these checks look at this fact. */
export function looksAt(checks: Pick<GroupChecks, 'rules'>, name: FactName): boolean {
  return factsOf(checks).has(name);
}

function factsOf({rules}: Pick<GroupChecks, 'rules'>): ReadonlySet<FactName> {
  return new Set(rules.flatMap((rule) => (rule.scope === 'node' ? [...rule.needs, ...rule.wants] : [])));
}

/** The sources of a node that the checks of the whole catalogue read. */
export const CHECK_SOURCES: readonly CaptureSource[] = checkSources(ALL_CHECKS);

/** What is read of a node in a snapshot: all that any rule looks at, since it costs nobody anything there. */
export const SNAPSHOT_SOURCES: readonly CaptureSource[] = [...new Set([...DIFF_SOURCES, ...CHECK_SOURCES])];

/** The sources of a node that the way out of IPVS mode depends on. */
export const MIGRATION_SOURCES: readonly CaptureSource[] = [
  ...DIFF_SOURCES,
  'ipvsadm-timeouts.txt',
  'modules.txt',
];
