import {CONNECTION_FLAGS, type Command, type Flag, POD_FLAGS} from '../commands/index.ts';

const PROGRAM = 'kubectl ipvs';
const WIDTH = 80;

/** Help for the program: all commands. */
export function programHelp(commands: readonly Command[]): string {
  const widest = Math.max(...commands.map(({name}) => name.length));
  return [
    "Finds out why Services misbehave: compares each node's kernel tables with the",
    "API, merges kube-proxy's logs, checks for known failures.",
    '',
    'Commands:',
    ...commands.map(({name, summary}) => `  ${name.padEnd(widest)}   ${summary}`),
    '',
    'Usage:',
    `  ${PROGRAM} COMMAND [arguments] [flags]`,
    '',
    `Use "${PROGRAM} COMMAND --help" for more information about a command,`,
    `and "${PROGRAM} options" for the flags that select cluster and user.`,
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
    ...flagSections(command.flags),
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

/** The flags that all commands share which ask a cluster, as kubectl lists its own under `kubectl options`. */
export function connectionHelp(): string {
  return [
    ...wrap(
      'These flags select the cluster and the user. Every command that contacts a cluster accepts them.',
      '',
    ),
    '',
    ...CONNECTION_FLAGS.flatMap(flagLines),
    '',
  ].join('\n');
}

/** A command's own flags first, then those of debug pods; those of the connection are on a page of their own. */
function flagSections(flags: readonly Flag[]): readonly string[] {
  const among = (names: ReadonlySet<string>) => flags.filter(({name}) => names.has(name));
  const connection = new Set(CONNECTION_FLAGS.map(({name}) => name));
  const pods = new Set(POD_FLAGS.map(({name}) => name));
  const own = flags.filter(({name}) => !connection.has(name) && !pods.has(name));
  return [
    ...flagSection('Flags:', own),
    ...flagSection('Debug pods:', among(pods)),
    ...(among(connection).length === 0
      ? []
      : [`Use "${PROGRAM} options" for the flags that select cluster and user.`, '']),
  ];
}

function flagSection(title: string, flags: readonly Flag[]): readonly string[] {
  return flags.length === 0 ? [] : [title, ...flags.flatMap(flagLines), ''];
}

function flagLines(flag: Flag): readonly string[] {
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `;
  const value = flag.value === undefined ? '' : ` ${flag.value}`;
  return [`  ${short}--${flag.name}${value}`, ...wrap(describe(flag), '          ')];
}

function describe({description, choices, default: otherwise, variable}: Flag): string {
  const options = choices === undefined ? '' : ` (${choices.join(', ')})`;
  const usual = otherwise === undefined ? '' : `; default ${otherwise}`;
  const instead = variable === undefined ? '' : `; or set ${variable}`;
  return `${description}${options}${usual}${instead}`;
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
