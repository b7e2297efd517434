import type {Assessment} from './assessment.ts';
import type {ProbeResult, SocketAddress} from './connections.ts';
import type {AddressRole, ServicePortRef} from './expected-state.ts';
import type {ServedMode} from './proxy-mode.ts';
import type {ReportSource} from './report-source.ts';
import type {EndpointCondition, RealServerStanding} from './standing.ts';
import type {AddressServerId, Protocol} from './virtual-server.ts';

/** The steps of a connection's path through a node, in its order. */
export const PATH_STEPS = [
  'client',
  'address',
  'ip-sets',
  'iptables',
  'virtual-server',
  'real-servers',
  'nat',
  'route',
] as const;

/** One of {@link PATH_STEPS}. */
export type PathStepName = (typeof PATH_STEPS)[number];

/** `unknown`: what it depends on was not captured, not understood, or is not there because an earlier step is broken. */
export type PathState = 'ok' | 'broken' | 'unknown';

/** One step, with what was seen of it. */
export interface PathStep {
  readonly name: PathStepName;
  readonly state: PathState;
  /** What holds here, or what is wrong, in one sentence without a full stop. */
  readonly message: string;
  /** What that rests on. */
  readonly evidence: readonly string[];
  /** Entry of the failure catalogue. */
  readonly code: string | null;
  /** Empty where nothing is to be done. */
  readonly remedy: string;
  /** Whether it is broken by a difference from the API; left out: no. */
  readonly differs?: boolean;
}

/** A real server on a path. */
export interface TraceRealServer extends SocketAddress {
  readonly standing: RealServerStanding;
  /** Null: not in the kernel's table. */
  readonly weight: number | null;
  readonly forwarding: string | null;
  readonly activeConnections: number | null;
  readonly inactiveConnections: number | null;
  /** `namespace/name`; empty if no endpoint tells. */
  readonly pod: string;
  readonly node: string;
  readonly zone: string;
  readonly condition: EndpointCondition;
  /** Why it is, or is not, there. */
  readonly why: string;
  /** How packets reach it: `10.244.2.0/24 via 10.99.0.12 dev eth0`; empty if that is not known. */
  readonly route: string;
}

/** The path of connections to one virtual server through one node. */
export interface TracePath {
  readonly node: string;
  /** kube-proxy's mode on the node: nftables and iptables have frontends and endpoints, and no virtual servers. */
  readonly mode: ServedMode;
  readonly service: ServicePortRef;
  readonly virtualServer: AddressServerId;
  readonly role: AddressRole;
  readonly state: PathState;
  /** The broken step that matters most; null if none is known to be broken. */
  readonly worstBroken: PathStepName | null;
  readonly steps: readonly PathStep[];
  readonly realServers: readonly TraceRealServer[];
}

/** What one real server gets. Rates are per second; null: not known, such as before the second sample or over a gap. */
export interface RealServerTraffic extends SocketAddress {
  readonly weight: number | null;
  readonly activeConnections: number | null;
  readonly inactiveConnections: number | null;
  /** Since the real server was added. */
  readonly connections: number | null;
  readonly connectionRate: number | null;
  readonly packetRate: number | null;
  readonly byteRate: number | null;
  /** Part of the new connections, from 0 to 1; of all connections so far where there is no rate. */
  readonly share: number | null;
  /** The part that its weight earns it among those that the API wants; 0 for others. */
  readonly fairShare: number | null;
  readonly standing: RealServerStanding;
  readonly pod: string;
}

/** What one virtual server gets. */
export interface VirtualServerTraffic {
  readonly virtualServer: AddressServerId;
  /** False: the kernel has no such virtual server; null: not known, since its table was not read, or not as a whole. */
  readonly present: boolean | null;
  /** Whether it has to be there. */
  readonly required: boolean;
  readonly connectionRate: number | null;
  readonly packetRate: number | null;
  readonly byteRate: number | null;
  readonly realServers: readonly RealServerTraffic[];
}

/** Connections, or persistence templates, that lead to an address which is no longer an endpoint. */
export interface StrayConnections {
  readonly virtualServer: AddressServerId;
  readonly realServer: SocketAddress;
  readonly connections: number;
  /** Clients that persistence keeps there. */
  readonly templates: number;
  /** Seconds until the last template expires unless it is used; 0 without any. */
  readonly templateSeconds: number;
  /** Whether the kernel's table still has the real server. */
  readonly listed: boolean;
}

/** One translated connection: client to virtual server to real server, and where the answers go. */
export interface NatTuple {
  readonly protocol: Protocol;
  readonly client: SocketAddress;
  readonly virtual: SocketAddress;
  readonly real: SocketAddress;
  readonly state: string;
  /** The source address that the real server sees; null: the connection tracking was not read, or has no such entry. */
  readonly source: SocketAddress | null;
}

/** One look at the traffic of a Service on one node. */
export interface TraceSample {
  readonly node: string;
  /** Counts the samples of one debug pod from 1; 0 in a snapshot. */
  readonly sequence: number;
  readonly virtualServers: readonly VirtualServerTraffic[];
  readonly strays: readonly StrayConnections[];
  /** Whether the strays are from the connection table, and not only from what the table of real servers counts. */
  readonly connectionsRead: boolean;
  readonly tuples: readonly NatTuple[];
  /** Tuples that there are; perhaps more than are listed. Null: the connection table was not read. */
  readonly tuplesTotal: number | null;
  /** A connect that was made with this sample; null if none was. */
  readonly probe: ProbeResult | null;
  /** What could not be told, in sentences. */
  readonly notes: readonly string[];
}

/** Something that happened: a change in the API, or a line that kube-proxy wrote. */
export interface TraceEvent {
  /** Null: in the API. */
  readonly node: string | null;
  readonly source: 'api' | 'kube-proxy' | 'trace';
  readonly kind: string;
  readonly message: string;
  /** Number of the change in the API, from 1; null for other events. */
  readonly change: number | null;
}

/** How long a node took to follow a change in the API. */
export interface TraceLag {
  readonly node: string;
  /** Number of the change. */
  readonly change: number;
  /** `followed`; `late`: it has not followed within the settling time, and is an alarm; `lost`: a gap hides it. */
  readonly state: 'followed' | 'late' | 'lost';
  /** Seconds; for `late`, so far. Null for `lost`. */
  readonly seconds: number | null;
  /** The truth is within so many seconds of that. */
  readonly errorSeconds: number | null;
  readonly message: string;
}

/** A time without samples of a node. */
export interface TraceGap {
  readonly node: string;
  /** RFC 3339: the last sample before, and the first one after; null where there is none. */
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string;
}

/** Spread of the lags, in seconds. */
export interface LagSpread {
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly max: number | null;
  /** The largest error of one of them. */
  readonly errorSeconds: number | null;
}

/** New connections that were counted while a trace went on. */
export interface ConnectionTotals {
  /** Null: no counters were read. */
  readonly connections: number | null;
  /** Of these, those to real servers that do not answer (`leadsNowhere`). */
  readonly deadConnections: number | null;
}

/** What a real server got in the whole trace, of all nodes. */
export interface RealServerTotals extends SocketAddress, ConnectionTotals {
  /** The last one, of the node where it is worst; null: it is in no table any more. */
  readonly standing: RealServerStanding | null;
  readonly pod: string;
}

/** What a trace came to on one node. */
export interface NodeTraceSummary extends ConnectionTotals {
  readonly node: string;
  readonly samples: number;
  readonly gaps: number;
  readonly lag: LagSpread;
  /** Changes that the node has not followed within the settling time. */
  readonly late: readonly number[];
  /** kube-proxy's own `network_programming_duration`, in seconds; null if it could not be read. */
  readonly networkProgramming: {readonly p50: number; readonly p99: number} | null;
  /** Why the node could not be read; empty if it could. */
  readonly error: string;
}

/** The worst broken step of some paths. */
export interface WorstBroken {
  readonly node: string;
  /** Of the node; whose words name the step. */
  readonly mode: ServedMode;
  readonly step: PathStepName;
  readonly message: string;
}

/** What a trace came to. */
export interface TraceSummary {
  readonly service: string;
  /** The worst broken step of all paths; null: none is known to be broken. */
  readonly worstBroken: WorstBroken | null;
  readonly changes: number;
  /** From the first sample to the last one; 0 with fewer than two. */
  readonly seconds: number;
  readonly lag: LagSpread;
  /** Worst standing first. */
  readonly realServers: readonly RealServerTotals[];
  readonly nodes: readonly NodeTraceSummary[];
}

/** One record of `trace -o json`. */
export type TraceRecord =
  | {
      readonly type: 'assessment';
      readonly time: string;
      readonly assessment: Assessment;
      readonly source: ReportSource;
    }
  | {readonly type: 'path'; readonly time: string; readonly path: TracePath}
  | {readonly type: 'sample'; readonly time: string; readonly sample: TraceSample}
  | {readonly type: 'event'; readonly time: string; readonly event: TraceEvent}
  | {readonly type: 'lag'; readonly time: string; readonly lag: TraceLag}
  | {readonly type: 'gap'; readonly time: string; readonly gap: TraceGap}
  | {readonly type: 'summary'; readonly time: string; readonly summary: TraceSummary};
