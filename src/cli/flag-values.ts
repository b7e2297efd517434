import type {Flag, FlagValues} from '../commands/index.ts';

/**
 * The values of a command's flags. Of a flag that was given several times the last counts, as in kubectl, unless it is
 * repeatable.
 */
export function flagValues(
  given: ReadonlyMap<string, readonly string[]>,
  flags: readonly Flag[],
): FlagValues {
  const defaults = new Map(flags.map((flag) => [flag.name, flag.default]));
  return {
    text: (name) => given.get(name)?.at(-1) ?? defaults.get(name),
    texts: (name) => given.get(name) ?? [],
    isSet: (name) => given.get(name)?.at(-1) === 'true',
  };
}
