/** Exit codes, after `kubectl diff`. */
export const EXIT = {
  /** Everything in scope was read and nothing is wrong. */
  ok: 0,
  /** Drift was found. */
  drift: 1,
  /** Nothing wrong was seen but not everything could be read, or the command failed, or it was called wrongly. */
  failure: 2,
  /** Ctrl-C, or another signal that asks a program to end. */
  interrupted: 130,
  /** Standard output was closed before there was a result, as by `head`: what a shell says of a program that SIGPIPE ended. */
  unread: 141,
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
  | 'snapshot-exists'
  | 'snapshot-unwritable'
  | 'object-invalid'
  | 'service-not-found'
  | 'node-not-found'
  | 'no-nodes'
  | 'too-many-nodes'
  | 'kubeconfig-not-found'
  | 'kubeconfig-invalid'
  | 'kubeconfig-file-unreadable'
  | 'context-not-found'
  | 'credentials-failed'
  | 'api-unreachable'
  | 'api-unauthorized'
  | 'api-forbidden'
  | 'api-not-found'
  | 'api-failed'
  | 'permission-missing'
  | 'file-not-written'
  | 'output-not-written'
  | 'cleanup-failed';

/** A failure with a cause outside this program, and what the user can do about it. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: ErrorCode;
  /** Something to do, in the imperative. */
  readonly remedy: string;
  readonly exitCode: ExitCode;

  constructor(options: {
    code: ErrorCode;
    message: string;
    remedy: string;
    exitCode?: ExitCode;
    cause?: unknown;
  }) {
    super(options.message, options.cause === undefined ? undefined : {cause: options.cause});
    this.code = options.code;
    this.remedy = options.remedy;
    this.exitCode = options.exitCode ?? EXIT.failure;
  }
}

/** "did you mean a or b?" for a mistyped name, nearest first; undefined if nothing is near. */
export function didYouMean(mistyped: string, names: Iterable<string>, prefix = ''): string | undefined {
  const limit = Math.max(2, Math.floor(mistyped.length / 3));
  const scored: {name: string; distance: number}[] = [];
  for (const name of new Set(names)) {
    const contained = name.includes(mistyped) || mistyped.includes(name);
    const distance = contained ? 1 : editDistance(mistyped, name, limit);
    if (distance <= limit) scored.push({name, distance});
  }
  scored.sort((one, other) => one.distance - other.distance || (one.name < other.name ? -1 : 1));
  const nearest = scored.slice(0, 3).map(({name}) => prefix + name);
  return nearest.length === 0 ? undefined : `did you mean ${nearest.join(' or ')}?`;
}

/** Levenshtein's distance; a number above the limit if it is above. */
function editDistance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let previous = Array.from({length: other.length + 1}, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const change = one[row - 1] === other[column - 1] ? 0 : 1;
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + change,
        ),
      );
    }
    previous = current;
  }
  return previous[other.length] ?? limit + 1;
}

/** The reason of an answer that stopped. */
export const STALLED = 'Stalled';
