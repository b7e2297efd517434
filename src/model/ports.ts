import type {CaptureProgress} from './capture-progress.ts';
import type {ObjectSink} from './cluster-file.ts';
import type {ClusterState} from './cluster-state.ts';
import type {CaptureFocus, CaptureSource, NodeCapture} from './node-capture.ts';
import type {LogRequest, NodeLog} from './node-log.ts';
import type {SampleNode} from './node-sample.ts';
import type {ReportSource} from './report-source.ts';
import type {WatchService} from './service-watch.ts';

/** What to read of a cluster, and who else wants it. */
export interface ClusterChoice {
  /** Gets the objects as the API gave them, beside the result. */
  readonly sink?: ObjectSink | undefined;
  /** Services and EndpointSlices are not needed: there may be very many, and the user may have no right to them. */
  readonly withoutServices?: boolean | undefined;
}

/** Reads the API objects, as they are now; by default all of them. */
export type ReadCluster = (choice?: ClusterChoice) => Promise<ClusterState>;

/**
 * Reads the raw texts of nodes, of the sources only those asked for; yields each node as it is ready, in any order. A
 * node that cannot be read is yielded with the reason.
 */
export type CaptureNodes = (
  nodes: readonly string[],
  sources: readonly CaptureSource[],
  focus?: CaptureFocus,
) => AsyncIterable<NodeCapture>;

/** The kube-proxy logs of nodes, one for each node asked for and in the same order; nothing is read before its pieces are. */
export type ReadLogs = (request: LogRequest) => readonly NodeLog[];

/** Where a Pod is. */
export interface PodPlace {
  /** Canonical. */
  readonly address: string;
  readonly node: string | undefined;
}

/** What a cluster and a snapshot of one have in common. */
interface AnyEvidence {
  readonly source: ReportSource;
  /** The namespace of a target that names none. */
  readonly namespace: string;
  /** Nodes that this evidence covers; undefined: whatever the API lists. */
  readonly nodes: readonly string[] | undefined;
  readonly readCluster: ReadCluster;
  readonly captureNodes: CaptureNodes;
  readonly readLogs: ReadLogs;
  /** Takes back what was made to gather the evidence, such as debug pods; what may be left is told on standard error. */
  readonly close: () => Promise<void>;
}

/** A snapshot: what was, at one moment. */
export interface SnapshotEvidence extends AnyEvidence {
  readonly live: false;
  readonly nodes: readonly string[];
}

/** A cluster: it goes on while it is looked at. */
export interface ClusterEvidence extends AnyEvidence {
  readonly live: true;
  /** Samples nodes while time goes on. */
  readonly sampleNode: SampleNode;
  /** Tells of each change of a Service and its EndpointSlices. */
  readonly watchService: WatchService;
  /** Address and node of a Pod; undefined if there is none, it has no address, or it may not be read. */
  readonly findPod: (namespace: string, name: string) => Promise<PodPlace | undefined>;
  /** Tells the user of a node that was judged while others are still read. */
  readonly tellJudged: (node: string, differs: boolean) => void;
  /** From now on tells how far captures are. */
  readonly followCapture: (tell: (progress: CaptureProgress) => void) => void;
  /** Takes back what the looks so far have made, for a command that goes on. */
  readonly release: () => Promise<void>;
}

/** What a command needs of the world; most cannot tell a cluster from a snapshot. */
export type Evidence = ClusterEvidence | SnapshotEvidence;
