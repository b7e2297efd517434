import type {Command, Flag} from '../commands/index.ts';

const PROGRAM = 'kubectl ipvs';
const WIDTH = 80;

/** Help for the program: all commands. */
export function programHelp(commands: readonly Command[]): string {
  const widest = Math.max(...commands.map(({name}) => name.length));
  return [
    'Looks into kube-proxy in IPVS mode, on every node: do the tables in the kernel',
    'agree with the API, what did kube-proxy say, what is known to go wrong?',
    '',
    'Commands:',
    ...commands.map(({name, summary}) => `  ${name.padEnd(widest)}   ${summary}`),
    '',
    'Usage:',
    `  ${PROGRAM} COMMAND [arguments] [flags]`,
    '',
    `"${PROGRAM} COMMAND --help" tells more about a command.`,
    '',
  ].join('\n');
}

/** Help for one command. */
export function commandHelp(command: Command): string {
  return [
    ...command.description.split('\n').flatMap((paragraph) => wrap(paragraph, '')),
    '',
    'Examples:',
    ...command.examples.flatMap(({comment, line}) => [`  # ${comment}`, `  ${PROGRAM} ${line}`, '']),
    ...flagSection(command.flags),
    'Exit codes:',
    ...command.exitCodes.flatMap((text) => wrap(text, '  ', '     ')),
    '',
    'Usage:',
    `  ${usageLine(command)}`,
    '',
  ].join('\n');
}

function usageLine({name, usage, flags}: Command): string {
  return [PROGRAM, name, usage, flags.length > 0 ? '[flags]' : ''].filter((word) => word !== '').join(' ');
}

function flagSection(flags: readonly Flag[]): readonly string[] {
  if (flags.length === 0) return [];
  return ['Flags:', ...flags.flatMap(flagLines), ''];
}

function flagLines(flag: Flag): readonly string[] {
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `;
  const value = flag.value === undefined ? '' : ` ${flag.value}`;
  return [`  ${short}--${flag.name}${value}`, ...wrap(describe(flag), '          ')];
}

function describe({description, choices, default: otherwise}: Flag): string {
  const options = choices === undefined ? '' : ` (${choices.join(', ')})`;
  const usual = otherwise === undefined ? '' : `; default ${otherwise}`;
  return `${description}${options}${usual}`;
}

function wrap(text: string, indent: string, following = indent): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(/(?<! ) (?! )/)) {
    if (line.trim() !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = following;
    }
    line += line.trim() === '' ? word : ` ${word}`;
  }
  lines.push(line);
  return lines;
}
