import {type Attention, type Concern, formatKubeVersion, type NodeStatus} from '../model/index.ts';
import {nodeConcerns, readError} from './node-concerns.ts';
import type {ObservedNode} from './node-observation.ts';
import {proxyState} from './proxy-state.ts';
import {syncStatus} from './sync-status.ts';

/** The status of one node from what was seen on it and what its comparison with the API found. */
export function nodeStatus(observed: ObservedNode): NodeStatus {
  const {observation, comparison} = observed;
  const {name, node, pod, version, captureError} = observation;
  const {report, findings} = comparison;
  const concerns = nodeConcerns(observed);
  const compared = report.virtualServers !== null;
  return {
    name,
    ready: readiness(node?.ready),
    schedulable: node?.unschedulable !== true,
    state: report.state,
    reason: captureError === undefined ? (observation.notCompared ?? '') : '',
    error: readError(observation, comparison),
    proxyMode: observation.mode,
    modeConfirmed: observation.modeConfirmed,
    kubeProxy: {
      state: proxyState(observation),
      pod: pod ? `${pod.namespace}/${pod.name}` : '',
      version: version ? formatKubeVersion(version) : '',
      restarts: pod?.restarts ?? null,
      ready: pod?.ready ?? null,
    },
    sync: syncStatus(observation.sync, observation.capturedAt),
    virtualServers: report.virtualServers,
    realServers: report.realServers,
    drift: compared ? findings.filter(({severity}) => severity !== 'info').length : null,
    draining: findings.filter(({kind}) => kind === 'real-server-draining').length,
    connections: observation.connections,
    conntrack: observation.conntrack,
    concerns,
    attention: attentionOf(concerns),
    detail: observed.detail ? {...observed.detail, findings} : null,
  };
}

function readiness(status: string | undefined): boolean | null {
  if (status === 'True') return true;
  return status === 'False' ? false : null;
}

function attentionOf(concerns: readonly Concern[]): Attention | null {
  const counted = concerns.filter(({severity}) => severity !== 'info');
  const [worst] = counted;
  if (!worst) return null;
  return {severity: worst.severity, code: worst.code, count: counted.length};
}
