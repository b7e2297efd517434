import type {IpFamily} from './address.ts';
import type {CheckResult} from './check-report.ts';
import type {IpvsTimeouts} from './connections.ts';
import type {Counts} from './diff-report.ts';
import type {Finding} from './finding.ts';
import type {IpvsStats} from './ipvs-stats.ts';
import type {KubeProxyConfiguration} from './kube-proxy-configuration.ts';
import type {LogLevel} from './log-record.ts';
import type {Protocol} from './virtual-server.ts';

/** The virtual servers of one protocol and family. `protocol` is `FWM` for those named by a firewall mark. */
export interface TableTotals {
  readonly protocol: Protocol | 'FWM';
  readonly family: IpFamily;
  readonly virtualServers: number;
  readonly realServers: number;
  readonly active: number | null;
  readonly inactive: number | null;
  /** With persistence. */
  readonly persistent: number;
  /** How many virtual servers each scheduler serves. */
  readonly schedulers: Readonly<Record<string, number>>;
}

/** How many connection entries have a state. */
export interface StateCount {
  readonly protocol: string;
  /** `template` for persistence templates, which are no connections. */
  readonly state: string;
  readonly count: number;
}

/** A kernel setting that matters to IPVS. */
export interface SettingStatus {
  readonly name: string;
  readonly value: string;
  /** What kube-proxy sets it to when it starts; null where it leaves it alone. */
  readonly wanted: string | null;
}

/** An IP set of kube-proxy's. */
export interface SetStatus {
  readonly name: string;
  readonly members: Counts;
}

/** A chain of kube-proxy's, and whether it is there and reached. */
export interface ChainStatus {
  readonly family: IpFamily;
  readonly table: string;
  readonly chain: string;
  readonly state: 'present' | 'missing' | 'cut-off';
}

/** Lines of kube-proxy's log that say something important, equal ones as one. */
export interface ImportantLine {
  /** RFC 3339, of the last such line; null if it does not say. */
  readonly time: string | null;
  readonly level: LogLevel;
  readonly code: string | null;
  readonly count: number;
  readonly message: string;
}

/** Everything known of one node besides its status. What was not captured is null, and a gap says why. */
export interface NodeDetail {
  readonly machine: {
    readonly zone: string;
    readonly kernel: string;
    readonly kubelet: string;
    readonly addresses: readonly string[];
  };
  readonly configuration: KubeProxyConfiguration;
  readonly table: readonly TableTotals[] | null;
  readonly states: readonly StateCount[] | null;
  readonly traffic: IpvsStats | null;
  readonly timeouts: IpvsTimeouts | null;
  readonly sysctls: readonly SettingStatus[] | null;
  /** Sums over all processors. */
  readonly conntrackCounters: Readonly<Record<string, number>> | null;
  /** Addresses on kube-ipvs0. */
  readonly dummyInterface: Counts | null;
  readonly ipSets: readonly SetStatus[] | null;
  readonly chains: readonly ChainStatus[] | null;
  /** Those of IPVS, IP sets and connection tracking. */
  readonly modules: readonly string[] | null;
  readonly log: readonly ImportantLine[] | null;
  readonly findings: readonly Finding[];
  readonly failures: readonly CheckResult[];
  readonly gaps: readonly string[];
}
