import {CONNECTION_FLAGS, type Command, type Flag, POD_FLAGS} from '../commands/index.ts';

const PROGRAM = 'kubectl ipvs';

/** Help for the program: all commands. */
export function programHelp(commands: readonly Command[], width: number): string {
  const widest = Math.max(...commands.map(({name}) => name.length));
  return [
    ...wrap(
      "Finds out why Services misbehave: compares each node's kernel tables with the API, merges kube-proxy's logs, checks " +
        'for known failures.',
      {indent: '', width},
    ),
    '',
    'Commands:',
    ...commands.flatMap(({name, summary}) =>
      wrap(`  ${name.padEnd(widest)}   ${summary}`, {indent: '', below: ' '.repeat(widest + 5), width}),
    ),
    '',
    'Usage:',
    `  ${PROGRAM} COMMAND [arguments] [flags]`,
    '',
    ...wrap(
      `Use "${PROGRAM} COMMAND --help" for more information about a command, and "${PROGRAM} options" for the flags that ` +
        'select cluster and user.',
      {indent: '', width},
    ),
    '',
  ].join('\n');
}

/** Help for one command. */
export function commandHelp(command: Command, width: number): string {
  return [
    ...command.description.split('\n').flatMap((paragraph) => wrap(paragraph, {indent: '', width})),
    '',
    'Examples:',
    ...command.examples.flatMap(({comment, line}) => [
      ...wrap(comment, {indent: '  # ', width}),
      `  ${PROGRAM} ${line}`,
      '',
    ]),
    ...flagSections(command.flags, width),
    'Exit codes:',
    ...command.exitCodes.flatMap((text) => wrap(text, {indent: '  ', below: '     ', width})),
    '',
    'Usage:',
    ...wrap(usageLine(command), {indent: '  ', below: '    ', width}),
    '',
  ].join('\n');
}

function usageLine({name, usage, flags}: Command): string {
  return [PROGRAM, name, usage, flags.length > 0 ? '[flags]' : ''].filter((word) => word !== '').join(' ');
}

/** The flags that all commands share which ask a cluster, as kubectl lists its own under `kubectl options`. */
export function connectionHelp(width: number): string {
  return [
    ...wrap(
      'These flags select the cluster and the user. Every command that contacts a cluster accepts them.',
      {
        indent: '',
        width,
      },
    ),
    '',
    ...CONNECTION_FLAGS.flatMap((flag) => flagLines(flag, width)),
    '',
  ].join('\n');
}

/** A command's own flags first, then those of debug pods; those of the connection are on a page of their own. */
function flagSections(flags: readonly Flag[], width: number): readonly string[] {
  const among = (names: ReadonlySet<string>) => flags.filter(({name}) => names.has(name));
  const connection = new Set(CONNECTION_FLAGS.map(({name}) => name));
  const pods = new Set(POD_FLAGS.map(({name}) => name));
  const own = flags.filter(({name}) => !connection.has(name) && !pods.has(name));
  return [
    ...flagSection('Flags:', own, width),
    ...flagSection('Debug pods:', among(pods), width),
    ...(among(connection).length === 0
      ? []
      : [
          ...wrap(`Use "${PROGRAM} options" for the flags that select cluster and user.`, {
            indent: '',
            width,
          }),
          '',
        ]),
  ];
}

function flagSection(title: string, flags: readonly Flag[], width: number): readonly string[] {
  return flags.length === 0 ? [] : [title, ...flags.flatMap((flag) => flagLines(flag, width)), ''];
}

function flagLines(flag: Flag, width: number): readonly string[] {
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `;
  const value = flag.value === undefined ? '' : ` ${flag.value}`;
  return [`  ${short}--${flag.name}${value}`, ...wrap(describe(flag), {indent: '          ', width})];
}

function describe({description, choices, default: otherwise, variable}: Flag): string {
  const options = choices === undefined ? '' : ` (${choices.join(', ')})`;
  const usual = otherwise === undefined ? '' : `; default ${otherwise}`;
  const instead = variable === undefined ? '' : `; or set ${variable}`;
  return `${description}${options}${usual}${instead}`;
}

/**
 * A text in lines: the first after `indent`, the others after `below`, which is as wide where it is left out. Commands between
 * quotes stay whole.
 */
function wrap(
  text: string,
  {
    indent,
    width,
    below = ' '.repeat(indent.length),
  }: {readonly indent: string; readonly width: number; readonly below?: string},
): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  let start = indent;
  const words = text.replace(/"kubectl [^"]*"/g, (command) => command.replaceAll(' ', GLUE));
  for (const word of words.split(/(?<! ) (?! )/)) {
    if (line !== start && line.length + 1 + word.length > width) {
      lines.push(line);
      start = below;
      line = below;
    }
    line += line === start ? word : ` ${word}`;
  }
  lines.push(line);
  return lines.map((one) => one.replaceAll(GLUE, ' '));
}

/** A sign that no text has. */
const GLUE = '\u0012';
