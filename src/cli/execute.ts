import {
  type Call,
  COMMANDS,
  type Command,
  type FlagValues,
  lookUpFor,
  type Outcome,
  type Ports,
} from '../commands/index.ts';
import {EXIT} from '../errors.ts';
import type {LookUpBy} from './complete.ts';
import {flagValues, type Variables} from './flag-values.ts';
import {route} from './route.ts';

/** Makes the ports for a call with these flags. Throws `UserError`. */
export type MakePorts = (flags: FlagValues) => Ports;

/** Of the environment of a call: its variables, and the characters in a line of the terminal, undefined elsewhere. */
interface CallEnvironment {
  readonly variables?: Variables;
  readonly width?: number | undefined;
}

/** Help has lines of 80 characters at most, which is what kubectl's is written for. */
const HELP_WIDTH = 80;

/** Runs the words of a command line. Throws `UserError`. */
export async function execute(
  words: readonly string[],
  makePorts: MakePorts,
  {variables = {}, width = HELP_WIDTH}: CallEnvironment = {},
): Promise<Outcome> {
  if (words[0] === '__complete') return completion(words.slice(1), makePorts);
  const found = route(words, COMMANDS);
  if (found.kind === 'text') return {output: found.textOf(Math.min(width, HELP_WIDTH)), exitCode: EXIT.ok};
  const call = await readCall(found.command, found.words, variables);
  const run = await found.command.load();
  return run(call, makePorts(call.flags));
}

/** What the shell offers for the last word. Nobody sees an error there: then there is nothing to offer. */
async function completion(words: readonly string[], makePorts: MakePorts): Promise<Outcome> {
  const {complete} = await import('./complete.ts');
  const lookUp: LookUpBy = async (flags, kind, service) => {
    try {
      return await lookUpFor({flags, service}, kind, makePorts(flags));
    } catch {
      return [];
    }
  };
  return {output: await complete(words, {commands: COMMANDS, lookUp}), exitCode: EXIT.ok};
}

/** The checked call in the words after a command's name; loads the parser only if there is something to parse. */
async function readCall(command: Command, words: readonly string[], variables: Variables): Promise<Call> {
  if (words.length === 0) return {arguments: [], flags: flagValues(new Map(), command.flags, variables)};
  const {parseCall} = await import('./parse-flags.ts');
  return parseCall(command, words, variables);
}
