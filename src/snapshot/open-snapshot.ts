import type {CaptureSource, NodeCapture, ReportSource, SnapshotEvidence} from '../model/index.ts';
import {readMetadata, type SnapshotMetadata} from './metadata.ts';
import {CAPTURE_RECORD} from './node-files.ts';
import {readCluster} from './read-cluster.ts';
import {type Covered, readNodeLogs} from './read-node-logs.ts';
import {openSnapshotFiles, type SnapshotFiles} from './snapshot-files.ts';

/**
 * A snapshot as evidence for a command. Throws `UserError` if there is none at the path, if it is damaged, or of a
 * newer layout.
 */
export async function openSnapshot(path: string): Promise<SnapshotEvidence> {
  const files = await openSnapshotFiles(path);
  const metadata = readMetadata(path, await files.read('metadata.json'));
  return {
    source: sourceOf(path, metadata),
    namespace: 'default',
    nodes: metadata.nodes,
    live: false,
    close: () => Promise.resolve(),
    readCluster: (choice) => readCluster({files, problems: metadata.problems, sink: choice?.sink}),
    readLogs: (request) => readNodeLogs({files, covered: metadata.nodes}, request),
    captureNodes: (nodes, sources) => readNodes({files, covered: metadata.nodes}, nodes, sources),
  };
}

async function* readNodes(
  {files, covered}: Covered,
  nodes: readonly string[],
  sources: readonly CaptureSource[],
): AsyncGenerator<NodeCapture> {
  for (const node of nodes) {
    yield covered.includes(node)
      ? await readNodeFiles(files, node, sources)
      : {node, texts: {}, error: 'this node is not in the snapshot'};
  }
}

async function readNodeFiles(
  files: SnapshotFiles,
  node: string,
  sources: readonly CaptureSource[],
): Promise<NodeCapture> {
  const texts: Partial<Record<CaptureSource, string>> = {};
  for (const source of sources) {
    const content = await files.read(`nodes/${node}/${source}`);
    if (content) texts[source] = content.toString('utf8');
  }
  const error = recordedError(await files.read(`nodes/${node}/${CAPTURE_RECORD}`));
  if (error !== undefined) return {node, texts, error};
  if (Object.keys(texts).length > 0) return {node, texts};
  return {node, texts, error: `the snapshot has no files of this node (nodes/${node}/)`};
}

/** Why the node could not be read when the snapshot was taken. */
function recordedError(record: Buffer | undefined): string | undefined {
  try {
    const {error} = JSON.parse(record?.toString('utf8') ?? '{}') as {error?: unknown};
    return typeof error === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}

function sourceOf(path: string, metadata: SnapshotMetadata): ReportSource {
  const {capturedAt, serverVersion, clusterName, redacted} = metadata;
  return {type: 'snapshot', path, capturedAt, serverVersion, clusterName, redacted};
}
