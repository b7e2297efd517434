import type {ClusterEvidence, TraceRecord} from '../../model/index.ts';
import type {Ports} from '../command.ts';
import type {TracedNode, TraceScope} from './trace-node.ts';

/** What is followed, and who hears of it. */
export interface Following {
  readonly evidence: ClusterEvidence;
  readonly scope: TraceScope;
  readonly traced: readonly TracedNode[];
  readonly ports: Ports;
  /** Ends it: the user, or the time that was asked for. */
  readonly end: AbortSignal;
  readonly emit: (record: TraceRecord) => void;
}
