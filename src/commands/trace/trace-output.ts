import type {LiveView, Screen, TraceRecord, TraceSummary} from '../../model/index.ts';
import {
  screenFrame,
  summaryText,
  type TraceHead,
  type TraceWriterOptions,
  traceLine,
  tracePageText,
  traceRecordText,
  traceText,
  trafficLines,
} from '../../render/index.ts';
import {createLiveState, type LiveState, worstBrokenOf} from '../../trace/index.ts';
import type {Ports} from '../command.ts';

/** Where the records of a live trace go. */
export interface TraceOutput {
  readonly add: (record: TraceRecord) => void;
  /** Called from time to time; resolves when what was written has gone out. */
  readonly tick: () => Promise<void>;
  /** Gives the terminal back and writes what the trace came to. */
  readonly finish: (summary: TraceSummary) => Promise<void>;
  /** Gives the terminal back. */
  readonly close: () => void;
}

/** What a live trace begins with. */
export interface TraceBeginning {
  readonly records: readonly TraceRecord[];
  readonly head: TraceHead;
  readonly options: TraceWriterOptions;
  /** Seconds between two samples of a node. */
  readonly intervalSeconds: number;
  readonly ports: Ports;
  /** The user presses q. */
  readonly quit: () => void;
}

/** A live trace as records for machines, as lines of text, or on a screen. */
export function createTraceOutput(beginning: TraceBeginning): TraceOutput {
  const {options, ports} = beginning;
  const {format} = options;
  if (format === 'json' || format === 'yaml') return recordOutput(beginning, format);
  if (format === 'html' || format === 'markdown') return pageOutput(beginning, format);
  const state = startState(beginning);
  return ports.openScreen ? screenOutput(beginning, state) : lineOutput(beginning, state);
}

/** What waits to be written, so that nothing is written out of order or faster than it is read. */
function createQueue(ports: Ports) {
  let waiting: string[] = [];
  return {
    push: (text: string) => void (text !== '' && waiting.push(text)),
    async flush() {
      const text = waiting.join('');
      waiting = [];
      if (text !== '') await ports.write(text);
    },
  };
}

function recordOutput({records, ports}: TraceBeginning, format: 'json' | 'yaml'): TraceOutput {
  const queue = createQueue(ports);
  const add = (record: TraceRecord) => queue.push(traceRecordText(record, format));
  records.forEach(add);
  return {
    add,
    tick: queue.flush,
    async finish(summary) {
      add({type: 'summary', time: ports.now().toISOString(), summary});
      await queue.flush();
    },
    close: () => undefined,
  };
}

/** Keeps what a page shows: of the samples only the last one of each node, however long the trace goes on. */
function pageOutput(
  {records, head, options, ports}: TraceBeginning,
  format: 'html' | 'markdown',
): TraceOutput {
  const kept: TraceRecord[] = [];
  const samples = new Map<string, TraceRecord>();
  const add = (record: TraceRecord) =>
    void (record.type === 'sample' ? samples.set(record.sample.node, record) : kept.push(record));
  records.forEach(add);
  return {
    add,
    tick: () => Promise.resolve(),
    async finish(summary) {
      add({type: 'summary', time: ports.now().toISOString(), summary});
      await ports.write(tracePageText([...kept, ...samples.values()], head, {...options, format}));
    },
    close: () => undefined,
  };
}

/** Seconds between two lines about the traffic. */
const TRAFFIC_SECONDS = 10;

function lineOutput({records, head, options, ports}: TraceBeginning, state: LiveState): TraceOutput {
  const queue = createQueue(ports);
  let told = ports.now().getTime();
  queue.push(`${traceText(records, head, options)}\n`);
  return {
    add(record) {
      state.add(record);
      queue.push(traceLine(record, options));
    },
    async tick() {
      const now = ports.now();
      if (now.getTime() - told >= TRAFFIC_SECONDS * 1000) {
        told = now.getTime();
        queue.push(trafficLines(state.view(), now.toISOString(), options));
      }
      await queue.flush();
    },
    async finish(summary) {
      queue.push(`\n${summaryText(summary, state.view(), options)}`);
      await queue.flush();
    },
    close: () => undefined,
  };
}

function screenOutput(beginning: TraceBeginning, state: LiveState): TraceOutput {
  const {records, head, options, ports, quit} = beginning;
  const draw = () => screen.draw(frame(state.view(), screen));
  const frame = (view: LiveView, {size}: Screen) =>
    screenFrame(view, {...options, ...size(), time: ports.now().toISOString()});
  const open = ports.openScreen;
  if (!open) throw new Error('there is no terminal');
  const screen = open({quit, resize: () => draw()});
  draw();
  return {
    add: state.add,
    tick() {
      draw();
      return Promise.resolve();
    },
    async finish(summary) {
      screen.close();
      await ports.write(
        `${traceText(records, head, options)}\n${summaryText(summary, state.view(), options)}`,
      );
    },
    close: screen.close,
  };
}

function startState({head, intervalSeconds}: TraceBeginning): LiveState {
  const {service, nodes, unsampled, worstBroken} = head;
  const unread = new Map(unsampled.map(({node, reason}) => [node, reason]));
  return createLiveState({
    service,
    intervalSeconds,
    nodes: nodes.map((node) => {
      const reason = unread.get(node);
      return {node, state: reason === undefined ? 'starting' : 'unread', reason: reason ?? ''};
    }),
    worstBroken: worstBrokenOf(worstBroken),
  });
}
