import {realServerStanding} from '../../compare/index.ts';
import type {ExpectedStates} from '../../expected/index.ts';
import {sampleReading, settlingOn} from '../../inspect/index.ts';
import {
  type AddressServerId,
  formatEndpoint,
  type NodeTraceSummary,
  type RealServerTotals,
  type SampleEvent,
  type TraceEvent,
  type TraceGap,
  type TraceLag,
  type TraceSample,
  virtualServerKey,
} from '../../model/index.ts';
import {
  chooseVirtualServers,
  createConnectionCounter,
  createLagTracker,
  type LagTracker,
  lagSpread,
  type ServedPort,
  sampleTraffic,
  type TrafficReading,
  wantedTable,
} from '../../trace/index.ts';
import type {TracedNode, TraceScope} from './trace-node.ts';

/** What is told of one node while it is followed. */
export type FollowedRecord =
  | {readonly type: 'sample'; readonly sample: TraceSample}
  | {readonly type: 'lag'; readonly lag: TraceLag}
  | {readonly type: 'gap'; readonly gap: TraceGap}
  | {readonly type: 'event'; readonly event: TraceEvent};

/** Follows one node: its samples, its lags, its gaps. */
export interface NodeFollower {
  readonly node: string;
  /** The virtual servers to sample now. */
  readonly servers: () => readonly AddressServerId[];
  /** The API changed, at this time on our clock in seconds. True if other virtual servers must be sampled now. */
  readonly expect: (change: number, at: number, states: ExpectedStates) => boolean;
  /** Takes what came of sampling, at this time on our clock in milliseconds. */
  readonly take: (event: SampleEvent, receivedAt: number) => readonly FollowedRecord[];
  /** No samples come for a reason of our own: the next one does not follow on the last. */
  readonly interrupt: () => void;
  readonly summary: () => NodeTraceSummary;
  readonly lags: () => readonly TraceLag[];
  /** What its real servers got so far. */
  readonly realServers: () => readonly RealServerTotals[];
  /** Undefined: no sample came. */
  readonly span: () => SampledSpan | undefined;
}

/** When the first and the last sample came, on our clock in milliseconds. */
export interface SampledSpan {
  readonly first: number;
  readonly last: number;
}

/** Follows a node that could be read. */
export function createNodeFollower(traced: TracedNode, scope: TraceScope): NodeFollower {
  return new Follower(traced, scope);
}

/** Connections that are listed in one sample. */
export const MOST_TUPLES = 50;

class Follower implements NodeFollower {
  readonly node: string;
  readonly #traced: TracedNode;
  readonly #scope: TraceScope;
  readonly #tracker: LagTracker;
  readonly #lags: TraceLag[] = [];
  readonly #late = new Set<number>();
  readonly #connections = createConnectionCounter();
  readonly #told = new Set<string>();
  #served: readonly ServedPort[];
  #previous: TrafficReading | undefined;
  #pod = 0;
  #firstAt: number | undefined;
  #lastAt: number | undefined;
  #samples = 0;
  #procOnly = false;
  #gaps = 0;
  #gap: {readonly from: number | undefined; readonly reason: string} | undefined;

  constructor(traced: TracedNode, scope: TraceScope) {
    this.node = traced.node;
    this.#traced = traced;
    this.#scope = scope;
    this.#served = traced.served;
    this.#tracker = createLagTracker(traced.node, wantedTable(traced.served), {
      settlingSeconds: settlingOn(traced.proxy),
      standingOf: realServerStanding,
    });
  }

  servers(): readonly AddressServerId[] {
    return this.#served.map(({server}) => server.id);
  }

  expect(change: number, at: number, states: ExpectedStates): boolean {
    const {facts} = this.#traced;
    if (!facts) return false;
    const {service, request} = this.#scope;
    const before = this.#served;
    const now = chooseVirtualServers(states(facts), service, request.to);
    // What was sampled so far stays so: whether it goes away is what is waited for.
    const keys = new Set(now.map(({server}) => virtualServerKey(server.id)));
    const gone = before.filter(({server}) => !keys.has(virtualServerKey(server.id)));
    this.#served = [...now, ...gone.map(withoutRealServers)];
    this.#tracker.expect(change, at, wantedTable(now));
    return now.some(
      ({server}) =>
        !before.some((other) => virtualServerKey(other.server.id) === virtualServerKey(server.id)),
    );
  }

  take(event: SampleEvent, receivedAt: number): readonly FollowedRecord[] {
    if (event.kind === 'begun') return this.#begun(event);
    if (event.kind === 'gap') {
      this.interrupt();
      this.#gap ??= {from: this.#lastAt, reason: event.reason};
      return [this.#event('sampling-stopped', `no samples: ${event.reason}`)];
    }
    return this.#sample(event, receivedAt);
  }

  interrupt(): void {
    this.#previous = undefined;
  }

  #begun({prober, tables}: Extract<SampleEvent, {kind: 'begun'}>): readonly FollowedRecord[] {
    const told: FollowedRecord[] = [];
    this.#procOnly = tables !== 'ipvsadm';
    if (this.#scope.request.probe && prober === 'none')
      told.push(
        this.#event('probe-impossible', 'the image has neither curl nor nc, so --probe does nothing'),
      );
    if (tables !== 'ipvsadm')
      told.push(
        this.#event(
          'no-counters',
          'without ipvsadm there are no counters, so no rates; a virtual server that is not in /proc/net/ip_vs may ' +
            'still exist',
        ),
      );
    return told;
  }

  #sample(event: Extract<SampleEvent, {kind: 'sample'}>, receivedAt: number): readonly FollowedRecord[] {
    const records: FollowedRecord[] = [...this.#closeGap(receivedAt)];
    const reading = sampleReading(event);
    const {client, request} = this.#scope;
    const previous = this.#pod === event.pod ? this.#previous : undefined;
    const sample = sampleTraffic(reading, {
      node: this.node,
      sequence: event.sequence,
      served: this.#served,
      wholeTable: !this.#procOnly,
      standingOf: realServerStanding,
      previous,
      filter: {client, real: request.real, most: MOST_TUPLES},
    });
    this.#previous = reading;
    this.#pod = event.pod;
    this.#lastAt = receivedAt;
    this.#samples++;
    this.#connections.add(sample);
    this.#firstAt ??= receivedAt;
    records.push({type: 'sample', sample});
    if (reading.table) records.push(...this.#lagRecords(event, receivedAt, reading.table));
    // While a change is on its way, kube-proxy is about to take them out.
    if (!this.#tracker.waiting()) records.push(...this.#staleEvents(sample));
    return records;
  }

  #lagRecords(
    {pod, from, to}: Extract<SampleEvent, {kind: 'sample'}>,
    receivedAt: number,
    table: NonNullable<TrafficReading['table']>,
  ): readonly FollowedRecord[] {
    const keys = this.#served.map(({server}) => virtualServerKey(server.id));
    // The kernel leaves entries out of that file where several network namespaces have tables.
    if (this.#procOnly && keys.some((key) => !table.has(key))) return [];
    const sampled = new Set(keys);
    const lags = this.#tracker.sample({pod, from, to, receivedAt: receivedAt / 1000, table, sampled});
    for (const lag of lags) {
      if (lag.state === 'late') this.#late.add(lag.change);
      else this.#lags.push(lag);
    }
    return lags.map((lag) => ({type: 'lag', lag}));
  }

  #closeGap(receivedAt: number): readonly FollowedRecord[] {
    const gap = this.#gap;
    if (!gap) return [];
    this.#gap = undefined;
    this.#gaps++;
    const from = gap.from === undefined ? null : new Date(gap.from).toISOString();
    const to = new Date(receivedAt).toISOString();
    return [{type: 'gap', gap: {node: this.node, from, to, reason: gap.reason}}];
  }

  /** A real server that is not wanted and takes new connections is named once. */
  #staleEvents({virtualServers}: TraceSample): readonly FollowedRecord[] {
    const told: FollowedRecord[] = [];
    for (const {virtualServer: id, realServers} of virtualServers) {
      for (const real of realServers) {
        const key = `${virtualServerKey(id)} ${formatEndpoint(real.address, real.port)}`;
        if (real.standing !== 'stale') this.#told.delete(key);
        if (real.standing !== 'stale' || !((real.connectionRate ?? 0) > 0) || this.#told.has(key)) continue;
        this.#told.add(key);
        const rate = (real.connectionRate ?? 0).toFixed(1);
        told.push(
          this.#event(
            'stale-traffic',
            `${formatEndpoint(real.address, real.port)} is stale but still receives new connections to ` +
              `${virtualServerKey(id)} (${rate} per second)`,
          ),
        );
      }
    }
    return told;
  }

  #event(kind: string, message: string): FollowedRecord {
    return {type: 'event', event: {node: this.node, source: 'trace', kind, message, change: null}};
  }

  summary(): NodeTraceSummary {
    return {
      node: this.node,
      samples: this.#samples,
      gaps: this.#gaps + (this.#gap ? 1 : 0),
      lag: lagSpread(this.#lags),
      late: [...this.#late].sort((one, other) => one - other),
      ...this.#connections.totals(),
      networkProgramming: this.#traced.networkProgramming,
      error: this.#samples === 0 ? (this.#gap?.reason ?? 'no sample arrived') : '',
    };
  }

  lags(): readonly TraceLag[] {
    return this.#lags;
  }

  realServers(): readonly RealServerTotals[] {
    return this.#connections.realServers();
  }

  span(): SampledSpan | undefined {
    const [first, last] = [this.#firstAt, this.#lastAt];
    return first === undefined || last === undefined ? undefined : {first, last};
  }
}

function withoutRealServers({server, port}: ServedPort): ServedPort {
  return {port, server: {...server, presence: 'optional', realServers: new Map(), endpoints: new Map()}};
}
