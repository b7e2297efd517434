import type {MigrationNode, MigrationResult, MigrationSection, MigrationStep} from '../../model/index.ts';

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
    verify(),
    goBack(),
  ];
}

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
  return [...new Set(results.map(({node}) => node).filter((node) => node !== null))].sort();
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
      commands: [],
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
      commands: [],
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
      commands: ['ipvsadm -Ln'],
    },
  ];
}

function fixNodePorts(input: StepInput): readonly MigrationStep[] {
  const lost = failing(input, 'node-ports');
  if (lost.length === 0) return [];
  return [
    {
      title: 'While still in IPVS mode, set nodePortAddresses to what it shall be, and wait for complaints',
      details: [
        `node ports would vanish from: ${list([...new Set(lost.flatMap(({evidence}) => evidence))])}`,
        'CIDRs of both families mean the same in both modes; without them nftables mode serves the primary addresses only',
      ],
      commands: ['nodePortAddresses: ["primary"]'],
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
      title: 'Decide what becomes of behaviour that changes',
      details: messages.slice(0, MOST_NAMES * 2).map((message) => {
        const names = servicesOf(wanting.filter((result) => result.message === message));
        return names.length > 0 ? `${list(names)}: ${message}` : message;
      }),
      commands: [],
    },
  ];
}

function servicesOf(results: readonly MigrationResult[]): readonly string[] {
  const names = results.flatMap(({service}) => (service ? [`${service.namespace}/${service.name}`] : []));
  return [...new Set(names)].sort();
}

function watchBefore(): MigrationStep {
  return {
    title: 'Make ready what looks at the data plane',
    details: [
      'ask the documentation of the network plugin whether it supports kube-proxy in nftables mode',
      'alerts and dashboards on kubeproxy_sync_proxy_rules_iptables_… need their counterparts …_nftables_…',
      'scripts and exporters that read ipvsadm, kube-ipvs0, KUBE-… chains or sets find nothing afterwards',
    ],
    commands: [],
  };
}

function tidySettings(input: StepInput): readonly MigrationStep[] {
  const settings = failing(input, 'settings', ['error', 'warning', 'info']);
  if (settings.length === 0) return [];
  return [
    {
      title: 'Note which settings go, and which stay behind',
      details: [...new Set(settings.flatMap(({evidence}) => evidence))].slice(0, MOST_NAMES * 2),
      commands: [],
    },
  ];
}

function secondDaemonSet(): MigrationStep {
  return {
    title: 'Prepare a second DaemonSet of kube-proxy in nftables mode',
    details: [
      'copy the ConfigMap and the DaemonSet of kube-proxy under other names; in the copy set the mode, and let the two choose nodes by a label',
      'all nodes of one ConfigMap change together as soon as their Pods restart: with a second one it is pool by pool',
      'the command is for a DaemonSet without an affinity of its own, such as that of kubeadm',
      'where kube-proxy is no Pod (k3s and others), its mode is set in the configuration of each node instead',
    ],
    commands: [
      'mode: nftables',
      'kubectl -n kube-system patch ds/kube-proxy --type merge -p \'{"spec":{"template":{"spec":{"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"kube-proxy-mode","operator":"NotIn","values":["nftables"]}]}]}}}}}}}\'',
    ],
  };
}

function moveNodes({nodes}: StepInput): MigrationStep {
  const able = nodes
    .filter(({readiness}) => readiness === 'ready' || readiness === 'attention')
    .map(({name}) => name);
  const [first] = able;
  return {
    title: 'Move node by node, the least important pool first',
    details: [
      able.length > 0 ? `able to move now: ${list(able)}` : 'no node is able to move yet',
      'at its start in nftables mode kube-proxy empties the IPVS table and removes kube-ipvs0: connections of the node break, so drain it first',
      'a reboot removes what the clean-up leaves: IP sets KUBE-6-…, ARP sysctls',
    ],
    commands: [
      `kubectl drain ${first ?? 'NODE'} --ignore-daemonsets --delete-emptydir-data`,
      `kubectl label node ${first ?? 'NODE'} kube-proxy-mode=nftables`,
      'reboot',
      `kubectl uncordon ${first ?? 'NODE'}`,
    ],
  };
}

function verify(): MigrationStep {
  return {
    title: 'See that the node works before the next one',
    details: [
      'on the node /proxyMode says nftables, nft lists the table kube-proxy, and ipvsadm lists nothing',
      'cluster IPs, node ports, external addresses and DNS answer from the node, from its Pods and from outside',
    ],
    commands: ['curl -s 127.0.0.1:10249/proxyMode', 'nft list table ip kube-proxy', 'ipvsadm -Ln'],
  };
}

function goBack(): MigrationStep {
  return {
    title: 'To go back, take the label off the node again',
    details: [
      'kube-proxy in IPVS mode removes the nftables table at its start, and makes all virtual servers anew',
    ],
    commands: ['kubectl label node NODE kube-proxy-mode-'],
  };
}
