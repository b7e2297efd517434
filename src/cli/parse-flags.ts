import {Parser} from 'yargs/helpers';
import type {ArgumentKind, Call, Command, Flag} from '../commands/index.ts';
import {didYouMean, UserError} from '../errors.ts';
import {flagValues, requireForm, type Variables} from './flag-values.ts';
import {readTargets} from './read-targets.ts';
import {separateFlags} from './separate-flags.ts';

/** The checked call in the words after a command's name. Throws `UserError` for anything that it does not take. */
export function parseCall(command: Command, words: readonly string[], variables: Variables = {}): Call {
  const parsed = parse(command, separateFlags(words, takenBy(command)));
  const given = (parsed._ as readonly unknown[]).map(String);
  const values = new Map(
    takenBy(command).map((flag) => [flag.name, valuesOf(command, flag, parsed[flag.name])]),
  );
  const names = TARGETS.has(command.argument ?? '') ? targetsOf(command, given, values) : given;
  if (names.length > command.mostArguments) throw tooMany(command, names);
  return {arguments: names, flags: flagValues(values, command.flags, variables)};
}

/** Kinds of arguments that are written as targets of kubectl. */
const TARGETS: ReadonlySet<string> = new Set<ArgumentKind>(['services', 'targets']);

/** The names of the targets; what they say of namespace and nodes goes to the flags. Throws `UserError`. */
function targetsOf(
  command: Command,
  words: readonly string[],
  values: Map<string, readonly string[]>,
): readonly string[] {
  const {names, namespace, nodes} = readTargets(command, words);
  const flag = values.get('namespace')?.at(-1);
  if (namespace !== undefined && flag !== undefined && flag !== namespace) {
    throw usage(
      command,
      `${words.join(' ')} is in namespace ${namespace}, but --namespace is ${flag}`,
      'specify only one namespace',
    );
  }
  if (namespace !== undefined) values.set('namespace', [namespace]);
  if (nodes.length > 0) values.set('node', [...(values.get('node') ?? []), ...nodes]);
  return names;
}

function tooMany(command: Command, words: readonly string[]): UserError {
  const {name, flags} = command;
  const narrows = command.mostArguments === 0 && flags.some((flag) => flag.name === 'selector');
  return new UserError({
    code: 'usage',
    message: `${name} takes ${arity(command)}, but got ${words.join(' ')}`,
    remedy: narrows ? `narrow ${name} with -n, -l or --node` : `see "kubectl ipvs ${name} --help"`,
  });
}

function arity({mostArguments, argument}: Command): string {
  if (mostArguments === 0) return 'no arguments';
  return mostArguments === 1
    ? `exactly one ${argument === 'services' ? 'Service' : 'argument'}`
    : `at most ${mostArguments} arguments`;
}

function takenBy({flags, alsoTaken = []}: Command): readonly Flag[] {
  return [...flags, ...alsoTaken];
}

function parse(command: Command, words: readonly string[]): Readonly<Record<string, unknown>> {
  const flags = takenBy(command);
  const names = (type: Flag['type']) => flags.filter((flag) => flag.type === type).map(({name}) => name);
  const aliases = flags.flatMap(({name, short}) =>
    short === undefined || short === name ? [] : [[name, short] as const],
  );
  const {argv, error} = Parser.detailed([...words], {
    string: names('string'),
    boolean: names('boolean'),
    narg: Object.fromEntries(names('string').map((name) => [name, 1])),
    alias: Object.fromEntries(aliases),
    configuration: {
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'duplicate-arguments-array': true,
      'greedy-arrays': false,
      'nargs-eats-options': false,
    },
  });
  requireKnownFlags(command, argv);
  if (error) throw usage(command, describeProblem(error.message));
  return argv;
}

function requireKnownFlags(command: Command, parsed: Readonly<Record<string, unknown>>): void {
  const known = new Set(
    takenBy(command).flatMap(({name, short}) => (short === undefined ? [name] : [name, short])),
  );
  for (const name of Object.keys(parsed)) {
    if (name === '_' || known.has(name)) continue;
    const long = [...known].filter((other) => other.length > 1);
    throw usage(
      command,
      `unknown flag ${name.length === 1 ? '-' : '--'}${name}`,
      longFormOf(name, long) ?? (name.length === 1 ? undefined : didYouMean(name, long, '--')),
    );
  }
}

/** A flag that is more than the usual one by a word: of `cleanup` the namespace is that of the debug pods. */
function longFormOf(name: string, known: readonly string[]): string | undefined {
  const usual = name === 'n' ? 'namespace' : name;
  const longer = known.find((other) => other.endsWith(`-${usual}`));
  return longer && `did you mean --${longer}?`;
}

function describeProblem(problem: string): string {
  const missing = /^Not enough arguments following: (.+)$/.exec(problem)?.[1];
  if (missing === undefined) return problem.replace(/\s*\n\s*/g, ' ');
  return `${missing.length === 1 ? '-' : '--'}${missing} needs a value`;
}

function valuesOf(command: Command, flag: Flag, value: unknown): readonly string[] {
  if (value === undefined) return [];
  const given = (Array.isArray(value) ? value : [value]).map(String);
  const values = flag.list ? given.flatMap((text) => text.split(',')) : given;
  for (const text of values) {
    if (flag.type === 'string' && text === '') throw usage(command, `--${flag.name} needs a value`);
    if (flag.choices && !flag.choices.includes(text)) {
      throw usage(command, `--${flag.name} cannot be ${text}`, `choose one of ${flag.choices.join(', ')}`);
    }
    requireForm(flag, text);
  }
  return values;
}

function usage(command: Command, message: string, remedy?: string): UserError {
  return new UserError({
    code: 'usage',
    message,
    remedy: remedy ?? `see "kubectl ipvs ${command.name} --help"`,
  });
}
