import {isSilent, type ProxyFacts} from '../kernel/index.ts';
import type {KubeProxyPod, ProxyCondition, ProxyPlaces} from '../model/index.ts';

/** What the condition of a kube-proxy is judged by. */
export interface ProxySigns {
  readonly pod: KubeProxyPod | undefined;
  /** Whether the cluster has Pods of kube-proxy at all; where it has none, kube-proxy runs as a process of the node. */
  readonly podsExist: boolean;
  readonly facts: Pick<ProxyFacts, 'metricsPort' | 'healthPort'>;
  /** Where its HTTP ports are. */
  readonly places: ProxyPlaces;
}

/**
 * Whether kube-proxy runs on a node and answers. The only place that judges it: an answer counts before the state of a
 * Pod, and no answer counts only where kube-proxy was asked, with a program that could, wherever it may listen.
 */
export function proxyCondition({pod, podsExist, facts, places}: ProxySigns): ProxyCondition {
  const {metricsPort: metrics, healthPort: health} = facts;
  if (metrics.outcome === 'answered') return {kind: 'running', why: ''};
  if (health.outcome === 'answered')
    return {kind: 'running', why: whyNotAsked(metrics, places.metrics) ?? withoutMetrics(metrics.places)};
  if (pod && pod.notRunning !== '') return {kind: 'not-running', why: ''};
  if (!pod && podsExist) return {kind: 'absent', why: ''};
  if (metrics.hangs || health.hangs) return {kind: 'hung', why: ''};
  if (metrics.dropped || health.dropped) return {kind: 'cut-off', why: ''};
  // Where its health port should answer and does not, it makes no difference where the metrics are.
  if (isSilent(metrics, places.metrics) || isSilent(health, places.health)) return {kind: 'silent', why: ''};
  return {kind: 'unknown', why: whyNotAsked(metrics, places.metrics) ?? ''};
}

function withoutMetrics(places: readonly string[]): string {
  return `kube-proxy responds to health checks, but not at ${places.join(', ')}: its mode and its syncs are unknown`;
}

/** Undefined if it was asked wherever it may listen. */
function whyNotAsked(
  {outcome, why, places: asked}: ProxyFacts['metricsPort'],
  listensAt: readonly string[],
): string | undefined {
  if (outcome === 'not-asked') return why === '' ? undefined : `kube-proxy was not queried over HTTP: ${why}`;
  const missed = listensAt.filter((place) => !asked.includes(place));
  if (missed.length === 0) return undefined;
  return `kube-proxy was not queried at ${missed.join(', ')}, where it may listen: its mode and its syncs are unknown`;
}
