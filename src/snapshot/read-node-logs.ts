import {StringDecoder} from 'node:string_decoder';
import {type LogPiece, type LogRequest, type NodeLog, wordsOfKubelet} from '../model/index.ts';
import {plainText} from './plain-text.ts';
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
  if (tail === undefined) yield* readParts(files, path);
  else {
    const content = await files.read(path);
    if (content === undefined) yield absent(path);
    else yield refusalIn(content) ?? {kind: 'text', text: lastLines(content, tail)};
  }
}

/** Bytes that are read at once. */
const PART = 32 * 1024;

async function* readParts(files: SnapshotFiles, path: string): AsyncGenerator<LogPiece> {
  const start = await files.readPart(path, 0, PART);
  if (start && plainText(start) !== start) yield* wholeLog(files, path);
  else yield* partsOf(files, path);
}

async function* partsOf(files: SnapshotFiles, path: string): AsyncGenerator<LogPiece> {
  const decoder = new StringDecoder('utf8');
  for (let from = 0; ; ) {
    const part = await files.readPart(path, from, PART);
    const refusal = part && from === 0 ? refusalIn(part) : undefined;
    if (!part || refusal) {
      yield refusal ?? absent(path);
      return;
    }
    const text = part.length > 0 ? decoder.write(part) : decoder.end();
    if (text !== '') yield {kind: 'text', text};
    if (part.length === 0) return;
    from += part.length;
  }
}

/** A log that an editor or a shell has changed on its way is read in one piece. */
async function* wholeLog(files: SnapshotFiles, path: string): AsyncGenerator<LogPiece> {
  const content = await files.read(path);
  if (content) yield refusalIn(content) ?? {kind: 'text', text: content.toString('utf8')};
}

function refusalIn(content: Buffer): LogPiece | undefined {
  const words = wordsOfKubelet(content.toString('utf8', 0, 1000));
  return words === undefined
    ? undefined
    : unreadable(`when the snapshot was taken, the kubelet reported: ${words}`);
}

function absent(path: string): LogPiece {
  return unreadable(`the snapshot has no ${path}`);
}

function unreadable(message: string): LogPiece {
  return {kind: 'unreadable', message, remedy: 'take the snapshot again while the log is there'};
}

const NEWLINE = 10;

/** The last lines of a text, with their ends. */
function lastLines(content: Buffer, count: number): string {
  let begin = content.at(-1) === NEWLINE ? content.length - 1 : content.length;
  for (let left = count; left > 0 && begin > 0; left--) begin = content.lastIndexOf(NEWLINE, begin - 1);
  return begin <= 0 ? content.toString('utf8') : content.toString('utf8', begin + 1);
}
