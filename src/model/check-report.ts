import type {IpFamily} from './address.ts';
import type {Assessment} from './assessment.ts';
import type {CauseKind} from './cause.ts';
import type {FindingService, Note} from './finding.ts';
import type {ReportSource} from './report-source.ts';
import type {Severity} from './severity.ts';
import type {ShellCommand} from './shell-command.ts';

/** What became of a check: `fail`, the failure is there; `undecidable`, it may be, and the message says what is missing. */
export const CHECK_OUTCOMES = ['fail', 'undecidable', 'not-applicable', 'pass'] as const;

/** One of {@link CHECK_OUTCOMES}. */
export type CheckOutcome = (typeof CHECK_OUTCOMES)[number];

/**
 * Why a check is undecidable: `unread`, something that it needs could not be read; `unclear`, what was read does not
 * tell; `person`, no capture can tell.
 */
export type CheckGap = 'unread' | 'unclear' | 'person';

/** A failure that a team knows and lives with for a while. */
export interface Acceptance {
  readonly reason: string;
  /** The last day, `2026-12-31`; null: it never ends. */
  readonly expires: string | null;
}

/** What one check of the catalogue found on one node, about one Service, or in the cluster as a whole. */
export interface CheckResult {
  /** Of the catalogue entry. */
  readonly code: string;
  readonly title: string;
  readonly result: CheckOutcome;
  /** Of a failure, how bad it is here; else the entry's default. */
  readonly severity: Severity;
  /** Null: about the cluster as a whole. */
  readonly node: string | null;
  readonly service: FindingService | null;
  /** The very lines or values that decided. */
  readonly evidence: readonly string[];
  /** Of a failure what is wrong; else why it does not apply or cannot be decided; empty for a pass. */
  readonly message: string;
  readonly remedy: string;
  /** What can be run to mend a failure, beside `remedy`. */
  readonly commands: readonly ShellCommand[];
  /** Whether the remedy is for what was found here, not that of the catalogue entry. */
  readonly ownRemedy: boolean;
  /** Of what is undecidable; null else. */
  readonly gap: CheckGap | null;
  /** Of a failure that concerns one address family only; left out: all, or it cannot be told. */
  readonly family?: IpFamily | undefined;
  /** Whether it is a difference between table and API, as `diff` lists them. */
  readonly drift: boolean;
  /** Of a failure that may explain differences, the cause that it proves; null else. */
  readonly cause: CauseKind | null;
  /** The cause in the report's assessment that explains the failure, or that it proves; null: none. */
  readonly explainedBy: CauseKind | null;
  readonly accepted: Acceptance | null;
}

/** A node of a check report. */
export interface CheckedNode {
  readonly name: string;
  /** Why nothing could be read; empty if something could. */
  readonly error: string;
  /** Why checks of IPVS mode do not apply, such as another mode; empty if they do. */
  readonly notIpvs: string;
  readonly proxyMode: string;
  readonly kubeProxyVersion: string;
}

/** The result of `check`. */
export interface CheckReport {
  /** RFC 3339. */
  readonly generatedAt: string;
  readonly source: ReportSource;
  readonly nodes: readonly CheckedNode[];
  /** What users feel, and why; nothing where only some checks were asked for. */
  readonly assessment: Assessment;
  readonly results: readonly CheckResult[];
  readonly notes: readonly Note[];
}

/** Whether a failure makes the exit code 1: one that nobody accepted, of severity error or a difference from the API. */
export function isWrong({result, severity, drift, accepted}: CheckResult): boolean {
  return result === 'fail' && accepted === null && (severity === 'error' || (drift && severity !== 'info'));
}
