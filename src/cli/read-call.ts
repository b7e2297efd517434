import type {Call, Command} from '../commands/index.ts';
import {flagValues} from './flag-values.ts';

/** The checked call in the words after a command's name; loads the parser only if there is something to parse. */
export async function readCall(command: Command, words: readonly string[]): Promise<Call> {
  if (words.length === 0) return {arguments: [], flags: flagValues(new Map(), command.flags)};
  const {parseCall} = await import('./parse-flags.ts');
  return parseCall(command, words);
}
