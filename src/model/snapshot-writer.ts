import type {ObjectSink} from './cluster-file.ts';
import type {NodeCapture} from './node-capture.ts';

/** What a snapshot says of itself. */
export interface SnapshotHead {
  /** RFC 3339. */
  readonly capturedAt: string;
  readonly serverVersion: string;
  readonly clusterName: string;
  readonly nodes: readonly string[];
  /** Whether names and addresses were replaced before they came here. */
  readonly redacted: boolean;
  /** What of the API could not be read, in sentences for the user. */
  readonly problems: readonly string[];
}

/** What is written of a node: its capture, and what could not be read besides, in sentences for the user. */
export interface NodeRecord extends NodeCapture {
  readonly problems: readonly string[];
}

/** Writes a snapshot: it appears under its name when it is whole, or not at all. */
export interface SnapshotWriter {
  readonly objects: ObjectSink;
  /** Writes what was read of a node. Throws `UserError`. */
  readonly addNode: (record: NodeRecord) => Promise<void>;
  /** Completes the snapshot; gives its size in bytes. Throws `UserError`. */
  readonly finish: (head: SnapshotHead) => Promise<number>;
  /** Removes what was written so far; does nothing once the snapshot is complete. */
  readonly discard: () => void;
}
