import {quantile, readSource} from '../kernel/index.ts';
import type {NodeCapture} from '../model/index.ts';

/** From a change of endpoints until kube-proxy programmed it, as kube-proxy measures it (`pkg/proxy/metrics/metrics.go`). */
const METRIC = 'kubeproxy_network_programming_duration_seconds';

/** kube-proxy's own measure of its lag since it started, in seconds; null if it could not be read. */
export function networkProgramming(
  capture: NodeCapture | undefined,
): {readonly p50: number; readonly p99: number} | null {
  if (!capture) return null;
  const metrics = readSource(capture, 'kube-proxy-metrics.txt');
  if (!metrics.known) return null;
  const p50 = quantile(metrics.value, METRIC, 0.5);
  const p99 = quantile(metrics.value, METRIC, 0.99);
  return p50 === undefined || p99 === undefined ? null : {p50, p99};
}
