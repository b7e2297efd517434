import type {
  ConnectionEntry,
  IpvsStats,
  IpvsTimeouts,
  KernelInfo,
  Known,
  Metrics,
  NodeCapture,
  Parsed,
  PersistentConnectionsRow,
  TrafficRow,
} from '../model/index.ts';
import {whyMissing} from './capture-record.ts';
import {parseConnections, parseProcConnections} from './sources/parse-connections.ts';
import {parseConntrackStats} from './sources/parse-conntrack-stats.ts';
import {parseMetrics} from './sources/parse-metrics.ts';
import {parseModules} from './sources/parse-modules.ts';
import {parsePersistentConnections} from './sources/parse-persistent-connections.ts';
import {parseProcStats} from './sources/parse-proc-stats.ts';
import {parseTimeouts} from './sources/parse-timeouts.ts';
import {parseTraffic} from './sources/parse-traffic.ts';
import {parseUname} from './sources/parse-uname.ts';

/** What each source holds that is not part of the actual state. */
interface SourceValues {
  readonly 'ipvsadm-stats.txt': readonly TrafficRow[];
  readonly 'ipvsadm-rate.txt': readonly TrafficRow[];
  readonly 'ipvsadm-connections.txt': readonly ConnectionEntry[];
  readonly 'proc-net-ip_vs_conn.txt': readonly ConnectionEntry[];
  readonly 'proc-net-ip_vs_stats.txt': IpvsStats | undefined;
  readonly 'ipvsadm-timeouts.txt': IpvsTimeouts | undefined;
  readonly 'ipvsadm-persistent.txt': readonly PersistentConnectionsRow[];
  readonly 'conntrack-stats.txt': ReadonlyMap<number, ReadonlyMap<string, number>>;
  readonly 'modules.txt': ReadonlySet<string>;
  readonly 'kube-proxy-metrics.txt': Metrics;
  readonly 'uname.txt': KernelInfo | undefined;
}

type Parsers = {readonly [Source in keyof SourceValues]: (text: string) => Parsed<SourceValues[Source]>};

const PARSERS: Parsers = {
  'ipvsadm-stats.txt': (text) => parseTraffic(text, 'ipvsadm-stats.txt'),
  'ipvsadm-rate.txt': (text) => parseTraffic(text, 'ipvsadm-rate.txt'),
  'ipvsadm-connections.txt': parseConnections,
  'proc-net-ip_vs_conn.txt': parseProcConnections,
  'proc-net-ip_vs_stats.txt': parseProcStats,
  'ipvsadm-timeouts.txt': parseTimeouts,
  'ipvsadm-persistent.txt': parsePersistentConnections,
  'conntrack-stats.txt': parseConntrackStats,
  'modules.txt': parseModules,
  'kube-proxy-metrics.txt': parseMetrics,
  'uname.txt': parseUname,
};

/** One source of a node's capture, parsed; a text that is not whole or not understood gives the reason instead. */
export function readSource<Source extends keyof SourceValues>(
  capture: NodeCapture,
  source: Source,
): Known<NonNullable<SourceValues[Source]>> {
  const text = capture.texts[source];
  if (text === undefined) return {known: false, why: whyMissing(capture, source)};
  const parsed = (PARSERS[source] as (text: string) => Parsed<SourceValues[Source]>)(text);
  const [problem] = parsed.problems;
  if (problem) {
    const line = problem.line > 0 ? `, line ${problem.line}` : '';
    return {known: false, why: `${source}${line}: ${problem.message}`};
  }
  const {value} = parsed;
  if (value === undefined || value === null) return {known: false, why: `${source} could not be parsed`};
  return {known: true, value};
}
