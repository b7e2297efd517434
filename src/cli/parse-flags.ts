import yargs from 'yargs';
import type {Call, Command, Flag} from '../commands/index.ts';
import {didYouMean, UserError} from '../errors.ts';
import {flagValues, requireForm} from './flag-values.ts';

/** The checked call in the words after a command's name. Throws `UserError` for anything that it does not take. */
export function parseCall(command: Command, words: readonly string[]): Call {
  const parsed = parse(command, words);
  const names = (parsed._ as readonly unknown[]).map(String);
  if (names.length > command.mostArguments) {
    throw usage(
      command,
      `${command.name} takes ${command.mostArguments} arguments, but got ${names.join(' ')}`,
    );
  }
  const values = new Map(
    takenBy(command).map((flag) => [flag.name, valuesOf(command, flag, parsed[flag.name])]),
  );
  return {arguments: names, flags: flagValues(values, command.flags)};
}

function takenBy({flags, alsoTaken = []}: Command): readonly Flag[] {
  return [...flags, ...alsoTaken];
}

function parse(command: Command, words: readonly string[]): Readonly<Record<string, unknown>> {
  let problem: string | undefined;
  const parser = yargs([...words])
    .help(false)
    .version(false)
    .exitProcess(false)
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'duplicate-arguments-array': true,
      'greedy-arrays': false,
      'nargs-eats-options': false,
    })
    .fail((message) => {
      problem ??= message;
    });
  for (const flag of takenBy(command)) {
    parser.option(flag.name, {
      type: flag.type,
      ...(flag.short === undefined || flag.short === flag.name ? {} : {alias: flag.short}),
      ...(flag.type === 'string' ? {requiresArg: true} : {}),
    });
  }
  const parsed = parser.parseSync() as Readonly<Record<string, unknown>>;
  requireKnownFlags(command, parsed);
  if (problem !== undefined) throw usage(command, describeProblem(problem));
  return parsed;
}

function requireKnownFlags(command: Command, parsed: Readonly<Record<string, unknown>>): void {
  const known = new Set(
    takenBy(command).flatMap(({name, short}) => (short === undefined ? [name] : [name, short])),
  );
  for (const name of Object.keys(parsed)) {
    if (name === '_' || name === '$0' || known.has(name)) continue;
    const long = [...known].filter((other) => other.length > 1);
    throw usage(
      command,
      `unknown flag ${name.length === 1 ? '-' : '--'}${name}`,
      name.length === 1 ? undefined : didYouMean(name, long, '--'),
    );
  }
}

function describeProblem(problem: string): string {
  const missing = /^Not enough arguments following: (.+)$/.exec(problem)?.[1];
  if (missing === undefined) return problem.replace(/\s*\n\s*/g, ' ');
  return `${missing.length === 1 ? '-' : '--'}${missing} needs a value`;
}

function valuesOf(command: Command, flag: Flag, value: unknown): readonly string[] {
  if (value === undefined) return [];
  const values = (Array.isArray(value) ? value : [value]).map(String);
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
    remedy: remedy ?? `"kubectl ipvs ${command.name} --help" lists what it takes`,
  });
}
