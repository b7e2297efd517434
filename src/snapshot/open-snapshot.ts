import {type CaptureSource, type Evidence, type NodeCapture} from '../model/index.ts';
import {readMetadata} from './metadata.ts';
import {readCluster} from './read-cluster.ts';
import {openSnapshotFiles, type SnapshotFiles} from './snapshot-files.ts';

/**
 * A snapshot as evidence for a command. Throws `UserError` if there is none at the path, if it is damaged, or of a
 * newer layout.
 */
export async function openSnapshot(path: string): Promise<Evidence> {
  const files = await openSnapshotFiles(path);
  const metadata = readMetadata(path, await files.read('metadata.json'));
  return {
    source: {type: 'snapshot', path, capturedAt: metadata.capturedAt},
    nodes: metadata.nodes,
    readCluster: () => readCluster(files),
    captureNode: (node, sources) => readNodeFiles(files, node, sources),
  };
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
  if (Object.keys(texts).length > 0) return {node, texts};
  return {node, texts, error: `the snapshot has no files of this node (nodes/${node}/)`};
}
