import type {CauseKind} from './cause.ts';
import type {FindingKind} from './finding-kind.ts';
import type {Severity} from './severity.ts';
import type {ShellCommand} from './shell-command.ts';
import type {VirtualServerId} from './virtual-server.ts';

/** The Service a finding is about. */
export interface FindingService {
  readonly namespace: string;
  readonly name: string;
  /** Name of the service port, empty if it has none; null if the finding is about the Service as a whole. */
  readonly port: string | null;
}

/** Attributes that should be there or are there: plain data, shown as it is. */
export type Attributes = Readonly<Record<string, unknown>>;

/** Real servers of a virtual server that take new connections, and those of them at which nothing answers. */
export interface ServerLoad {
  readonly taking: number;
  readonly dead: number;
}

/** One difference between expected and actual state on one node. */
export interface Finding {
  readonly kind: FindingKind;
  /** Entry of the failure catalogue. */
  readonly code: string | null;
  readonly severity: Severity;
  readonly node: string;
  readonly service: FindingService | null;
  readonly virtualServer: VirtualServerId | null;
  readonly realServer: {readonly address: string; readonly port: number} | null;
  readonly expected: Attributes | null;
  readonly actual: Attributes | null;
  /**
   * Of the virtual server that a finding about a real server belongs to, on the node: how many real servers take new
   * connections, and how many of these lead nowhere. Null for other findings.
   */
  readonly load: ServerLoad | null;
  readonly message: string;
  /** What puts it right, in words. */
  readonly remedy: string;
  /** What can be run about this very finding; about its cause see there. */
  readonly commands: readonly ShellCommand[];
  /** Why it is so, if that is proved; null before all that was read is known, too. */
  readonly cause: CauseKind | null;
  /** Seen again after the settling delay; never for a snapshot, which is one look. */
  readonly confirmed: boolean;
}

/** Entries of the catalogue for a node that is behind: it follows the API late, or not at all. */
export type BehindCode = 'IPVS075' | 'IPVS077';

/** Whether a note of this code says that a node is behind. */
export function isBehindCode(code: string | null): code is BehindCode {
  return code === 'IPVS075' || code === 'IPVS077';
}

/** Something the reader of a report has to know that is not a difference: a doubt, a collision, a gap. */
export interface Note {
  readonly code: string | null;
  readonly severity: Severity;
  /** Null: about the cluster or the report as a whole. */
  readonly node: string | null;
  readonly service: FindingService | null;
  readonly virtualServer: VirtualServerId | null;
  readonly message: string;
  readonly remedy: string;
}

/** A note; what `parts` leaves out is null, and the remedy empty: nothing needs to be done. */
export function newNote(
  severity: Severity,
  parts: Pick<Note, 'message'> & Partial<Omit<Note, 'severity'>>,
): Note {
  const none = {code: null, node: null, service: null, virtualServer: null, remedy: ''};
  return {...none, severity, ...parts};
}
