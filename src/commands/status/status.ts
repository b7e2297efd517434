import type {Command, Flag} from '../command.ts';
import {
  CAPTURE_FLAGS,
  CONNECTION_FLAGS,
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
    description: 'Look again and again; -o json then prints one document a line',
  },
  {
    name: 'interval',
    type: 'string',
    value: 'TIME',
    default: '30s',
    description: 'Time between two looks of --watch, for example 1m',
  },
];

/** `status`: the condition of kube-proxy and of IPVS on every node. */
export const STATUS: Command = {
  name: 'status',
  usage: '[node/NAME ... | svc/NAME ...]',
  summary: 'Show the condition of kube-proxy and of IPVS on each node',
  description:
    'Does kube-proxy run on each node and in which mode, how old is its last successful sync, how big is the table, does ' +
    'it agree with the API, how full is conntrack? What needs attention comes first. The age of the last sync is from ' +
    "kube-proxy's metrics, not from /healthz, whose time is that of the question.\n\n" +
    'DRIFT counts what `diff` would list. Nodes whose version, configuration, sync age or table differs from the rest are ' +
    'named below the table.\n\n' +
    'With node/NAME everything known of that node is told, section by section, with its IP sets, iptables chains, kernel ' +
    "settings, the last important lines of kube-proxy's log, and its differences.\n\n" +
    'With svc/NAME, or -l, each real server of the Service is told with its Pod, its weight and its connections on all ' +
    'nodes; ON is how many nodes have it, of how many must. -o wide has a row for each virtual server on each node, with ' +
    'rates.\n\n' +
    'On a cluster each node is read by a short-lived debug pod, which is removed at the end, with --watch after each look.',
  flags: [
    ...SOURCE_FLAGS,
    ...WATCH_FLAGS,
    ...SERVICE_FLAGS.map((flag) =>
      flag.name === 'namespace'
        ? {...flag, description: 'Namespace of svc/NAME, and of what -l chooses; nodes are told as a whole'}
        : flag,
    ),
    ...NODE_FLAGS,
    ...outputFlags('name', 'summary', 'html', 'markdown', 'prometheus'),
    ...CAPTURE_FLAGS,
    ...CONNECTION_FLAGS,
  ],
  examples: [
    {comment: 'All nodes of the cluster', line: 'status'},
    {comment: 'Everything known of one node', line: 'status node/worker-3'},
    {comment: 'Who serves a Service, on which nodes', line: 'status svc/checkout -n shop'},
    {comment: 'Again every minute, until q or Ctrl-C', line: 'status --watch --interval 1m'},
    {comment: 'With Pods, syncs, connections and conntrack', line: 'status -o wide'},
    {comment: 'The nodes of a snapshot, for a script', line: 'status --from incident.tar.gz -o json'},
  ],
  exitCodes: [
    '0  all nodes in scope were read, and no table differs and nothing worse than a warning was seen (other modes than IPVS are fine)',
    '1  a table differs from the API, or a node needs attention at severity error',
    '2  nothing of that as far as could be seen, but not every node could be read; or the call failed',
  ],
  argument: 'targets',
  mostArguments: Number.POSITIVE_INFINITY,
  load: async () => (await import('./run-status.ts')).runStatus,
};
