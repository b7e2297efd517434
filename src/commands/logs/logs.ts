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
    description: 'Go on with what is logged from now on, until Ctrl-C',
  },
  {
    name: 'since',
    type: 'string',
    value: 'TIME',
    description: 'Lines of the last 5s, 2m or 3h; of a snapshot: before it was taken',
  },
  {name: 'since-time', type: 'string', value: 'TIME', description: 'Lines from this time on (RFC 3339)'},
  {
    name: 'tail',
    type: 'string',
    value: 'LINES',
    description:
      'This many of the last lines of each node, from which the other flags choose; with -f 10 unless told otherwise, else all',
  },
  {
    name: 'previous',
    short: 'p',
    type: 'boolean',
    description: 'The run of kube-proxy before the present one, where it was restarted',
  },
  {
    name: 'level',
    type: 'string',
    choices: ['error', 'warning', 'info'],
    value: 'LEVEL',
    description: 'Lines at least so severe: by their level, or as a known sign of a failure',
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
    description: 'How long the log of a node may take to begin',
  },
  {name: 'no-fold', type: 'boolean', description: 'Each line on its own, however often it repeats'},
  {
    name: 'summary',
    type: 'boolean',
    description: 'Only how often each known sign of a failure shows on each node, first and last',
  },
];

/** `logs`: what kube-proxy said on all nodes, in time order. */
export const LOGS: Command = {
  name: 'logs',
  usage: '[svc/NAME ...]',
  summary: 'Show what kube-proxy said on all nodes, in time order',
  description:
    'The logs of kube-proxy on all chosen nodes as one, ordered by time; lines of one node stay in the order in which ' +
    'they were written. Lines that are a known sign of a failure carry the code of its catalogue entry: "kubectl ipvs ' +
    'explain CODE" tells what it means and what to do.\n\n' +
    'With targets only lines that speak of these Services are shown: of their names, their addresses and node ports, ' +
    'and of the endpoints that they have now.\n\n' +
    'Lines that repeat within a minute, but for times and durations, are folded into the first of them; -o json and ' +
    'yaml have every line as kube-proxy wrote it. No debug pods are made. Where kube-proxy is a service of the node ' +
    "and no Pod, the kubelet's log query is asked, if the cluster offers it.",
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
    {comment: 'What is logged now about one Service', line: 'logs -f svc/checkout -n shop'},
    {comment: 'Which known failures the logs show, and where', line: 'logs --summary'},
    {
      comment: 'Why kube-proxy ended before it was restarted',
      line: 'logs --previous --tail 20 --node worker-3',
    },
    {comment: 'All lines of a snapshot, for a script', line: 'logs --from incident.tar.gz -o json'},
  ],
  exitCodes: [
    '0  all logs were read to their ends, whatever they say',
    '2  a log could not be read, or not all of it; or the call failed',
    '130  ended by Ctrl-C, as -f is',
  ],
  argument: 'services',
  mostArguments: Number.POSITIVE_INFINITY,
  load: async () => (await import('./run-logs.ts')).runLogs,
};
