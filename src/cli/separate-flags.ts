import type {Command, Flag} from '../commands/index.ts';

/** The words of a command line, the command first, as {@link commandFirst} puts them. */
export interface OrderedWords {
  /** Undefined if no word can be a command. */
  readonly name: string | undefined;
  /** The other words, in their order. */
  readonly rest: readonly string[];
}

/**
 * Puts the command before the flags that stand before it, as in `-n shop diff svc/web`: kubectl takes flags there too.
 * Which flags have a value in the next word is known from all commands.
 */
export function commandFirst(words: readonly string[], commands: readonly Command[]): OrderedWords {
  const flags = commands.flatMap(({flags: own, alsoTaken = []}) => [...own, ...alsoTaken]);
  let index = 0;
  while (index < words.length && words[index] !== '--' && isFlag(words[index] ?? ''))
    index += takesNext(words[index] ?? '', flags) ? 2 : 1;
  return {name: words[index], rest: [...words.slice(0, index), ...words.slice(index + 1)]};
}

/**
 * Takes short flags apart that are joined with others or with their value, as kubectl does (spf13/pflag
 * `flag.go` parseShortArg): `-ojson` is `-o=json`, `-Aowide` is `-A -o=wide`. Words that it does not know stay as they are.
 */
export function separateFlags(words: readonly string[], flags: readonly Flag[]): readonly string[] {
  const separated: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') return [...separated, ...words.slice(index)];
    separated.push(...apart(word, flags));
    if (isFlag(word) && takesNext(word, flags) && index + 1 < words.length)
      separated.push(words[++index] ?? '');
  }
  return separated;
}

function isFlag(word: string): boolean {
  return word.startsWith('-') && word !== '-';
}

/** Whether the value of the flag, or of the last of joined ones, is in the next word. */
function takesNext(word: string, flags: readonly Flag[]): boolean {
  const last = apart(word, flags).at(-1) ?? '';
  return flags.some(
    ({name, short, type}) => type === 'string' && (last === `--${name}` || last === `-${short}`),
  );
}

/** One short flag a word; a word of long flags, or of letters that no flag has, stays as it is. */
function apart(word: string, flags: readonly Flag[]): readonly string[] {
  const [, letter = '', rest = ''] = /^-([^-=])([^=].*)$/s.exec(word) ?? [];
  const flag = flags.find(({short}) => short === letter);
  if (flag?.type === 'string') return [`-${letter}=${rest}`];
  return flag || letter === 'h' ? [`-${letter}`, ...apart(`-${rest}`, flags)] : [word];
}
