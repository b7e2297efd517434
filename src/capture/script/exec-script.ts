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

/** Where the script may keep files while it runs: in memory, if the container has that. */
const PLACES = '/dev/shm /tmp /run /var/run';

/** The standard input of {@link EXEC_COMMAND}. `name` is for files, and must be safe in a shell. */
export function execInput(variables: Readonly<Record<string, string>>, name: string): string {
  const prefix = `${name}.`;
  const given = {...variables, [SCRIPT_VARIABLES.prefix]: prefix};
  const lines = Object.entries(given).map(([variable, value]) => `${variable}=${value}\n`);
  return `${lines.join('')}
for d in ${PLACES}; do { : >"$d/${prefix}index"; } 2>/dev/null && break; done
trap 'set +f; rm -f "$d/${prefix}"*' EXIT
trap 'exit 1' HUP INT PIPE TERM
${SCRIPT_VARIABLES.work}=$d
${CAPTURE_SCRIPT}${END}
`;
}
