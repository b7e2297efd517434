import type {Command} from '../commands/index.ts';
import {didYouMean, UserError} from '../errors.ts';
import {commandHelp, programHelp} from './help.ts';

/** What a command line asks for: a text at once, or a command with the words that follow its name. */
export type Route =
  | {readonly kind: 'text'; readonly text: string}
  | {readonly kind: 'command'; readonly command: Command; readonly words: readonly string[]};

/** Finds out what the words of a command line ask for, without reading flags. Throws `UserError`. */
export function route(words: readonly string[], commands: readonly Command[]): Route {
  const wantsHelp = asksForHelp(words);
  const [first, ...rest] = words[0] === 'help' ? words.slice(1) : words;
  if (first === undefined || first === '--help' || first === '-h')
    return {kind: 'text', text: programHelp(commands)};
  if (first === '--version') return route(['version', '--client', ...rest], commands);
  const command = commands.find(({name}) => name === first);
  if (!command) throw unknownCommand(first, commands);
  if (wantsHelp) return {kind: 'text', text: commandHelp(command)};
  return {kind: 'command', command, words: rest};
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
  const isFlag = name.startsWith('-');
  return new UserError({
    code: 'usage',
    message: isFlag ? `the command is missing before ${name}` : `there is no command ${name}`,
    remedy: (isFlag ? undefined : near) ?? '"kubectl ipvs --help" lists all commands',
  });
}
