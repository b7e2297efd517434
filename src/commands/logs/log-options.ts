import {CATALOGUE, findEntry} from '../../catalogue/index.ts';
import {didYouMean, UserError} from '../../errors.ts';
import {SEVERITIES, type Severity} from '../../model/index.ts';
import {serviceName} from '../../scope/index.ts';
import type {Call, FlagValues} from '../command.ts';
import {type OutputOptions, outputOptions} from '../output-options.ts';
import {type Chosen, chosenBy, oneOf, type SourceOptions, sourceOptions} from '../read-flags.ts';

/** What a call of `logs` asks for, checked. */
export interface LogOptions extends OutputOptions, Chosen {
  readonly targets: readonly string[];
  readonly follow: boolean;
  readonly previous: boolean;
  /** Seconds before now, or before the snapshot was taken. */
  readonly sinceSeconds: number | undefined;
  readonly sinceTime: Date | undefined;
  readonly tail: number | undefined;
  readonly timeoutSeconds: number;
  readonly severity: Severity | undefined;
  readonly pattern: RegExp | undefined;
  readonly codes: readonly string[] | undefined;
  readonly fold: boolean;
  readonly summary: boolean;
  readonly source: SourceOptions;
}

/** With -f so many lines of each node come first, unless told otherwise; as kubectl does for several Pods. */
const TAIL_OF_FOLLOWED = 10;

/** Checks the flags of `logs`. Throws `UserError`. */
export function logOptions({arguments: targets, flags}: Call): LogOptions {
  const follow = flags.isSet('follow');
  const since = flags.text('since');
  const time = flags.text('since-time');
  refusePairs(flags);
  return {
    targets: targets.map(serviceName),
    follow,
    previous: flags.isSet('previous'),
    sinceSeconds: since === undefined ? undefined : flags.seconds('since'),
    sinceTime: time === undefined ? undefined : readTime(time),
    tail: tailOf(flags, follow && since === undefined && time === undefined),
    timeoutSeconds: flags.seconds('timeout'),
    severity: oneOf(SEVERITIES, flags.text('level')),
    pattern: patternOf(flags.text('grep')),
    codes: codesOf(flags.texts('code')),
    fold: !flags.isSet('no-fold'),
    summary: flags.isSet('summary'),
    ...outputOptions(flags),
    ...chosenBy(flags),
    source: sourceOptions(flags, {withPods: false}),
  };
}

const PAIRS: readonly (readonly [string, string, string])[] = [
  ['since', 'since-time', 'give one of them'],
  ['follow', 'from', 'a snapshot does not grow: leave one of them out'],
  ['follow', 'previous', 'the previous run has ended: leave one of them out'],
  ['follow', 'summary', 'a summary needs an end: leave one of them out, and choose the time with --since'],
];

function refusePairs(flags: FlagValues): void {
  const given = (name: string) => flags.isSet(name) || (flags.text(name) ?? 'false') !== 'false';
  for (const [one, other, remedy] of PAIRS) {
    if (given(one) && given(other)) throw usage(`--${one} and --${other} cannot be combined`, remedy);
  }
}

const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

function readTime(text: string): Date {
  const time = new Date(text);
  if (RFC_3339.test(text) && !Number.isNaN(time.getTime())) return time;
  throw usage(`--since-time cannot be ${text}`, 'give a time such as 2026-11-20T18:00:00Z');
}

function tailOf(flags: FlagValues, followsAll: boolean): number | undefined {
  const text = flags.text('tail');
  if (text === undefined) return followsAll ? TAIL_OF_FOLLOWED : undefined;
  if (text === '-1') return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw usage(`--tail cannot be ${text}`, 'give a number of lines, or -1 for all');
}

const LONGEST_PATTERN = 1000;

/** The engine can bound the time of a pattern only if it has none of these. */
const UNBOUNDED = /\\[1-9]|\\k<|\(\?<?[=!]/;

function patternOf(text: string | undefined): RegExp | undefined {
  if (text === undefined) return undefined;
  if (text.length > LONGEST_PATTERN)
    throw usage(`the pattern of --grep is longer than ${LONGEST_PATTERN} characters`, 'give a shorter one');
  if (UNBOUNDED.test(text))
    throw usage(
      `--grep ${text} has a back-reference or a look-around, which may take unlimited time`,
      'leave it out, or filter the output with grep -P',
    );
  try {
    return new RegExp(text);
  } catch (cause) {
    const why =
      cause instanceof Error ? cause.message.replace(/^Invalid regular expression: /, '') : String(cause);
    throw usage(
      `--grep ${text} is not a regular expression: ${why}`,
      'escape special characters with a backslash',
    );
  }
}

function codesOf(texts: readonly string[]): readonly string[] | undefined {
  if (texts.length === 0) return undefined;
  return texts
    .flatMap((text) => text.split(','))
    .map((text) => {
      const entry = findEntry(text);
      if (entry) return entry.code;
      const near = didYouMean(
        text.toUpperCase(),
        CATALOGUE.map(({code}) => code),
      );
      throw usage(`the catalogue has no entry ${text}`, near ?? '"kubectl ipvs explain" lists all entries');
    });
}

function usage(message: string, remedy: string): UserError {
  return new UserError({code: 'usage', message, remedy});
}
