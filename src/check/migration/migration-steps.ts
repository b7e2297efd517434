import {
  compareNaturally,
  kubectl,
  type MigrationNode,
  type MigrationResult,
  type MigrationSection,
  type MigrationStep,
  onNode,
} from '../../model/index.ts';

/** What the steps are made from. */
export interface StepInput {
  readonly results: readonly MigrationResult[];
  readonly nodes: readonly MigrationNode[];
}

/** The way from IPVS mode to nftables mode, with what was found on this cluster in each step. Steps without work are left out. */
export function migrationSteps(input: StepInput): readonly MigrationStep[] {
  return [
    ...upgradeProxy(input),
    ...upgradeKernels(input),
    ...moveOthers(input),
    ...fixNodePorts(input),
    ...decideServices(input),
    watchBefore(),
    ...tidySettings(input),
    secondDaemonSet(),
    moveNodes(input),
    reboot(input),
    verify(input),
    takeBack(input),
    goBack(input),
  ];
}

const NOTHING_TO_TYPE = {commands: [], settings: []} as const;

function failing(
  {results}: StepInput,
  section: MigrationSection,
  worst: readonly string[] = ['error', 'warning'],
) {
  return results.filter(
    (result) => result.section === section && result.result === 'fail' && worst.includes(result.severity),
  );
}

function nodesOf(results: readonly MigrationResult[]): readonly string[] {
  return [...new Set(results.map(({node}) => node).filter((node) => node !== null))].sort(compareNaturally);
}

const MOST_NAMES = 5;

function list(names: readonly string[]): string {
  if (names.length <= MOST_NAMES) return names.join(', ');
  return `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`;
}

function upgradeProxy(input: StepInput): readonly MigrationStep[] {
  const old = failing(input, 'requirements').filter(({title}) => title === 'kube-proxy with nftables mode');
  if (old.length === 0) return [];
  return [
    {
      title: 'Upgrade Kubernetes until kube-proxy is 1.33 or later',
      details: [`too old on: ${list(nodesOf(old))}`],
      ...NOTHING_TO_TYPE,
    },
  ];
}

function upgradeKernels({nodes}: StepInput): readonly MigrationStep[] {
  const old = nodes.filter(({reason}) => reason.includes('older than 5.13'));
  if (old.length === 0) return [];
  return [
    {
      title: 'Bring the kernels to 5.13 or later, or plan iptables mode for these nodes',
      details: [`too old: ${list(old.map(({name, kernel}) => `${name} (${kernel})`))}`],
      ...NOTHING_TO_TYPE,
    },
  ];
}

function moveOthers(input: StepInput): readonly MigrationStep[] {
  const others = failing(input, 'foreign-ipvs');
  if (others.length === 0) return [];
  return [
    {
      title: 'Move other users of IPVS off these nodes',
      details: [
        `on ${list(nodesOf(others))}: ${list([...new Set(others.flatMap(({evidence}) => evidence))])}`,
      ],
      commands: nodesOf(others)
        .slice(0, 1)
        .map((node) => onNode(node, 'ipvsadm', '-Ln')),
      settings: [],
    },
  ];
}

function fixNodePorts(input: StepInput): readonly MigrationStep[] {
  const lost = failing(input, 'node-ports');
  if (lost.length === 0) return [];
  return [
    {
      title: 'While still in IPVS mode, set nodePortAddresses to its future value, and wait for complaints',
      details: [
        `node ports would disappear from: ${list([...new Set(lost.flatMap(({evidence}) => evidence))])}`,
        'CIDRs of both families mean the same in both modes; without them nftables mode serves the primary addresses only',
      ],
      commands: [],
      settings: [{where: 'configuration of kube-proxy', yaml: 'nodePortAddresses: ["primary"]'}],
    },
  ];
}

function decideServices(input: StepInput): readonly MigrationStep[] {
  const wanting = (['policies', 'addresses', 'balancing', 'connections', 'filtering'] as const).flatMap(
    (section) => failing(input, section),
  );
  if (wanting.length === 0) return [];
  const messages = [...new Set(wanting.map(({message}) => message))];
  return [
    {
      title: 'Decide how to handle behaviour that changes',
      details: messages.slice(0, MOST_NAMES * 2).map((message) => {
        const names = servicesOf(wanting.filter((result) => result.message === message));
        return names.length > 0 ? `${list(names)}: ${message}` : message;
      }),
      ...NOTHING_TO_TYPE,
    },
  ];
}

function servicesOf(results: readonly MigrationResult[]): readonly string[] {
  const names = results.flatMap(({service}) => (service ? [`${service.namespace}/${service.name}`] : []));
  return [...new Set(names)].sort(compareNaturally);
}

function watchBefore(): MigrationStep {
  return {
    title: 'Prepare the tools that inspect the data plane',
    details: [
      "check in the network plugin's documentation whether it supports kube-proxy in nftables mode",
      'alerts and dashboards on kubeproxy_sync_proxy_rules_iptables_… need their counterparts …_nftables_…',
      'scripts and exporters that read ipvsadm, kube-ipvs0, KUBE-… chains or sets find nothing afterwards',
    ],
    ...NOTHING_TO_TYPE,
  };
}

function tidySettings(input: StepInput): readonly MigrationStep[] {
  const settings = failing(input, 'settings', ['error', 'warning', 'info']);
  if (settings.length === 0) return [];
  return [
    {
      title: 'Note which settings lose their effect, and which stay behind',
      details: [...new Set(settings.flatMap(({evidence}) => evidence))].slice(0, MOST_NAMES * 2),
      ...NOTHING_TO_TYPE,
    },
  ];
}

/** A patch of the DaemonSet of kube-proxy: not on nodes that have the label for nftables mode. */
const LEAVE_LABELLED_NODES =
  '{"spec":{"template":{"spec":{"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"kube-proxy-mode","operator":"NotIn","values":["nftables"]}]}]}}}}}}}';

function secondDaemonSet(): MigrationStep {
  return {
    title: 'Prepare a second DaemonSet of kube-proxy in nftables mode',
    details: [
      'copy the ConfigMap and the DaemonSet of kube-proxy under other names; in the copy set the mode, and let the two choose nodes by a label',
      'all nodes of one ConfigMap change together as soon as their Pods restart: with a second one you can go pool ' +
        'by pool',
      'the command is for a DaemonSet without an affinity of its own, such as that of kubeadm',
      'where kube-proxy does not run in a Pod (k3s and others), its mode is set in the configuration of each node ' +
        'instead',
    ],
    commands: [
      kubectl('-n', 'kube-system', 'patch', 'ds/kube-proxy', '--type', 'merge', '-p', LEAVE_LABELLED_NODES),
    ],
    settings: [{where: 'ConfigMap of the second one', yaml: 'mode: nftables'}],
  };
}

/** Nodes that are able to move now. */
function ableToMove({nodes}: StepInput): readonly string[] {
  return nodes
    .filter(({readiness}) => readiness === 'ready' || readiness === 'attention')
    .map(({name}) => name);
}

/** The node that the commands are spelled out for; a word to replace where none is able to move. */
function firstNode(input: StepInput): string {
  return ableToMove(input)[0] ?? 'NODE';
}

function moveNodes(input: StepInput): MigrationStep {
  const able = ableToMove(input);
  const node = firstNode(input);
  return {
    title: 'Move node by node, the least important pool first',
    details: [
      able.length > 0 ? `can move now: ${list(able)}` : 'no node can move yet',
      'at startup in nftables mode kube-proxy flushes the IPVS table and removes kube-ipvs0: connections of the ' +
        'node break, so drain it first',
    ],
    commands: [
      kubectl('drain', node, '--ignore-daemonsets', '--delete-emptydir-data'),
      kubectl('label', 'node', node, 'kube-proxy-mode=nftables'),
    ],
    settings: [],
  };
}

function reboot(input: StepInput): MigrationStep {
  return {
    title: 'Reboot the node that was drained',
    details: ['a reboot removes what the cleanup leaves: IP sets KUBE-6-…, ARP sysctls'],
    commands: [onNode(firstNode(input), 'reboot')],
    settings: [],
  };
}

function verify(input: StepInput): MigrationStep {
  const node = firstNode(input);
  return {
    title: 'Check that the node works before it takes Pods again',
    details: [
      'on the node, /proxyMode reports nftables, nft lists the table kube-proxy, and ipvsadm lists nothing',
      'cluster IPs, node ports, external addresses and DNS respond from the node, from its Pods and from outside',
    ],
    commands: [
      onNode(node, 'curl', '-s', '127.0.0.1:10249/proxyMode'),
      onNode(node, 'nft', 'list', 'table', 'ip', 'kube-proxy'),
      onNode(node, 'ipvsadm', '-Ln'),
    ],
    settings: [],
  };
}

function takeBack(input: StepInput): MigrationStep {
  return {
    title: 'Let the node take Pods again, then continue with the next one',
    details: [],
    commands: [kubectl('uncordon', firstNode(input))],
    settings: [],
  };
}

function goBack(input: StepInput): MigrationStep {
  return {
    title: 'To go back, remove the label from the node',
    details: [
      'kube-proxy in IPVS mode removes the nftables table at startup, and creates all virtual servers again',
    ],
    commands: [kubectl('label', 'node', firstNode(input), 'kube-proxy-mode-')],
    settings: [],
  };
}
