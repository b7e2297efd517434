import type {Command, Flag} from '../command.ts';
import {
  CONNECTION_FLAGS,
  NODE_FLAGS,
  OUTPUT_FLAGS,
  POD_FLAGS,
  SERVICE_FLAGS,
  SOURCE_FLAGS,
} from '../shared-flags.ts';

/** Which lines are shown. */
const LINE_FLAGS: readonly Flag[] = [
  {
    name: 'follow',
    short: 'f',
    type: 'boolean',
    description: 'Keep printing new lines until Ctrl-C',
  },
  {
    name: 'since',
    type: 'string',
    value: 'TIME',
    description:
      'Lines newer than a duration such as 5s, 2m or 3h; in a snapshot, counted back from when it was taken',
  },
  {name: 'since-time', type: 'string', value: 'TIME', description: 'Lines from this time on (RFC 3339)'},
  {
    name: 'tail',
    type: 'string',
    value: 'LINES',
    description:
      'Read only this many of the last lines of each node, before other filters apply; default: all lines, or 10 ' +
      'with -f',
  },
  {
    name: 'previous',
    short: 'p',
    type: 'boolean',
    description: 'Show the previous run of kube-proxy, where it was restarted',
  },
  {
    name: 'level',
    type: 'string',
    choices: ['error', 'warning', 'info'],
    value: 'LEVEL',
    description: 'Lines of at least this severity, by their level or as a known sign of a failure',
  },
  {name: 'grep', type: 'string', value: 'PATTERN', description: 'Lines that match a regular expression'},
  {
    name: 'code',
    completes: 'codes',
    type: 'string',
    value: 'CODE',
    repeatable: true,
    description: 'Lines that are a sign of this catalogue entry; may be repeated',
  },
  {
    name: 'timeout',
    type: 'string',
    form: 'time',
    value: 'TIME',
    default: '60s',
    description: 'How long to wait for the log of a node to start',
  },
  {name: 'no-fold', type: 'boolean', description: 'Print every line, even repeated ones'},
  {
    name: 'summary',
    type: 'boolean',
    description:
      'Print only how often each known sign of a failure occurs on each node, with first and last time',
  },
];

/** `logs`: what kube-proxy said on all nodes, in time order. */
export const LOGS: Command = {
  name: 'logs',
  usage: '[svc/NAME ...]',
  summary: "Show kube-proxy's logs from all nodes, in time order",
  description:
    'Merges the logs of kube-proxy on all selected nodes, ordered by time; lines of one node stay in the order in ' +
    'which they were written. Lines that are a known sign of a failure show the code of its catalogue entry: ' +
    '"kubectl ipvs explain CODE" explains what it means and what to do.\n\nWith targets, only lines that mention ' +
    'these Services are shown: by name, by their addresses and node ports, or by their current endpoints.\n\nLines ' +
    'that repeat within a minute, apart from times and durations, are folded into the first one; -o json and yaml ' +
    'contain every line as kube-proxy wrote it. No debug pods are created. Where kube-proxy runs as a system ' +
    "service and not in a Pod, the kubelet's log query is used, if the cluster supports it.",
  flags: [
    ...LINE_FLAGS,
    ...SOURCE_FLAGS,
    ...SERVICE_FLAGS,
    ...NODE_FLAGS,
    ...OUTPUT_FLAGS,
    ...CONNECTION_FLAGS,
  ],
  alsoTaken: POD_FLAGS,
  examples: [
    {comment: 'What went wrong in the last hour, on all nodes', line: 'logs --since 1h --level warning'},
    {comment: 'Follow the lines about one Service', line: 'logs -f svc/checkout -n shop'},
    {comment: 'Which known failures appear in the logs, and where', line: 'logs --summary'},
    {
      comment: 'Why kube-proxy exited before its last restart',
      line: 'logs --previous --tail 20 --node worker-3',
    },
    {comment: 'All lines of a snapshot, for a script', line: 'logs --from incident.tar.gz -o json'},
  ],
  exitCodes: [
    '0  all logs were read completely, whatever they contain',
    '2  a log could not be read, or only partly; or the command failed',
    '130  interrupted with Ctrl-C, as with -f',
  ],
  argument: 'services',
  mostArguments: Number.POSITIVE_INFINITY,
  load: async () => (await import('./run-logs.ts')).runLogs,
};
