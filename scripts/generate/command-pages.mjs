const NOTE = '<!-- Written by npm run generate from the command table in src/commands. -->';

/** A page for each command and one that lists them, by path. */
export function commandPages(commands) {
  const pages = commands.map((command) => [`docs/commands/${command.name}.md`, page(command)]);
  const list = [NOTE, '', '# Commands', '', commandList(commands, '')].join('\n');
  return {...Object.fromEntries(pages), 'docs/commands/README.md': list};
}

/** All commands as a table. */
export function commandList(commands, folder = 'docs/commands/') {
  const rows = commands.map(({name, summary}) => `| [\`${name}\`](${folder}${name}.md) | ${cell(summary)} |`);
  return ['| command | what it does |', '|---|---|', ...rows, ''].join('\n');
}

function page(command) {
  const {name, usage, summary, description, examples, flags, exitCodes} = command;
  const line = ['kubectl ipvs', name, usage, flags.length > 0 ? '[flags]' : ''].filter(Boolean).join(' ');
  return [
    NOTE,
    '',
    `# kubectl ipvs ${name}`,
    '',
    `${summary}.`,
    '',
    ...fenced([line]),
    ...description.split('\n').map(escaped),
    '',
    '## Examples',
    '',
    ...fenced(
      examples.flatMap((one, index) => [
        ...(index > 0 ? [''] : []),
        `# ${one.comment}`,
        `kubectl ipvs ${one.line}`,
      ]),
    ),
    ...(flags.length > 0
      ? ['## Flags', '', '| flag | meaning | default |', '|---|---|---|', ...flags.map(flagRow), '']
      : []),
    '## Exit codes',
    '',
    '| code | when |',
    '|---|---|',
    ...exitCodes.map((text) =>
      text.replace(/^(\d+) +(.*)$/, (_, code, when) => `| ${code} | ${cell(when)} |`),
    ),
    '',
  ].join('\n');
}

function fenced(lines) {
  return ['```', ...lines, '```', ''];
}

function flagRow({name, short, value, description, choices, repeatable, default: usual}) {
  const names = [...(short === undefined ? [] : [`-${short}`]), `--${name}`].join(', ');
  const options = choices === undefined ? '' : ` (${choices.join(', ')})`;
  const often = repeatable && !/repeat/.test(description) ? '; may be repeated' : '';
  const written = value === undefined ? names : `${names} ${value}`;
  return `| \`${cell(written)}\` | ${cell(escaped(description + options + often))} | ${cell(usual ?? '')} |`;
}

function cell(text) {
  return text.replaceAll('|', '\\|');
}

/** Names in angle brackets would be taken for tags. */
function escaped(text) {
  return text.replaceAll('<', '&lt;');
}
