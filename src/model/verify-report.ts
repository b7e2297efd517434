import type {Note} from './finding.ts';
import type {ReportSource} from './report-source.ts';

/**
 * Whether a node was moved out of IPVS mode with nothing lost: `not-yet`, it still runs IPVS mode; `not-proved`, something
 * speaks against it; `unknown`, not all that decides could be read.
 */
export const MOVE_VERDICTS = ['proved', 'not-yet', 'not-proved', 'unknown'] as const;

/** One of {@link MOVE_VERDICTS}. */
export type MoveVerdict = (typeof MOVE_VERDICTS)[number];

/** Something that differs between what IPVS mode served and what the node serves now. */
export interface MoveDifference {
  readonly kind:
    | 'fewer-node-port-addresses'
    | 'more-node-port-addresses'
    | 'local-policy-without-endpoints'
    | 'other-endpoints'
    | 'frontend-lost'
    | 'frontend-added'
    | 'changed-in-api';
  /** Whether the new mode, or the API, means it so: then it speaks against nothing. */
  readonly onPurpose: boolean;
  readonly count: number;
  /** In a sentence. */
  readonly message: string;
  /** Some of the frontends, as `TCP 10.96.0.1:443`. */
  readonly examples: readonly string[];
}

/** How many there were, and are. */
export interface BeforeAndNow {
  readonly before: number;
  readonly now: number;
}

/** One node on its way out of IPVS mode. */
export interface MovedNode {
  readonly name: string;
  /** The mode that it runs now; empty if it is not known. */
  readonly mode: string;
  readonly verdict: MoveVerdict;
  /** Why it is not proved or not known, each in a sentence. */
  readonly reasons: readonly string[];
  /** Null where nothing could be compared. */
  readonly frontends: BeforeAndNow | null;
  readonly endpoints: BeforeAndNow | null;
  readonly differences: readonly MoveDifference[];
  /** What IPVS mode left behind. */
  readonly leftovers: readonly string[];
}

/** The result of `check --migration --verify`. */
export interface VerifyReport {
  /** RFC 3339. */
  readonly generatedAt: string;
  readonly source: ReportSource;
  /** The snapshot that tells what was served before; null: what IPVS mode would serve now. */
  readonly before: ReportSource | null;
  readonly summary: {readonly nodes: number; readonly moved: number; readonly proved: number} & {
    readonly verdicts: Readonly<Record<MoveVerdict, number>>;
  };
  readonly nodes: readonly MovedNode[];
  readonly notes: readonly Note[];
}
