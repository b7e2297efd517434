import {type LogPiece, type LogRequest, type NodeLog, wordsOfKubelet} from '../model/index.ts';
import type {SnapshotFiles} from './snapshot-files.ts';

/** The files of a snapshot, and the nodes that it says it has. */
export interface Covered {
  readonly files: SnapshotFiles;
  readonly covered: readonly string[];
}

/** The kube-proxy logs in a snapshot. */
export function readNodeLogs(snapshot: Covered, request: LogRequest): readonly NodeLog[] {
  const pods = new Map(request.pods.map((pod) => [pod.nodeName, `${pod.namespace}/${pod.name}`]));
  return request.nodes.map((node) => ({
    node,
    pod: pods.get(node) ?? null,
    pieces: readLog(snapshot, node, request),
  }));
}

async function* readLog(
  {files, covered}: Covered,
  node: string,
  {previous, tail}: LogRequest,
): AsyncGenerator<LogPiece> {
  const path = `nodes/${node}/${previous ? 'kube-proxy-previous.log' : 'kube-proxy.log'}`;
  if (!covered.includes(node)) {
    yield unreadable('this node is not in the snapshot');
    return;
  }
  const content = await files.read(path);
  const text = content?.toString('utf8');
  const refusal = text && wordsOfKubelet(text);
  if (text === undefined) yield unreadable(`the snapshot has no ${path}`);
  else if (refusal) yield unreadable(`when the snapshot was taken the kubelet said: ${refusal}`);
  else yield {kind: 'text', text: tail === undefined ? text : lastLines(text, tail)};
}

function unreadable(message: string): LogPiece {
  return {kind: 'unreadable', message, remedy: 'take the snapshot again while the log is there'};
}

/** The last lines of a text, with their ends. */
function lastLines(text: string, count: number): string {
  let begin = text.endsWith('\n') ? text.length - 1 : text.length;
  for (let left = count; left > 0 && begin > 0; left--) begin = text.lastIndexOf('\n', begin - 1);
  return begin <= 0 ? text : text.slice(begin + 1);
}
