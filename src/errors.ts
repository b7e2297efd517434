/** Exit codes, after `kubectl diff`. */
export const EXIT = {
  /** Everything in scope was read and nothing is wrong. */
  ok: 0,
  /** Drift was found. */
  drift: 1,
  /** Nothing wrong was seen but not everything could be read, or the command failed, or it was called wrongly. */
  failure: 2,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What kind of failure an error is: stable, for tests and documentation. */
export type ErrorCode =
  | 'usage'
  | 'snapshot-not-found'
  | 'snapshot-unreadable'
  | 'snapshot-not-a-snapshot'
  | 'snapshot-too-new'
  | 'snapshot-unsafe'
  | 'object-invalid'
  | 'service-not-found'
  | 'node-not-found'
  | 'no-nodes'
  | 'too-many-nodes'
  | 'not-available';

/** A failure with a cause outside this program, and what the user can do about it. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: ErrorCode;
  /** Something to do, in the imperative. */
  readonly remedy: string;
  readonly exitCode: ExitCode;

  constructor(options: {code: ErrorCode; message: string; remedy: string; exitCode?: ExitCode; cause?: unknown}) {
    super(options.message, options.cause === undefined ? undefined : {cause: options.cause});
    this.code = options.code;
    this.remedy = options.remedy;
    this.exitCode = options.exitCode ?? EXIT.failure;
  }
}
