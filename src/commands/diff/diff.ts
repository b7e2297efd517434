import type {Command} from '../command.ts';
import {
  CAPTURE_FLAGS,
  CONNECTION_FLAGS,
  NODE_FLAGS,
  outputFlags,
  SERVICE_FLAGS,
  SOURCE_FLAGS,
} from '../shared-flags.ts';

/** `diff`: compares the tables of the nodes with the API, or two snapshots with each other. */
export const DIFF: Command = {
  name: 'diff',
  usage: '[svc/NAME ...]',
  summary: 'Compare the IPVS table of each node with the API',
  description:
    "Shows which virtual servers and real servers in each node's kernel differ from what kube-proxy should have " +
    'programmed for the Services and EndpointSlices. Addresses on kube-ipvs0, IP sets and iptables chains are also ' +
    'compared, where they were captured.\n\nWithout a target, the whole table is compared, in all namespaces. ' +
    'Targets, -n and -l limit it to some Services; entries that belong to no Service are then not reported. Real ' +
    'servers that kube-proxy is draining (weight 0, connections left) are reported as info and are not drift.\n\nIn ' +
    'a cluster, each node is read by a short-lived debug pod, which is removed at the end. A difference counts ' +
    'only if it is still there in a second read, after kube-proxy had time for a sync. Nodes that change in ' +
    'between are read a third time, to distinguish real drift from a node that is only late, and how late it is.',
  flags: [
    ...SOURCE_FLAGS,
    {
      name: 'against',
      completes: 'files',
      type: 'string',
      value: 'DIR|FILE.tar.gz',
      description: 'With --from: compare its tables with those of this later snapshot, node by node',
    },
    ...SERVICE_FLAGS,
    ...NODE_FLAGS,
    ...outputFlags('name', 'summary', 'html', 'markdown', 'prometheus'),
    ...CAPTURE_FLAGS,
    ...CONNECTION_FLAGS,
  ],
  examples: [
    {comment: 'One Service, on all nodes of the cluster', line: 'diff svc/checkout -n shop'},
    {comment: 'The whole table of one node, with all details', line: 'diff --node worker-3 -o wide'},
    {comment: 'All differences in a snapshot', line: 'diff --from incident.tar.gz'},
    {comment: 'For a script', line: 'diff --from incident.tar.gz -o json'},
    {
      comment: 'What a restart of kube-proxy changed',
      line: 'diff --from before.tar.gz --against after.tar.gz',
    },
  ],
  exitCodes: [
    '0  everything in scope was read and nothing is wrong (draining is not a difference; nodes in other modes are ' +
      'skipped)',
    '1  something differs, or kube-proxy has a problem with severity error on a node',
    '2  no problem found, but not everything could be read; or the command failed',
  ],
  argument: 'services',
  mostArguments: Number.POSITIVE_INFINITY,
  load: async () => (await import('./run-diff.ts')).runDiff,
};
