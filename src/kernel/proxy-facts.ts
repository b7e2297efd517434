import {
  type CaptureSource,
  InvalidObjectError,
  inEffect,
  type KubeProxyConfiguration,
  type KubeVersion,
  type Metrics,
  type NodeCapture,
  type Parsed,
  parseKubeVersion,
  readConfigz,
  readHealthAnswer,
  type SyncFacts,
} from '../model/index.ts';
import {type PortReplies, readPortReplies} from './port-replies.ts';
import {quantile} from './quantile.ts';
import {parseMetrics} from './sources/parse-metrics.ts';
import {parseProxyMode} from './sources/parse-proxy-mode.ts';
import {parseUname} from './sources/parse-uname.ts';
import {readSyncFacts} from './sync-facts.ts';

/** What the kube-proxy that runs on a node says of itself, over HTTP on the node. */
export interface ProxyFacts {
  /** From `/proxyMode`, else from `/configz`; undefined if neither was answered. */
  readonly mode: string | undefined;
  readonly version: KubeVersion | undefined;
  /** 99 of 100 syncs took at most this long, in seconds, of the slower family; undefined before the first. */
  readonly p99SyncDuration: number | undefined;
  /** Undefined if there are no metrics, or not all of them. */
  readonly sync: SyncFacts | undefined;
  /** What `/healthz` said in its body; undefined if it was not answered, or not in words that are known. */
  readonly healthy: boolean | undefined;
  /** From `/configz`. */
  readonly configuration: KubeProxyConfiguration | undefined;
  /** The operating system's host name, from `uname -a`. */
  readonly hostName: string | undefined;
  /** What came of asking its metrics port: metrics, `/configz`, `/proxyMode`. */
  readonly metricsPort: PortReplies;
  /** What came of asking its health port. */
  readonly healthPort: PortReplies;
  /** What could not be understood, in sentences. */
  readonly problems: readonly string[];
}

/** Reads what kube-proxy answered from a node's capture. */
export function readProxyFacts(capture: NodeCapture): ProxyFacts {
  const problems: string[] = [];
  const configuration = readRunning(capture.texts['kube-proxy-configz.json'], problems);
  const metrics = readText(capture, 'kube-proxy-metrics.txt', {parse: parseMetrics, problems});
  const mode = readText(capture, 'kube-proxy-mode.txt', {parse: parseProxyMode, problems});
  return {
    mode: mode ?? (configuration && inEffect(configuration).mode),
    version: metrics && versionIn(metrics),
    p99SyncDuration: metrics && quantile(metrics, 'kubeproxy_sync_proxy_rules_duration_seconds', 0.99),
    sync: metrics && isWhole(capture.texts['kube-proxy-metrics.txt']) ? syncsIn(metrics) : undefined,
    healthy: readHealth(capture.texts['kube-proxy-healthz.json']),
    configuration,
    hostName: readText(capture, 'uname.txt', {parse: parseUname, problems})?.hostName,
    ...readPortReplies(capture),
    problems,
  };
}

/** Undefined for metrics that are not kube-proxy's. */
function syncsIn(metrics: Metrics): SyncFacts | undefined {
  const sync = readSyncFacts(metrics);
  const known = sync.pendingServices !== undefined || sync.last.size + sync.queued.size > 0 || sync.p99;
  return known ? sync : undefined;
}

/** What a text that was cut off does not have looks like what never happened. */
function isWhole(text = ''): boolean {
  return text.endsWith('\n') && !/[\0\uFFFD]/.test(text);
}

/** Reads a text that need not be there; its problems become sentences. */
function readText<Value>(
  {texts}: NodeCapture,
  source: CaptureSource,
  {parse, problems}: {readonly parse: (text: string) => Parsed<Value>; readonly problems: string[]},
): Value | undefined {
  const text = texts[source];
  if (text === undefined) return undefined;
  const parsed = parse(text);
  problems.push(
    ...parsed.problems.map(({line, message}) => `${source}${line > 0 ? `, line ${line}` : ''}: ${message}`),
  );
  return parsed.value;
}

function readRunning(text: string | undefined, problems: string[]): KubeProxyConfiguration | undefined {
  if (text === undefined) return undefined;
  try {
    return readConfigz(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof InvalidObjectError ? cause.message : 'it is not valid JSON';
    problems.push(`kube-proxy-configz.json could not be parsed: ${why}`);
    return undefined;
  }
}

function readHealth(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  try {
    const answer = readHealthAnswer(JSON.parse(text));
    return answer && answer !== 'failing';
  } catch {
    return undefined;
  }
}

function versionIn(metrics: Metrics): KubeVersion | undefined {
  const [build] = metrics.samples('kubernetes_build_info');
  return parseKubeVersion(build?.labels.git_version ?? '');
}
