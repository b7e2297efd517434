import type {CauseKind, Finding, Severity, ShellCommand} from '../model/index.ts';

/** A cause that the signs of one node prove. */
export interface Proof {
  readonly kind: CauseKind;
  readonly code: string | null;
  readonly severity: Severity;
  /** Equal ones of several nodes become one cause: no names and counts of the node in it. */
  readonly message: string;
  readonly evidence: readonly string[];
  readonly remedy: string;
  readonly commands: readonly ShellCommand[];
  /** The differences that it explains. */
  readonly explains: (finding: Finding) => boolean;
  /** Up to when the node followed the API; `never`: it keeps following, or nothing is known, so that its table has no age. */
  readonly followedUntil: Date | undefined | 'never';
}
