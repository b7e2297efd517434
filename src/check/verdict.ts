import type {CauseKind, CheckGap, FindingService, IpFamily, Severity, ShellCommand} from '../model/index.ts';

/** What a rule says about a failure that it found. */
export interface Failure {
  /** Left out: the catalogue entry's default. */
  readonly severity?: Severity;
  /** What is wrong, in one sentence without a full stop. */
  readonly message: string;
  /** The very lines or values that decided. */
  readonly evidence: readonly string[];
  /** Left out: the catalogue entry's. */
  readonly remedy?: string;
  /** Left out: none. */
  readonly commands?: readonly ShellCommand[];
  readonly service?: FindingService;
  /** The one address family that it concerns; left out: all, or it cannot be told. */
  readonly family?: IpFamily;
  /** Whether it is a difference between table and API, which the comparison judged. */
  readonly drift?: boolean;
  /** The cause of differences that it proves; left out: none. */
  readonly cause?: CauseKind;
  /** For a rule about the cluster: the node that it is about. */
  readonly node?: string;
}

/** What a rule found. */
export type Verdict =
  | {readonly result: 'pass'; readonly evidence: readonly string[]}
  | ({readonly result: 'fail'} & Failure)
  | {readonly result: 'not-applicable'; readonly message: string}
  | {readonly result: 'undecidable'; readonly message: string; readonly gap: CheckGap};

/** The failure is not there; evidence says what was looked at, where that helps. */
export function pass(...evidence: readonly string[]): Verdict {
  return {result: 'pass', evidence};
}

/** The failure is there. */
export function fail(failure: Failure): Verdict {
  return {result: 'fail', ...failure};
}

/** The failure cannot be there, and why, such as a version that does not have it. */
export function notApplicable(message: string): Verdict {
  return {result: 'not-applicable', message};
}

/** Something that could tell was not read, and why. */
export function unread(message: string): Verdict {
  return {result: 'undecidable', message, gap: 'unread'};
}

/** Nothing that was read can tell, and why. */
export function undecidable(message: string): Verdict {
  return {result: 'undecidable', message, gap: 'unclear'};
}
