import type {Command} from '../command.ts';
import {
  CAPTURE_FLAGS,
  CONNECTION_FLAGS,
  NODE_FLAGS,
  outputFlags,
  SERVICE_FLAGS,
  SOURCE_FLAGS,
} from '../shared-flags.ts';

const SERVICE_NOTES: Readonly<Record<string, string>> = {
  namespace: 'Of what is about a Service, only Services of this namespace; nodes are checked as a whole',
  'all-namespaces': 'Services of all namespaces, which is the default',
  selector: 'Of what is about a Service, only Services whose labels match',
};

/** `check`: the failure catalogue, checked on every node. */
export const CHECK: Command = {
  name: 'check',
  usage: '',
  summary: 'Check every node for all that is known to go wrong with IPVS',
  description:
    'Does any known failure of kube-proxy in IPVS mode, or of IPVS itself, apply here? Each entry of the failure ' +
    'catalogue ("kubectl ipvs explain" lists it) that the state of a node, the API or a log can decide is decided: ' +
    'tables, sysctls, timeouts, connection tracking, modules, IP sets, iptables chains, metrics, versions, ' +
    'configuration, and the log of kube-proxy.\n\n' +
    'A check that cannot be decided says why; it never counts as passed. Failures that a team knows and lives with ' +
    'for a while stand in a file for --accept, each with a reason and the day until which it counts:\n\n' +
    '  - code: IPVS041\n' +
    '    node: edge-*\n' +
    '    service: shop/*\n' +
    '    reason: the firewall of the edge closes node ports\n' +
    '    expires: 2026-12-31\n\n' +
    'With --migration the question is another one: is this cluster ready to leave IPVS mode for nftables mode, what ' +
    'would change for its Services, and in which order are the steps taken?\n\n' +
    'With --verify too it proves the move of each node: the frontends and endpoints that its rules serve now are compared ' +
    'with what IPVS mode would serve, or with a snapshot from before; what the new mode does otherwise on purpose is named ' +
    'as such, and so is what IPVS mode left behind. A node is proved, not yet moved, not proved with the reason, or ' +
    'unknown.\n\n' +
    'With --upgrade-to the question is what another version of kube-proxy would change here: the tables that both ' +
    'versions make of the same Services are compared, and the known bugs of both.\n\n' +
    'On a cluster each node is read by a short-lived debug pod, which is removed at the end.',
  flags: [
    ...SOURCE_FLAGS,
    {
      name: 'migration',
      type: 'boolean',
      description: 'Readiness to leave IPVS mode for nftables mode, what would change, and the steps',
    },
    {
      name: 'verify',
      type: 'boolean',
      description: 'With --migration: prove, node by node, that a node moved out of IPVS mode lost nothing',
    },
    {
      name: 'before',
      type: 'string',
      value: 'DIR|FILE.tar.gz',
      description: 'With --verify: a snapshot from before, in place of what IPVS mode would serve now',
    },
    {
      name: 'upgrade-to',
      type: 'string',
      value: 'VERSION',
      description:
        'What this version of kube-proxy would program otherwise here, and which known bugs come and go',
    },
    {
      name: 'severity',
      type: 'string',
      value: 'LEVEL',
      choices: ['error', 'warning', 'info'],
      default: 'info',
      description: 'The least severity that is told and counts',
    },
    {
      name: 'code',
      completes: 'codes',
      type: 'string',
      value: 'CODE',
      repeatable: true,
      description: 'Only this entry of the catalogue; may be repeated, or a list with commas',
    },
    {
      name: 'exclude',
      completes: 'codes',
      type: 'string',
      value: 'CODE',
      repeatable: true,
      description: 'Not this entry; may be repeated, or a list with commas',
    },
    {
      name: 'accept',
      completes: 'files',
      type: 'string',
      value: 'FILE',
      description: 'YAML file of failures that are accepted, each with a reason and an expiry',
    },
    ...SERVICE_FLAGS.map((flag) => ({...flag, description: SERVICE_NOTES[flag.name] ?? flag.description})),
    ...NODE_FLAGS,
    ...outputFlags('summary', 'html', 'markdown', 'prometheus', 'junit'),
    ...CAPTURE_FLAGS,
    ...CONNECTION_FLAGS,
  ],
  examples: [
    {comment: 'Everything, on all nodes of the cluster', line: 'check'},
    {
      comment: 'What would page somebody, on one node, with the evidence',
      line: 'check --node worker-3 --severity error -o wide',
    },
    {
      comment: 'One entry of the catalogue, in a snapshot',
      line: 'check --code IPVS017 --from incident.tar.gz',
    },
    {comment: 'In CI: what is accepted does not fail the job', line: 'check --accept accepted.yaml -o junit'},
    {comment: 'Before IPVS mode ends: what keeps each node, and the steps', line: 'check --migration'},
    {
      comment: 'After some nodes were moved: was anything lost?',
      line: 'check --migration --verify --before before.tar.gz',
    },
    {comment: 'Before an upgrade: what changes in the kernels, which bugs', line: 'check --upgrade-to 1.38'},
    {comment: "For node-exporter's textfile collector", line: 'check -o prometheus'},
  ],
  exitCodes: [
    '0  everything in scope was read, and no check fails at severity error or finds a difference',
    '1  a check fails at severity error or finds a difference from the API, and it is not accepted; with --migration: a node is not able to move; with --verify: a moved node is not proved; with --upgrade-to: something would change, or a bug that concerns this cluster comes',
    '2  no check fails like that as far as could be seen, but not everything could be read, or with --verify not all nodes are moved; or the call failed',
  ],
  mostArguments: 0,
  load: async () => (await import('./run-check.ts')).runCheck,
};
