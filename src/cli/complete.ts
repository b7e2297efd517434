import {
  type ArgumentKind,
  type Command,
  type Flag,
  type FlagValues,
  type NameKind,
  namesOf,
} from '../commands/index.ts';
import {flagValues} from './flag-values.ts';
import {commandFirst} from './separate-flags.ts';

/** What the shell is to do with the choices, as cobra numbers it: https://pkg.go.dev/github.com/spf13/cobra#ShellCompDirective */
const DIRECTIVE = {files: 0, choicesOnly: 4} as const;

/** A choice, perhaps with a word on what it is. */
interface Choice {
  readonly text: string;
  readonly about?: string;
}

type Choices = readonly Choice[] | 'files';

/** How the names of an argument are written. */
const PREFIXES = {
  services: ['svc/', 'service/', 'services/'],
  nodes: ['node/', 'nodes/', 'no/'],
} as const;

/** The names of a kind, of the cluster that the flags choose; none if they cannot be had quickly. */
export type LookUpBy = (
  flags: FlagValues,
  kind: NameKind,
  service: string | undefined,
) => Promise<readonly string[]>;

/** What a word may be completed from. */
export interface Completion {
  readonly commands: readonly Command[];
  /** Names in the cluster or the kubeconfig; it gives none where it cannot look them up in time. */
  readonly lookUp: LookUpBy;
}

/**
 * The choices for the last of the words, as kubectl asks for them from `kubectl_complete-ipvs`: a choice a line, what it is
 * after a tab, and a last line for the shell.
 */
export async function complete(words: readonly string[], completion: Completion): Promise<string> {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const {name, rest} = commandFirst(before[0] === 'help' ? [] : before, completion.commands);
  const choices = await choicesFor(name === undefined ? [] : [name, ...rest], current, completion);
  if (choices === 'files') return `:${DIRECTIVE.files}\n`;
  const typed = current.startsWith('-') ? current.replace(/^--?[^=]+=/, '') : current;
  const lines = choices
    .filter(({text}) => text.startsWith(typed))
    .map(({text, about}) => `${about === undefined ? text : `${text}\t${about}`}\n`);
  return `${lines.join('')}:${DIRECTIVE.choicesOnly}\n`;
}

async function choicesFor(
  before: readonly string[],
  current: string,
  {commands, lookUp}: Completion,
): Promise<Choices> {
  const command = commands.find(({name}) => name === before[0]);
  if (!command)
    return before.length === 0 ? commands.map(({name, summary}) => ({text: name, about: summary})) : [];
  const {flags, names} = scan(command, before.slice(1));
  const look = (kind: NameKind) => lookUp(flagValues(flags, command.flags), kind, serviceIn(names));
  if (before.includes('--')) return argumentChoices(command, {names, current, look});
  const waiting =
    flagBefore(command, before.at(-1) ?? '') ?? flagBefore(command, /^(--?[^=]+)=/.exec(current)?.[1] ?? '');
  if (waiting) return await valueChoices(waiting, look);
  if (current.startsWith('-')) return flagChoices(command.flags);
  return argumentChoices(command, {names, current, look});
}

/** The name in the first argument, without what stands before it. */
function serviceIn([first]: readonly string[]): string | undefined {
  return first?.slice(first.lastIndexOf('/') + 1);
}

/** The flag that a word names, if its value is the next word. */
function flagBefore(command: Command, word: string): Flag | undefined {
  return command.flags.find(
    ({name, short, type}) => type === 'string' && (word === `--${name}` || word === `-${short}`),
  );
}

/** Flags with their values, and the arguments, of words that may be wrong. */
function scan(command: Command, words: readonly string[]) {
  const flags = new Map<string, string[]>();
  const names: string[] = [];
  const note = (flag: Flag, value: string) =>
    void flags.set(flag.name, [...(flags.get(flag.name) ?? []), value]);
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const [, name = '', value] = /^(--?[^=]+)(?:=(.*))?$/.exec(word) ?? [];
    const flag = flagBefore(command, name);
    const isSwitch = command.flags.find((one) => one.type === 'boolean' && name === `--${one.name}`);
    if (flag && value !== undefined) note(flag, value);
    else if (flag) note(flag, words[++index] ?? '');
    else if (isSwitch) note(isSwitch, value ?? 'true');
    else if (!word.startsWith('-')) names.push(word);
  }
  return {flags, names};
}

async function valueChoices(flag: Flag, look: Look): Promise<Choices> {
  if (flag.choices) return flag.choices.map((text) => ({text}));
  const kind = flag.completes;
  if (kind === undefined || kind === 'files') return kind ?? [];
  if (kind === 'codes') return await namesOf(kind);
  const prefix = kind === 'pods' ? 'pod/' : '';
  return (await look(kind)).map((text) => ({text: `${prefix}${text}`}));
}

function flagChoices(flags: readonly Flag[]): Choices {
  const help = {name: 'help', short: 'h', description: 'Help for this command'};
  return [...flags, help].flatMap(({name, short, description}) => [
    {text: `--${name}`, about: description},
    ...(short === undefined ? [] : [{text: `-${short}`, about: description}]),
  ]);
}

type Look = (kind: NameKind) => Promise<readonly string[]>;

async function argumentChoices(
  command: Command,
  {names, current, look}: {readonly names: readonly string[]; readonly current: string; readonly look: Look},
): Promise<Choices> {
  const kind: ArgumentKind | undefined = command.argument;
  if (kind === undefined || names.length >= command.mostArguments) return [];
  if (kind === 'files') return 'files';
  const given = new Set(names);
  const found =
    kind === 'services' || kind === 'targets'
      ? await targetChoices(kind, current, look)
      : await namesOf(kind);
  return found.filter(({text}) => !given.has(text));
}

/** Services, and nodes where they are targets, too; only one kind is looked up where a prefix names it. */
async function targetChoices(
  kind: 'services' | 'targets',
  current: string,
  look: Look,
): Promise<readonly Choice[]> {
  const kinds = kind === 'services' ? (['services'] as const) : (['nodes', 'services'] as const);
  const named = kinds.filter((one) => PREFIXES[one].some((prefix) => current.startsWith(prefix)));
  const wanted = named.length > 0 ? named : kinds;
  const lists = await Promise.all(wanted.map(async (one) => prefixed(one, current, await look(one))));
  return lists.flat();
}

function prefixed(kind: 'services' | 'nodes', current: string, names: readonly string[]): readonly Choice[] {
  const [usual, ...others] = PREFIXES[kind];
  const prefix = others.find((other) => current.startsWith(other)) ?? usual;
  const bare = current !== '' && !usual.startsWith(current) && !current.includes('/');
  return names.map((name) => ({text: bare ? name : prefix + name}));
}
