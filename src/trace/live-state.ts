import type {
  LiveView,
  SamplingState,
  StrayConnections,
  TimelineEntry,
  TraceAlarm,
  TraceEvent,
  TraceLag,
  TraceRecord,
  TraceSample,
} from '../model/index.ts';
import {lagSpread} from './lag-spread.ts';
import {mergeSamples, sumRates} from './merge-samples.ts';
import {nodeTraffic} from './node-traffic.ts';
import {createProbeCounter} from './probe-counter.ts';

/** Keeps what a live view shows; it does not grow with time. */
export interface LiveState {
  readonly add: (record: TraceRecord) => void;
  readonly view: () => LiveView;
}

/** Entries of the timeline, and lags, that are kept. */
const MOST_ENTRIES = 500;
const MOST_LAGS = 10_000;

/** What happened, oldest first, and the alarms among that. */
function createTimeline() {
  const alarms = new Map<string, TraceAlarm>();
  let timeline: readonly TimelineEntry[] = [];
  return {
    tell(entry: TimelineEntry, kind: string): void {
      timeline = [...timeline, entry].slice(-MOST_ENTRIES);
      if (!entry.alarm) return;
      const {time, from, message} = entry;
      const key = `${from} ${kind}`;
      const before = alarms.get(key) ?? {time, from, message, kind, count: 0};
      alarms.set(key, {...before, count: before.count + 1});
    },
    timeline: () => timeline,
    alarms: () => [...alarms.values()],
  };
}

/** The state of a view of a Service on these nodes, before anything came. */
export function createLiveState(
  start: Pick<LiveView, 'service' | 'nodes' | 'worstBroken' | 'intervalSeconds'>,
): LiveState {
  const samples = new Map<string, TraceSample>();
  const strays = new Map<string, readonly StrayConnections[]>();
  const nodes = new Map(start.nodes.map(({node, state, reason}) => [node, {state, reason}]));
  const late = new Map<string, {readonly node: string; readonly change: number}>();
  const probes = createProbeCounter();
  const {tell, timeline, alarms} = createTimeline();
  let lags: readonly TraceLag[] = [];
  let changes = 0;

  const takeSample = (sample: TraceSample): void => {
    const {node} = sample;
    nodes.set(node, {state: 'sampling', reason: ''});
    const earlier = samples.get(node);
    // Connections are not listed in each sample.
    const kept = sample.tuplesTotal === null && earlier ? earlier : sample;
    samples.set(node, {...sample, tuples: kept.tuples, tuplesTotal: kept.tuplesTotal});
    if (sample.connectionsRead || !strays.has(node)) strays.set(node, sample.strays);
    if (sample.probe) probes.add(sample.probe);
  };
  const takeLag = (lag: TraceLag, time: string): void => {
    const key = `${lag.node} ${lag.change}`;
    if (lag.state === 'late') late.set(key, lag);
    else late.delete(key);
    if (lag.state === 'followed') lags = [...lags, lag].slice(-MOST_LAGS);
    tell({time, from: lag.node, message: lag.message, alarm: lag.state === 'late'}, lag.state);
  };
  const takeEvent = (event: TraceEvent, time: string): void => {
    if (event.kind === 'sampling-stopped' && event.node !== null) {
      nodes.set(event.node, {state: 'gap', reason: event.message});
      samples.delete(event.node);
    }
    if (event.change !== null) changes = Math.max(changes, event.change);
    tell(
      {time, from: event.node ?? 'api', message: event.message, alarm: ALARMS.has(event.kind)},
      event.kind,
    );
  };

  return {
    add(record) {
      if (record.type === 'sample') takeSample(record.sample);
      if (record.type === 'lag') takeLag(record.lag, record.time);
      if (record.type === 'event') takeEvent(record.event, record.time);
      if (record.type === 'gap') {
        const message = `gap from ${record.gap.from ?? 'the start'} until now: ${record.gap.reason}`;
        tell({time: record.time, from: record.gap.node, message, alarm: false}, 'gap');
      }
    },
    view() {
      const all = [...samples.values()];
      return {
        ...start,
        nodes: [...nodes].map(([node, {state, reason}]) => ({node, state: state as SamplingState, reason})),
        nodeTraffic: all.map(nodeTraffic),
        realServers: mergeSamples(all),
        connectionRate: sumRates(all, 'connectionRate'),
        packetRate: sumRates(all, 'packetRate'),
        byteRate: sumRates(all, 'byteRate'),
        strays: [...strays].flatMap(([node, some]) => some.map((stray) => ({...stray, node}))),
        tuples: all.flatMap(({tuples}) => tuples),
        probes: probes.summary(),
        timeline: timeline(),
        alarms: alarms(),
        changes,
        lag: lagSpread(lags),
        late: [...late.values()].map(({node, change}) => ({node, change})),
      };
    },
  };
}

const ALARMS: ReadonlySet<string> = new Set([
  'stale-traffic',
  'sampling-stopped',
  'api-trouble',
  'service-deleted',
]);
