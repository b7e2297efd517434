import type {Command} from '../command.ts';
import {
  CAPTURE_FLAGS,
  CONNECTION_FLAGS,
  LENIENCY_FLAGS,
  NODE_FLAGS,
  outputFlags,
  SERVICE_FLAGS,
  SOURCE_FLAGS,
} from '../shared-flags.ts';

const SERVICE_NOTES: Readonly<Record<string, string>> = {
  namespace: 'Limit checks of Services to this namespace; node checks always run',
  'all-namespaces': 'Services in all namespaces (the default)',
  selector: 'Limit checks of Services to those whose labels match; node checks always run',
};

/** `check`: the failure catalogue, checked on every node. */
export const CHECK: Command = {
  name: 'check',
  usage: '',
  summary: 'Check every node for known IPVS problems',
  description:
    'Checks every node for the known failures of kube-proxy in IPVS mode and of IPVS itself. Each entry of the ' +
    'failure catalogue ("kubectl ipvs explain" lists it) that can be decided from the state of a node, the API or ' +
    'a log is checked: tables, sysctls, timeouts, connection tracking, modules, IP sets, iptables chains, metrics, ' +
    "versions, configuration, and kube-proxy's log.\n\nA check that cannot be decided gives the reason; it never " +
    'counts as passed. Failures that your team has accepted for a while go into a file for --accept, each with a ' +
    'reason and an expiry date:\n\n  - code: IPVS041\n    node: edge-*\n    service: shop/*\n    reason: the edge ' +
    'firewall blocks node ports\n    expires: 2026-12-31\n\nWith --migration it answers a different question: is this ' +
    'cluster ready to move from IPVS mode to nftables mode, what would change for its Services, and what are the ' +
    'steps?\n\nWith --migration --verify it verifies the move of each node: the frontends and endpoints that its ' +
    'rules serve now are compared with what IPVS mode would serve, or with an earlier snapshot. Intended ' +
    'differences of the new mode are marked as such, and so is anything that IPVS mode left behind. A node is ' +
    'proved, not yet moved, not proved (with the reason), or unknown.\n\nWith --upgrade-to it shows what another ' +
    'version of kube-proxy would change here: it compares the tables that both versions would program for the same ' +
    'Services, and the known bugs of both.\n\nIn a cluster, each node is read by a short-lived debug pod, which is ' +
    'removed at the end.',
  flags: [
    ...SOURCE_FLAGS,
    {
      name: 'migration',
      type: 'boolean',
      description: 'Report readiness to move from IPVS to nftables mode, what would change, and the steps',
    },
    {
      name: 'verify',
      type: 'boolean',
      description: 'With --migration: verify, node by node, that nodes moved out of IPVS mode lost nothing',
    },
    {
      name: 'before',
      type: 'string',
      value: 'DIR|FILE.tar.gz',
      description:
        'With --verify: compare with this earlier snapshot instead of what IPVS mode would serve now',
    },
    {
      name: 'upgrade-to',
      type: 'string',
      value: 'VERSION',
      description:
        'Report what this version of kube-proxy would program differently, and which known bugs it adds or fixes',
    },
    {
      name: 'severity',
      type: 'string',
      value: 'LEVEL',
      choices: ['error', 'warning', 'info'],
      default: 'info',
      description: 'Minimum severity to report; also sets the exit code',
    },
    {
      name: 'code',
      completes: 'codes',
      type: 'string',
      value: 'CODE',
      repeatable: true,
      description: 'Only this catalogue entry; may be repeated or a comma-separated list',
    },
    ...LENIENCY_FLAGS,
    ...SERVICE_FLAGS.map((flag) => ({...flag, description: SERVICE_NOTES[flag.name] ?? flag.description})),
    ...NODE_FLAGS,
    ...outputFlags('summary', 'html', 'markdown', 'prometheus', 'junit'),
    ...CAPTURE_FLAGS,
    ...CONNECTION_FLAGS,
  ],
  examples: [
    {comment: 'Everything, on all nodes of the cluster', line: 'check'},
    {
      comment: 'Only errors, on one node, with the evidence',
      line: 'check --node worker-3 --severity error -o wide',
    },
    {
      comment: 'One catalogue entry, in a snapshot',
      line: 'check --code IPVS017 --from incident.tar.gz',
    },
    {comment: 'In CI: accepted failures do not fail the job', line: 'check --accept accepted.yaml -o junit'},
    {comment: 'Before IPVS mode is removed: what blocks each node, and the steps', line: 'check --migration'},
    {
      comment: 'After some nodes were moved: was anything lost?',
      line: 'check --migration --verify --before before.tar.gz',
    },
    {
      comment: 'Before an upgrade: what changes in the kernel, and which bugs',
      line: 'check --upgrade-to 1.38',
    },
    {comment: "For node-exporter's textfile collector", line: 'check -o prometheus'},
  ],
  exitCodes: [
    '0  everything in scope was read, and no check fails with severity error or finds a difference',
    '1  a check fails with severity error or finds a difference from the API, and it is not accepted; with ' +
      '--migration: a node cannot move; with --verify: a moved node is not proved; with --upgrade-to: something ' +
      'would change, or the version has a bug that affects this cluster',
    '2  no such failure found, but not everything could be read, or with --verify not all nodes have moved; or the ' +
      'command failed',
  ],
  mostArguments: 0,
  load: async () => (await import('./run-check.ts')).runCheck,
};
