import {
  parseConntrack,
  parseProcConnections,
  parseSampledConnections,
  parseSampledProbe,
  parseTraffic,
  readActualState,
} from '../kernel/index.ts';
import type {CaptureSource, KernelTable, Parsed, SampleEvent} from '../model/index.ts';
import type {TrafficReading} from '../trace/index.ts';

type Sample = Extract<SampleEvent, {kind: 'sample'}>;

/** The traffic that a sample tells of. What was damaged or not read is undefined. */
export function sampleReading({texts, to}: Sample): TrafficReading {
  const read = <Value>(source: CaptureSource, parse: (text: string) => Parsed<Value>): Value | undefined => {
    const text = texts[source];
    const parsed = text ? parse(text) : undefined;
    return parsed?.problems.length === 0 ? parsed.value : undefined;
  };
  const totals = read('ipvsadm-stats.txt', (text) => parseTraffic(text, 'ipvsadm-stats.txt'));
  const connections =
    texts.connections === undefined ? undefined : parseSampledConnections(texts.connections);
  return {
    table: tableOf(texts),
    totals: totals ?? (texts['ipvsadm-stats.txt'] === '' ? [] : undefined),
    rates: undefined,
    counts: connections?.counts,
    entries: read('proc-net-ip_vs_conn.txt', parseProcConnections),
    conntrack: read('conntrack.txt', parseConntrack),
    persistent: undefined,
    probe: texts.probe === undefined ? undefined : parseSampledProbe(texts.probe),
    uptime: to,
  };
}

/** Nothing was printed where there is none of the virtual servers. */
function tableOf(texts: Sample['texts']): KernelTable | undefined {
  const list = texts['ipvsadm-list.txt'];
  if (list === '') return new Map();
  const {virtualServers, problems} = readActualState({node: '', texts});
  return problems.length === 0 ? virtualServers : undefined;
}
