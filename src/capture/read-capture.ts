import type {Assumption, CaptureSource, NodeCapture} from '../model/index.ts';
import {expandAssumed} from './assumed-texts.ts';
import type {ImageOrigin} from './choose-image.ts';
import {decodeFrames, type SourceFrame} from './frame-decoder.ts';

/** What each program was asked, for `capture.json`; after the program's name and status. */
const QUESTIONS: Readonly<Partial<Record<CaptureSource, string>>> = {
  'ipvsadm-save.txt': '-S -n',
  'ipvsadm-list.txt': '-L -n',
  'ipvsadm-stats.txt': '-L -n --stats --exact',
  'ipvsadm-rate.txt': '-L -n --rate',
  'ipvsadm-connections.txt': '-L -n -c',
  'ipvsadm-timeouts.txt': '-L --timeout',
  'ipvsadm-persistent.txt': '-L -n --persistent-conn',
  'proc-net-ip_vs.txt': '/proc/net/ip_vs',
  'proc-net-ip_vs_conn.txt': '/proc/net/ip_vs_conn',
  'proc-net-ip_vs_stats.txt': '/proc/net/ip_vs_stats',
  'addresses.txt': '-o addr',
  'ipset-save.txt': 'save',
  'conntrack.txt': '-L',
  'conntrack-stats.txt': '-S',
  'routes.txt': 'route show table all',
  'kube-proxy-metrics.txt': '/metrics',
  'kube-proxy-configz.json': '/configz',
  'kube-proxy-mode.txt': '/proxyMode',
  'kube-proxy-healthz.json': '/healthz',
  'kube-proxy-livez.json': '/livez',
};

/** What a debug pod was asked. */
export interface AskedOfPod {
  readonly sources: readonly CaptureSource[];
  readonly assumption?: Assumption | undefined;
  readonly by?: CapturedBy;
}

/** With what a node was read, for `capture.json`. */
export interface CapturedBy {
  readonly image: string;
  readonly imageOrigin: ImageOrigin | 'exec';
  /** Images that could not run before. */
  readonly passedOver: readonly {readonly image: string; readonly reason: string}[];
}

/** A node's texts from the log of its debug pod; a log that is not whole becomes the node's error. */
export function readCapture(node: string, log: string, {sources, assumption, by}: AskedOfPod): NodeCapture {
  const decoded = decodeFrames(log);
  if (decoded.kind === 'damaged') return {node, texts: {}, error: damaged(decoded.reason)};
  const {startedAt, finishedAt, frames, replies} = decoded;
  const texts: Partial<Record<CaptureSource, string>> = {};
  for (const {source, text} of frames)
    if (text !== undefined && isAskedFor(source, sources)) texts[source] = text;
  if (sources.includes('capture.json')) {
    const times = startedAt === '-' ? {} : {startedAt, finishedAt};
    const record = {...times, ...by, ...failures(frames), kubeProxyReplies: replies};
    texts['capture.json'] = `${JSON.stringify(record, null, 1)}\n`;
  }
  const expanded = assumption ? expandAssumed(texts, assumption) : texts;
  if (!expanded)
    return {node, texts: {}, error: damaged('it refers to something that was not expected from the node')};
  return {node, texts: expanded};
}

/** Where the rules of kube-proxy's mode are asked for, they are what iptables-save prints in iptables mode. */
function isAskedFor(source: CaptureSource, sources: readonly CaptureSource[]): boolean {
  if (sources.includes(source)) return true;
  if (source === 'iptables-save.txt') return sources.includes('nft-ip-kube-proxy.json');
  return source === 'ip6tables-save.txt' && sources.includes('nft-ip6-kube-proxy.json');
}

function failures(frames: readonly SourceFrame[]) {
  const failedCommands = frames.filter(({status}) => status !== '0').map(describe);
  const stderr = Object.fromEntries(
    frames.filter((frame) => frame.stderr !== '').map((frame) => [frame.source, frame.stderr.trimEnd()]),
  );
  return {failedCommands, stderr};
}

function describe({source, tool, status}: SourceFrame): string {
  return [source, tool, status, QUESTIONS[source] ?? ''].join(' ').trimEnd();
}

function damaged(reason: string): string {
  return (
    `the capture is incomplete: ${reason}. Run the command again; if it happens again, check the pod's log with ` +
    '--keep-pods'
  );
}
