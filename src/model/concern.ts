import type {CauseKind} from './cause.ts';
import type {Severity} from './severity.ts';

/** What is wrong with a node, or worth knowing of it. */
export interface Concern {
  readonly severity: Severity;
  /** Entry of the failure catalogue. */
  readonly code: string | null;
  /** How many of its kind, such as differences. */
  readonly count: number;
  /** Without the node's name, so that equal ones of many nodes can be told as one. */
  readonly message: string;
  readonly remedy: string;
  /** The kind of cause that says the same where it is proved; left out: none, or the code tells. */
  readonly toldBy?: CauseKind;
}
