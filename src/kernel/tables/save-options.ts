import {quoteText, UnreadableLine} from './unreadable-line.ts';

/** The options of one line of `ipvsadm -S`, with their values; options without a value have an empty one. */
export type SaveOptions = ReadonlyMap<string, string>;

const WITH_VALUE = new Set([
  ...['-t', '-u', '--sctp-service', '-f', '-s', '-p', '-M', '--pe', '-b', '-r', '-w'],
  ...['-x', '-y', '--tun-type', '--tun-port'],
]);
const WITHOUT_VALUE = new Set([
  '-A',
  '-a',
  '-6',
  '-o',
  '-m',
  '-g',
  '-i',
  '--tun-nocsum',
  '--tun-csum',
  '--tun-remcsum',
]);

/** Splits a line into options. Throws if one is unknown, is given twice, or lacks its value. */
export function readOptions(line: string): SaveOptions {
  const options = new Map<string, string>();
  const words = line.split(/ +/);
  for (let at = 0; at < words.length; at++) {
    const option = words[at] ?? '';
    if (options.has(option)) throw new UnreadableLine(`the option ${quoteText(option)} is given twice`);
    if (WITHOUT_VALUE.has(option)) options.set(option, '');
    else options.set(option, optionValue(option, words[++at]));
  }
  return options;
}

function optionValue(option: string, value: string | undefined): string {
  if (!WITH_VALUE.has(option)) throw new UnreadableLine(`the option ${quoteText(option)} is unknown`);
  if (value !== undefined) return value;
  // ipvsadm prints `-b ` with nothing behind it for flags that the scheduler has no names for.
  if (option === '-b') return '';
  throw new UnreadableLine(`the option ${quoteText(option)} has no value`);
}

/** The value of an option that must be there. */
export function requiredOption(options: SaveOptions, option: string): string {
  const value = options.get(option);
  if (value === undefined) throw new UnreadableLine(`the option ${quoteText(option)} is missing`);
  return value;
}

/** The one option of a table that is there. Throws if there is none, or more than one. */
export function chosenOption<Value>(
  options: SaveOptions,
  table: ReadonlyMap<string, Value>,
): readonly [string, Value] {
  const chosen = [...table].filter(([option]) => options.has(option));
  const [first] = chosen;
  if (first !== undefined && chosen.length === 1) return first;
  throw new UnreadableLine(`of ${[...table.keys()].join(', ')} exactly one must be given`);
}
