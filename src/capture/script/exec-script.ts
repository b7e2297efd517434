import {CAPTURE_SCRIPT, SCRIPT_VARIABLES} from './capture-script.ts';

const END = '# end of the script';

/**
 * What is run in kube-proxy's own Pod: it reads variables and script from its standard input, since a command is part of
 * an address, which may not be long; the input stays open, so a line ends the script.
 */
export const EXEC_COMMAND: readonly string[] = [
  'sh',
  '-c',
  `s=
while IFS= read -r l && [ -n "$l" ]; do export "$l"; done
while IFS= read -r l && [ "$l" != '${END}' ]; do s="$s$l
"; done
exec </dev/null
eval "$s"`,
];

/** Names that the script gives to files of its own; they stand in memory, and are gone when it ends. */
const FILES = ['index', 'body', 'err', 'status', 'table', 'answer', 'differs'];

const PLACES = '/dev/shm /tmp /run /var/run';

/** The standard input of {@link EXEC_COMMAND}. `name` is for files, and must be safe in a shell. */
export function execInput(variables: Readonly<Record<string, string>>, name: string): string {
  const prefix = `${name}.`;
  const given = {...variables, [SCRIPT_VARIABLES.prefix]: prefix};
  const lines = Object.entries(given).map(([variable, value]) => `${variable}=${value}\n`);
  const remove = FILES.map((file) => `"$d/${prefix}${file}"`).join(' ');
  return `${lines.join('')}
for d in ${PLACES}; do { : >"$d/${prefix}index"; } 2>/dev/null && break; done
trap 'rm -f ${remove}' EXIT
trap 'exit 1' HUP INT PIPE TERM
${SCRIPT_VARIABLES.work}=$d
${CAPTURE_SCRIPT}${END}
`;
}
