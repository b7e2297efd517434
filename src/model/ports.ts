import type {ClusterState} from './cluster-state.ts';
import type {ReportSource} from './diff-report.ts';
import type {CaptureSource, NodeCapture} from './node-capture.ts';

/** Reads the API objects. */
export type ReadCluster = () => Promise<ClusterState>;

/** Reads one node's raw texts; of the sources only those asked for. Never throws for a node that cannot be read. */
export type CaptureNode = (node: string, sources: readonly CaptureSource[]) => Promise<NodeCapture>;

/** What a command needs of the world: a cluster or a snapshot; it cannot tell which. */
export interface Evidence {
  readonly source: ReportSource;
  /** Nodes that this evidence covers; undefined: whatever the API lists. */
  readonly nodes: readonly string[] | undefined;
  readonly readCluster: ReadCluster;
  readonly captureNode: CaptureNode;
}
