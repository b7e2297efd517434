import type {SocketAddress} from './connections.ts';
import type {RealServerStanding} from './standing.ts';
import type {LagSpread, NatTuple, RealServerTraffic, StrayConnections, WorstBroken} from './trace-record.ts';
import type {AddressServerId} from './virtual-server.ts';

/** How the sampling of a node goes. */
export type SamplingState = 'starting' | 'sampling' | 'gap' | 'unread';

/** A line of the timeline. */
export interface TimelineEntry {
  /** RFC 3339. */
  readonly time: string;
  /** `api` for the API. */
  readonly from: string;
  readonly message: string;
  /** Whether somebody should look. */
  readonly alarm: boolean;
}

/** What came of the connects that were made. */
export interface ProbeSummary {
  readonly attempts: number;
  readonly failures: number;
  /** Seconds; null: none was measured. */
  readonly p50: number | null;
  readonly max: number | null;
  /** By real server, `address:port`; `not known` where the connection table had no such entry. */
  readonly landed: readonly {
    readonly realServer: string;
    readonly attempts: number;
    readonly failures: number;
  }[];
}

/** What the last sample of one node tells of its new connections. */
export interface NodeTraffic {
  readonly node: string;
  /** Per second, to all real servers; null: not known. */
  readonly connectionRate: number | null;
  /** Those of them that get no answer. */
  readonly deadRate: number | null;
  /** Real servers that take new connections and do not answer, with the part that their weight earns them, from 0 to 1. */
  readonly dead: readonly (SocketAddress & {
    readonly standing: RealServerStanding;
    readonly weightShare: number | null;
  })[];
  /** Virtual servers that must be there, and are not. */
  readonly absent: readonly AddressServerId[];
}

/** What somebody should look at: alarms of one kind from one node, as one. */
export interface TraceAlarm extends Pick<TimelineEntry, 'time' | 'from' | 'message'> {
  /** Of the event, or `late`. */
  readonly kind: string;
  readonly count: number;
}

/** What a trace shows at one moment: all nodes together. */
export interface LiveView {
  readonly service: string;
  readonly nodes: readonly {readonly node: string; readonly state: SamplingState; readonly reason: string}[];
  readonly worstBroken: WorstBroken | null;
  /** Seconds between two samples of a node: what rates are over. */
  readonly intervalSeconds: number;
  /** Nodes that were sampled, in no order. */
  readonly nodeTraffic: readonly NodeTraffic[];
  /** Of all nodes, summed. */
  readonly realServers: readonly RealServerTraffic[];
  readonly connectionRate: number | null;
  readonly packetRate: number | null;
  readonly byteRate: number | null;
  readonly strays: readonly (StrayConnections & {readonly node: string})[];
  readonly tuples: readonly NatTuple[];
  readonly probes: ProbeSummary;
  /** Oldest first. */
  readonly timeline: readonly TimelineEntry[];
  /** Of the whole trace, in the order in which they began; `time` and `message` are those of the first. */
  readonly alarms: readonly TraceAlarm[];
  readonly changes: number;
  readonly lag: LagSpread;
  /** Nodes that have not followed a change in time, and have not yet. */
  readonly late: readonly {readonly node: string; readonly change: number}[];
}
