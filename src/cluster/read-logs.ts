import {setFlagsFromString} from 'node:v8';
import type {ApiClient} from '../api/index.ts';
import type {KubeProxyPod, LogRequest, NodeLog} from '../model/index.ts';
import {readNodeJournal} from './read-node-journal.ts';
import {readPodLog} from './read-pod-log.ts';

/** So many answers side by side make garbage faster than the heap would be looked through by itself. */
const MANY = 50;

/** The kube-proxy logs of nodes, through the API server. */
export function readLogs(client: ApiClient, request: LogRequest, signal: AbortSignal): readonly NodeLog[] {
  const signals = request.signal ? AbortSignal.any([request.signal, signal]) : signal;
  const pods = podsByNode(request.pods);
  if (request.nodes.length > MANY) setFlagsFromString('--heap-growing-percent=30');
  return request.nodes.map((node) => {
    const pod = pods.get(node);
    const part = {...request, signal: signals};
    const pieces = pod ? readPodLog(client, pod, part) : readNodeJournal(client, node, part);
    return {node, pod: pod ? `${pod.namespace}/${pod.name}` : null, pieces};
  });
}

/** Of several Pods on a node, as while one takes the place of another, the one that runs. */
function podsByNode(pods: readonly KubeProxyPod[]): ReadonlyMap<string, KubeProxyPod> {
  const byNode = new Map<string, KubeProxyPod>();
  for (const pod of pods) {
    if (byNode.get(pod.nodeName)?.phase !== 'Running' || pod.phase === 'Running')
      byNode.set(pod.nodeName, pod);
  }
  return byNode;
}
