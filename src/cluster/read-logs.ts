import {type ApiClient, ApiError} from '../api/index.ts';
import type {KubeProxyPod, LogPiece, LogRequest, NodeLog} from '../model/index.ts';
import {openPodLog} from './open-pod-log.ts';

/** The kube-proxy logs of nodes, through the API server. */
export function readLogs(client: ApiClient, request: LogRequest, signal: AbortSignal): readonly NodeLog[] {
  const pods = new Map(request.pods.map((pod) => [pod.nodeName, pod]));
  return request.nodes.map((node) => {
    const pod = pods.get(node);
    const name = pod ? `${pod.namespace}/${pod.name}` : null;
    return {node, pod: name, pieces: readLog(client, pod, {...request, signal})};
  });
}

async function* readLog(
  client: ApiClient,
  pod: KubeProxyPod | undefined,
  request: LogRequest,
): AsyncGenerator<LogPiece> {
  if (!pod) {
    yield NO_POD;
    return;
  }
  try {
    for await (const text of openPodLog(client, pod, request)) yield {kind: 'text', text};
  } catch (error) {
    request.signal?.throwIfAborted();
    if (!(error instanceof ApiError)) throw error;
    yield {kind: 'unreadable', message: error.message, remedy: error.remedy};
  }
}

const NO_POD: LogPiece = {
  kind: 'unreadable',
  message: 'no kube-proxy Pod runs here',
  remedy:
    'where kube-proxy is a service of the node, read its journal there: journalctl -u kube-proxy (k3s: -u k3s)',
};
