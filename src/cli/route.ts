import type {Command} from '../commands/index.ts';
import {didYouMean, UserError} from '../errors.ts';
import {commandHelp, connectionHelp, programHelp} from './help.ts';
import {commandFirst} from './separate-flags.ts';

/** What a command line asks for: a text at once, or a command with the words that follow its name. */
export type Route =
  | {readonly kind: 'text'; readonly textOf: (width: number) => string}
  | {readonly kind: 'command'; readonly command: Command; readonly words: readonly string[]};

/** Finds out what the words of a command line ask for, without reading flags. Throws `UserError`. */
export function route(words: readonly string[], commands: readonly Command[]): Route {
  const wantsHelp = asksForHelp(words);
  const {name, rest} = commandFirst(words[0] === 'help' ? words.slice(1) : words, commands);
  if (name === undefined) return withoutCommand(words, wantsHelp, commands);
  if (name === 'options') return {kind: 'text', textOf: connectionHelp};
  const command = commands.find((one) => one.name === name);
  if (!command) throw unknownCommand(name, commands);
  if (wantsHelp) return {kind: 'text', textOf: (width) => commandHelp(command, width)};
  return {kind: 'command', command, words: rest};
}

function withoutCommand(words: readonly string[], wantsHelp: boolean, commands: readonly Command[]): Route {
  const [first] = words;
  if (first === undefined || wantsHelp)
    return {kind: 'text', textOf: (width) => programHelp(commands, width)};
  if (first === '--version') return route(['version', '--client', ...words.slice(1)], commands);
  throw new UserError({
    code: 'usage',
    message: `the command is missing: ${words.join(' ')}`,
    remedy: '"kubectl ipvs --help" lists all commands',
  });
}

function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  const flags = end < 0 ? words : words.slice(0, end);
  return words[0] === 'help' || flags.includes('--help') || flags.includes('-h');
}

function unknownCommand(name: string, commands: readonly Command[]): UserError {
  const near = didYouMean(
    name,
    commands.map((command) => command.name),
  );
  return new UserError({
    code: 'usage',
    message: `there is no command ${name}`,
    remedy: near ?? '"kubectl ipvs --help" lists all commands',
  });
}
