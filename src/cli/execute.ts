import {
  type Call,
  COMMANDS,
  type Command,
  type FlagValues,
  type Outcome,
  type Ports,
} from '../commands/index.ts';
import {EXIT} from '../errors.ts';
import {flagValues} from './flag-values.ts';
import {route} from './route.ts';

/** Makes the ports for a call with these flags. Throws `UserError`. */
export type MakePorts = (flags: FlagValues) => Ports;

/** Runs the words of a command line. Throws `UserError`. */
export async function execute(words: readonly string[], makePorts: MakePorts): Promise<Outcome> {
  const found = route(words, COMMANDS);
  if (found.kind === 'text') return {output: found.text, exitCode: EXIT.ok};
  const call = await readCall(found.command, found.words);
  const run = await found.command.load();
  return run(call, makePorts(call.flags));
}

/** The checked call in the words after a command's name; loads the parser only if there is something to parse. */
async function readCall(command: Command, words: readonly string[]): Promise<Call> {
  if (words.length === 0) return {arguments: [], flags: flagValues(new Map(), command.flags)};
  const {parseCall} = await import('./parse-flags.ts');
  return parseCall(command, words);
}
