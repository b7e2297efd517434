import {createExpectedStates} from '../../src/expected/index.ts';
import {DIFF_SOURCES, type InspectedNode} from '../../src/inspect/index.ts';
import {inspectNode} from '../../src/inspect/inspect-node.ts';
import {
  describeVirtualServer,
  type Finding,
  formatEndpoint,
  type NodeCapture,
} from '../../src/model/index.ts';
import {openSnapshot} from '../../src/snapshot/index.ts';
import {recording} from '../support/program.ts';

/** Changes a node's texts before they are compared. */
export type EditTexts = (texts: Record<string, string>, node: string) => void;

/** The nodes of a packed recording, each compared with its API as `diff` does. */
export async function diffRecording(
  name: string,
  edit: EditTexts = () => undefined,
): Promise<ReadonlyMap<string, InspectedNode>> {
  const snapshot = await openSnapshot(recording(`${name}.tar.gz`));
  const cluster = await snapshot.readCluster();
  const context = {
    cluster,
    expectedStates: createExpectedStates(cluster),
    services: undefined,
    sources: DIFF_SOURCES,
  };
  const nodes = new Map<string, InspectedNode>();
  for await (const capture of snapshot.captureNodes(snapshot.nodes ?? [], DIFF_SOURCES)) {
    const texts = {...capture.texts} as Record<string, string>;
    edit(texts, capture.node);
    nodes.set(capture.node, inspectNode({...capture, texts} as NodeCapture, context));
  }
  await snapshot.close();
  return nodes;
}

/** A finding as one line: kind, frontend, endpoint. */
function lineOf({kind, virtualServer, realServer}: Finding): string {
  const parts: string[] = [kind];
  if (virtualServer) parts.push(describeVirtualServer(virtualServer));
  if (realServer) parts.push(formatEndpoint(realServer.address, realServer.port));
  return parts.join(' | ');
}

/** State and findings of each node. */
export function outline(
  nodes: ReadonlyMap<string, InspectedNode>,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    [...nodes].map(([name, {result}]) => [name, [result.report.state, ...result.findings.map(lineOf)]]),
  );
}
