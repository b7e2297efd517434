import type {LagSpread, NatTuple, PathStepName, RealServerTraffic, StrayConnections} from './trace-record.ts';

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

/** What a trace shows at one moment: all nodes together. */
export interface LiveView {
  readonly service: string;
  readonly nodes: readonly {readonly node: string; readonly state: SamplingState; readonly reason: string}[];
  readonly worstBroken: {readonly node: string; readonly step: PathStepName; readonly message: string} | null;
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
  readonly changes: number;
  readonly lag: LagSpread;
  /** Nodes that have not followed a change in time, and have not yet. */
  readonly late: readonly {readonly node: string; readonly change: number}[];
}
