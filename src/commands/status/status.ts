import type {Command, Flag} from '../command.ts';
import {
  CAPTURE_FLAGS,
  CONNECTION_FLAGS,
  LENIENCY_FLAGS,
  NODE_FLAGS,
  outputFlags,
  SERVICE_FLAGS,
  SOURCE_FLAGS,
} from '../shared-flags.ts';

const WATCH_FLAGS: readonly Flag[] = [
  {
    name: 'watch',
    short: 'w',
    type: 'boolean',
    description: 'Refresh repeatedly; -o json then prints one document per line',
  },
  {
    name: 'interval',
    type: 'string',
    value: 'TIME',
    default: '30s',
    description: 'Time between refreshes with --watch, for example 1m',
  },
];

/** `status`: the condition of kube-proxy and of IPVS on every node. */
export const STATUS: Command = {
  name: 'status',
  usage: '[node/NAME ... | svc/NAME ...]',
  summary: 'Show the state of kube-proxy and IPVS on each node',
  description:
    'Shows for each node whether kube-proxy runs and in which mode, the age of its last successful sync, the size ' +
    'of the table, whether it agrees with the API, and how full conntrack is. What needs attention comes first. ' +
    "The age of the last sync is from kube-proxy's metrics; /healthz only reports the time of the request.\n\nDRIFT " +
    'counts what `diff` would list. Nodes whose version, configuration, sync age or table differs from the rest ' +
    'are listed below the table.\n\nnode/NAME shows everything known about one node, section by section: its IP ' +
    "sets, iptables chains, kernel settings, the last important lines of kube-proxy's log, and its differences.\n\n" +
    'svc/NAME, or -l, shows each real server of the Service with its Pod, its weight and its connections on all ' +
    'nodes. ON: nodes that have it / nodes that should. With -o wide, each virtual server on each node has a row, ' +
    'with rates.\n\nIn a cluster, each node is read by a short-lived debug pod, which is removed at the end, with ' +
    '--watch after each refresh.',
  flags: [
    ...SOURCE_FLAGS,
    ...WATCH_FLAGS,
    ...SERVICE_FLAGS.map((flag) =>
      flag.name === 'namespace'
        ? {...flag, description: 'Namespace of svc/NAME and of -l; nodes are always shown as a whole'}
        : flag,
    ),
    ...NODE_FLAGS,
    ...LENIENCY_FLAGS,
    ...outputFlags('name', 'summary', 'html', 'markdown', 'prometheus'),
    ...CAPTURE_FLAGS,
    ...CONNECTION_FLAGS,
  ],
  examples: [
    {comment: 'All nodes of the cluster', line: 'status'},
    {comment: 'Everything known about one node', line: 'status node/worker-3'},
    {comment: 'Which Pods serve a Service, on which nodes', line: 'status svc/checkout -n shop'},
    {comment: 'Refresh every minute, until q or Ctrl-C', line: 'status --watch --interval 1m'},
    {comment: 'With Pods, syncs, connections and conntrack', line: 'status -o wide'},
    {comment: 'The nodes of a snapshot, for a script', line: 'status --from incident.tar.gz -o json'},
  ],
  exitCodes: [
    '0  all nodes in scope were read, no table differs, and nothing is worse than a warning (modes other than IPVS ' +
      'are fine)',
    '1  a table differs from the API, or a node needs attention with severity error',
    '2  no problem found, but some nodes could not be read; or the command failed',
  ],
  argument: 'targets',
  mostArguments: Number.POSITIVE_INFINITY,
  load: async () => (await import('./run-status.ts')).runStatus,
};
