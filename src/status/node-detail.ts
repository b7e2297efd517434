import {
  type ActualState,
  type CheckResult,
  type ConnectionEntry,
  type ExpectedState,
  type ImportantLine,
  type IpvsStats,
  type IpvsTimeouts,
  type KernelInfo,
  type Known,
  type KubeProxyConfiguration,
  type Node,
  type NodeDetail,
  zoneOf,
} from '../model/index.ts';
import {chainStatus, dummyInterfaceCounts, setStatus} from './expected-parts.ts';
import {settingStatus} from './setting-status.ts';
import {stateCounts} from './state-counts.ts';
import {tableTotals} from './table-totals.ts';

/** All that was read of a node, part by part. */
export interface DetailParts {
  readonly node: Node | undefined;
  readonly configuration: KubeProxyConfiguration;
  /** Undefined if nothing was read. */
  readonly actual: ActualState | undefined;
  /** Undefined if there is nothing to compare. */
  readonly expected: ExpectedState | undefined;
  readonly kernel: Known<KernelInfo>;
  readonly connections: Known<readonly ConnectionEntry[]>;
  readonly traffic: Known<IpvsStats>;
  readonly timeouts: Known<IpvsTimeouts>;
  readonly conntrackStats: Known<ReadonlyMap<number, ReadonlyMap<string, number>>>;
  readonly modules: Known<ReadonlySet<string>>;
  readonly log: Known<readonly ImportantLine[]>;
  readonly failures: readonly CheckResult[];
}

/** Everything known of one node besides its status and its differences. */
export function nodeDetail(parts: DetailParts): Omit<NodeDetail, 'findings'> {
  const {node, actual, expected, configuration} = parts;
  const gaps: string[] = [];
  const take = <Value, Taken>(part: Known<Value>, make: (value: Value) => Taken): Taken | null => {
    if (part.known) return make(part.value);
    gaps.push(part.why);
    return null;
  };
  const kernel = take(parts.kernel, (info) => info);
  return {
    machine: {
      zone: (node && zoneOf(node)) ?? '',
      kernel: kernel?.kernelRelease ?? node?.kernelVersion ?? '',
      kubelet: node?.kubeletVersion ?? '',
      addresses: node?.addresses.map(({address}) => address) ?? [],
    },
    configuration,
    table: actual?.virtualServers ? tableTotals(actual.virtualServers) : null,
    states: take(parts.connections, stateCounts),
    traffic: take(parts.traffic, (stats) => stats),
    timeouts: take(parts.timeouts, (timeouts) => timeouts),
    sysctls: actual?.sysctls
      ? settingStatus(actual.sysctls, {kernel: kernel ?? undefined, configuration})
      : null,
    conntrackCounters: take(parts.conntrackStats, sumCounters),
    dummyInterface: actual && expected ? dummyInterfaceCounts(actual, expected) : null,
    ipSets: actual && expected ? setStatus(actual, expected) : null,
    chains: actual && expected ? chainStatus(actual, expected) : null,
    modules: take(parts.modules, relevantModules),
    log: take(parts.log, (lines) => lines),
    failures: parts.failures,
    gaps,
  };
}

/** Counters that tell of trouble; the others are large on any node that works. */
const COUNTERS = ['insert_failed', 'drop', 'early_drop', 'error', 'invalid', 'clash_resolve', 'chaintoolong'];

function sumCounters(
  processors: ReadonlyMap<number, ReadonlyMap<string, number>>,
): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const counters of processors.values()) {
    for (const name of COUNTERS) {
      const value = counters.get(name);
      if (value !== undefined) sums[name] = (sums[name] ?? 0) + value;
    }
  }
  return sums;
}

function relevantModules(modules: ReadonlySet<string>): readonly string[] {
  return [...modules]
    .filter((name) => /^(?:ip_vs|ip_set|xt_set|nf_conntrack|br_netfilter|dummy)/.test(name))
    .sort();
}
