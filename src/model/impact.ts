import type {ServerLoad} from './finding.ts';
import type {FeltEffect} from './finding-kind.ts';
import type {Severity} from './severity.ts';

/** What users of one Service feel, or of all Services of some nodes. */
export interface Impact {
  /** The worst that they feel. */
  readonly effect: FeltEffect;
  readonly severity: Severity;
  /** Null: no single Service is concerned. */
  readonly service: {readonly namespace: string; readonly name: string} | null;
  /** Where, sorted. */
  readonly nodes: readonly string[];
  /**
   * For `dead-addresses`: the virtual server of the Service with the largest share of real servers that lead nowhere.
   * Null otherwise.
   */
  readonly share: ServerLoad | null;
  /** How many findings and failed checks say so, or something lesser of the same Service. */
  readonly findings: number;
  /** In one sentence without a full stop. */
  readonly message: string;
}
