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
    'Which virtual servers and real servers in the kernel of each node differ from what kube-proxy must have made of ' +
    'the Services and EndpointSlices? Addresses on kube-ipvs0, IP sets and iptables chains are compared too, where ' +
    'they were captured.\n\n' +
    'Without a target the whole table is compared, in all namespaces. Targets, -n and -l narrow it to some Services; ' +
    'entries that no Service explains are then not reported. Real servers that kube-proxy is draining (weight 0, ' +
    'connections left) are told as info: they are no drift.\n\n' +
    'On a cluster each node is read by a short-lived debug pod, which is removed at the end. A difference counts only ' +
    'if a second look, after kube-proxy had time for a sync, still shows it. Nodes that move meanwhile are looked at a ' +
    'third time: what stays is told apart from a node that is only late, with how late it is.',
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
    {comment: 'Everything that differs in a snapshot', line: 'diff --from incident.tar.gz'},
    {comment: 'For a script', line: 'diff --from incident.tar.gz -o json'},
    {
      comment: 'What a restart of kube-proxy changed',
      line: 'diff --from before.tar.gz --against after.tar.gz',
    },
  ],
  exitCodes: [
    '0  everything in scope was read and nothing is wrong (draining is not a difference; nodes in other modes are left out)',
    '1  something differs, or kube-proxy is at fault on a node at severity error',
    '2  nothing is wrong as far as could be seen, but not everything could be read; or the call failed',
  ],
  argument: 'services',
  mostArguments: Number.POSITIVE_INFINITY,
  load: async () => (await import('./run-diff.ts')).runDiff,
};
