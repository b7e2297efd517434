import type {Flag, FlagValues} from '../commands/index.ts';
import {UserError} from '../errors.ts';

/** Environment variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The values of a command's flags. Of a flag that was given several times the last counts, as in kubectl, unless it is
 * repeatable. An environment variable stands in for a flag that was not given, if it is not empty.
 */
export function flagValues(
  given: ReadonlyMap<string, readonly string[]>,
  flags: readonly Flag[],
  variables: Variables = {},
): FlagValues {
  const defaults = new Map(
    flags.map((flag) => [flag.name, (flag.variable && variables[flag.variable]) || flag.default]),
  );
  const text = (name: string) => given.get(name)?.at(-1) ?? defaults.get(name);
  return {
    text,
    texts: (name) => given.get(name) ?? [],
    isSet: (name) => given.get(name)?.at(-1) === 'true',
    count: (name) => readCount(name, text(name) ?? ''),
    seconds: (name) => readSeconds(name, text(name) ?? ''),
  };
}

/** A number of seconds, or a duration as Go writes it. */
const LIMIT = /^(?:\d+|(?:\d+(?:\.\d+)?(?:h|ms|us|µs|ns|m|s))+)$/;

/** Throws `UserError` if the text of a flag's value does not have the form that it must have. */
export function requireForm({name, form}: Flag, text: string): void {
  if (form === 'count') readCount(name, text);
  if (form === 'time') readSeconds(name, text);
  if (form === 'limit' && !LIMIT.test(text))
    throw wrongValue(name, text, 'a time such as 30s or 2m, a number of seconds, or 0 for no limit');
}

function readCount(name: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw wrongValue(name, text, 'a whole number of at least 1');
}

const UNITS: Readonly<Record<string, number>> = {'': 1, ms: 0.001, s: 1, m: 60, h: 3600};

function readSeconds(name: string, text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smh]?)/g)];
  const whole = /^(?:\d+(?:\.\d+)?|(?:\d+(?:\.\d+)?(?:ms|[smh]))+)$/.test(text);
  const seconds = parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0), 0);
  if (whole && seconds > 0) return seconds;
  throw wrongValue(name, text, 'a time such as 60s, 2m or 1m30s');
}

function wrongValue(name: string, text: string, wanted: string): UserError {
  return new UserError({code: 'usage', message: `--${name} cannot be ${text}`, remedy: `give ${wanted}`});
}
