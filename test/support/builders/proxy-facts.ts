import type {NodeFacts, ProxyLog} from '../../../src/check/index.ts';
import {createLogReducer} from '../../../src/inspect/reduce-log.ts';
import {parseMetrics} from '../../../src/kernel/sources/parse-metrics.ts';
import {
  type JsonObject,
  type KubeProxyConfiguration,
  type KubeProxyPod,
  type Metrics,
  readKubeProxyConfiguration,
  readKubeProxyPod,
} from '../../../src/model/index.ts';

/** When the node of these builders was read. */
export const CAPTURED_AT = new Date('2026-11-20T12:00:00Z');

/** A log of these lines, each the text behind klog's head: `E 11:59:50 proxier.go:1] "Failed …"`. */
function proxyLog(
  lines: readonly string[],
  {previous = []}: {readonly previous?: readonly string[]} = {},
): ProxyLog {
  const now = reduce(lines, false);
  const before = reduce(previous, true);
  return {...now, hits: [...before.hits, ...now.hits], previousUnread: undefined};
}

function reduce(lines: readonly string[], previous: boolean) {
  const reducer = createLogReducer(CAPTURED_AT.getTime(), previous);
  reducer.push(lines.map((line) => `${klogLine(line)}\n`).join(''));
  return reducer.end();
}

/** `E 11:59:50 proxier.go:1] "…"` as klog writes it on the day of {@link CAPTURED_AT}. */
function klogLine(short: string): string {
  const match = /^([EIW]) (\d\d:\d\d:\d\d) (.*)$/s.exec(short);
  return match ? `${match[1]}1120 ${match[2]}.000000       1 ${match[3]}` : short;
}

/** The facts that rules about a log look at besides it, of a kube-proxy that runs well. */
export function withLog(
  lines: readonly string[],
  {previous, pod}: {readonly previous?: readonly string[]; readonly pod?: KubeProxyPod} = {},
): Partial<NodeFacts> {
  return {
    log: proxyLog(lines, previous ? {previous} : {}),
    capturedAt: CAPTURED_AT,
    configuration: configuration({}),
    pod: pod ?? aProxyPod(),
  };
}

/** A configuration as kube-proxy itself answers it. */
export function configuration(
  document: JsonObject,
  source: KubeProxyConfiguration['source'] = 'configz',
): KubeProxyConfiguration {
  return readKubeProxyConfiguration({mode: 'ipvs', ...document}, source);
}

/** A kube-proxy Pod that runs, or that does not for this reason. */
export function aProxyPod({
  waiting,
  args = ['--config=/c'],
}: {
  readonly waiting?: string;
  readonly args?: readonly string[];
} = {}): KubeProxyPod {
  return readKubeProxyPod({
    metadata: {namespace: 'kube-system', name: 'kube-proxy-x'},
    spec: {nodeName: 'node-a', containers: [{name: 'kube-proxy', image: 'kube-proxy:v1.36.2', args}]},
    status: {
      phase: 'Running',
      containerStatuses: [
        {
          name: 'kube-proxy',
          ready: waiting === undefined,
          restartCount: waiting === undefined ? 0 : 5,
          state: waiting === undefined ? {running: {}} : {waiting: {reason: waiting}},
        },
      ],
    },
  });
}

/** Metrics from lines as kube-proxy prints them. */
export function metrics(lines: readonly string[]): Metrics {
  const {value, problems} = parseMetrics(lines.map((line) => `${line}\n`).join(''));
  if (problems.length > 0) throw new Error(problems.map(({message}) => message).join('\n'));
  return value;
}

/** Metrics of syncs that took these seconds each, and of times so many seconds before {@link CAPTURED_AT}. */
export function syncMetrics({
  durations = [],
  synced,
  queued,
  started,
}: {
  readonly durations?: readonly number[];
  readonly synced?: number;
  readonly queued?: number;
  readonly started?: number;
}): Metrics {
  const name = 'kubeproxy_sync_proxy_rules';
  const bounds = [...Array.from({length: 15}, (_, power) => 0.001 * 2 ** power), Number.POSITIVE_INFINITY];
  const buckets = bounds.map((bound) => {
    const within = durations.filter((seconds) => seconds <= bound).length;
    return `${name}_duration_seconds_bucket{ip_family="IPv4",le="${bound === Number.POSITIVE_INFINITY ? '+Inf' : bound}"} ${within}`;
  });
  const sum = durations.reduce((total, seconds) => total + seconds, 0);
  const before = (seconds: number) => CAPTURED_AT.getTime() / 1000 - seconds;
  return metrics([
    ...buckets,
    `${name}_duration_seconds_sum{ip_family="IPv4"} ${sum}`,
    `${name}_duration_seconds_count{ip_family="IPv4"} ${durations.length}`,
    ...(synced === undefined ? [] : [`${name}_last_timestamp_seconds{ip_family="IPv4"} ${before(synced)}`]),
    ...(queued === undefined
      ? []
      : [`${name}_last_queued_timestamp_seconds{ip_family="IPv4"} ${before(queued)}`]),
    ...(started === undefined ? [] : [`process_start_time_seconds ${before(started)}`]),
  ]);
}
