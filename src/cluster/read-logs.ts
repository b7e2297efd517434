import {setFlagsFromString} from 'node:v8';
import type {ApiClient} from '../api/index.ts';
import {type KubeProxyPod, kubeProxyPodOn, type LogRequest, type NodeLog} from '../model/index.ts';
import {readNodeJournal} from './read-node-journal.ts';
import {readPodLog} from './read-pod-log.ts';

/** So many answers side by side make garbage faster than the heap would be looked through by itself. */
const MANY = 50;

/** The kube-proxy logs of nodes, through the API server. */
export function readLogs(client: ApiClient, request: LogRequest, signal: AbortSignal): readonly NodeLog[] {
  const signals = request.signal ? AbortSignal.any([request.signal, signal]) : signal;
  const nodes = new Map<string, KubeProxyPod[]>();
  for (const pod of request.pods) nodes.set(pod.nodeName, [...(nodes.get(pod.nodeName) ?? []), pod]);
  if (request.nodes.length > MANY) setFlagsFromString('--heap-growing-percent=30');
  return request.nodes.map((node) => {
    const pod = kubeProxyPodOn(node, nodes.get(node) ?? []);
    const part = {...request, signal: signals};
    const pieces = pod ? readPodLog(client, pod, part) : readNodeJournal(client, node, part);
    return {node, pod: pod ? `${pod.namespace}/${pod.name}` : null, pieces};
  });
}
