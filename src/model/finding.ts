import type {FindingKind} from './finding-kind.ts';
import type {Severity} from './severity.ts';
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
  readonly message: string;
  readonly remedy: string;
  /** Seen again after the settling delay; never for a snapshot, which is one look. */
  readonly confirmed: boolean;
}

/** Something the reader of a report has to know that is no difference: a doubt, a collision, a gap. */
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
