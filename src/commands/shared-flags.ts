import type {Flag} from './command.ts';

/** `--color`: the same for all commands. */
export const COLOR_FLAG: Flag = {
  name: 'color',
  type: 'string',
  value: 'WHEN',
  choices: ['auto', 'always', 'never'],
  default: 'auto',
  description: 'Colour the output; auto means on a terminal, unless NO_COLOR is set',
};

/** Flags that choose where evidence comes from. */
export const SOURCE_FLAGS: readonly Flag[] = [
  {
    name: 'from',
    completes: 'files',
    type: 'string',
    value: 'DIR|FILE.tar.gz',
    description: 'Read this snapshot instead of a cluster',
  },
];

/** kubectl's own flags for the connection, with kubectl's meaning. */
export const CONNECTION_FLAGS: readonly Flag[] = [
  {name: 'kubeconfig', completes: 'files', type: 'string', value: 'FILE', description: 'The kubeconfig file'},
  {
    name: 'context',
    completes: 'contexts',
    type: 'string',
    value: 'NAME',
    description: 'The kubeconfig context',
  },
  {
    name: 'cluster',
    completes: 'clusters',
    type: 'string',
    value: 'NAME',
    description: 'The kubeconfig cluster',
  },
  {name: 'user', completes: 'users', type: 'string', value: 'NAME', description: 'The kubeconfig user'},
  {name: 'server', short: 's', type: 'string', value: 'ADDRESS', description: 'Address of the API server'},
  {name: 'token', type: 'string', value: 'TOKEN', description: 'Bearer token for the API server'},
  {name: 'username', type: 'string', value: 'NAME', description: 'User name for basic authentication'},
  {name: 'password', type: 'string', value: 'TEXT', description: 'Password for basic authentication'},
  {
    name: 'client-certificate',
    completes: 'files',
    type: 'string',
    value: 'FILE',
    description: 'Client certificate for TLS',
  },
  {
    name: 'client-key',
    completes: 'files',
    type: 'string',
    value: 'FILE',
    description: 'Private key of the client certificate',
  },
  {
    name: 'certificate-authority',
    completes: 'files',
    type: 'string',
    value: 'FILE',
    description: "CA certificate that signed the API server's certificate",
  },
  {
    name: 'tls-server-name',
    type: 'string',
    value: 'NAME',
    description: "Server name to check the API server's certificate against",
  },
  {
    name: 'insecure-skip-tls-verify',
    type: 'boolean',
    description: "Do not verify the API server's certificate; connections can then be intercepted",
  },
  {
    name: 'disable-compression',
    type: 'boolean',
    description: 'Do not request compressed responses from the API server',
  },
  {name: 'as', type: 'string', value: 'USER', description: 'Impersonate this user'},
  {
    name: 'as-group',
    type: 'string',
    value: 'GROUP',
    repeatable: true,
    description: 'Impersonate this group; may be repeated',
  },
  {name: 'as-uid', type: 'string', value: 'UID', description: 'Impersonate this user ID'},
  {
    name: 'request-timeout',
    type: 'string',
    form: 'limit',
    value: 'TIME',
    description: 'Timeout of a single request, for example 30s; 0 means no limit',
  },
  {
    name: 'v',
    short: 'v',
    type: 'string',
    value: 'LEVEL',
    description:
      'Log verbosity: 1 adds stack traces of unexpected errors, 6 logs API requests, 7 also their headers',
  },
];

/** Flags of debug pods. */
export const POD_FLAGS: readonly Flag[] = [
  {
    name: 'image',
    type: 'string',
    value: 'IMAGE',
    variable: 'KUBECTL_IPVS_IMAGE',
    description:
      'Image of the debug pods; needs a POSIX shell, and reads most with ipvsadm, ipset, iptables, ip and curl. If ' +
      "not set, kube-proxy's image is used",
  },
  {
    name: 'image-pull-secret',
    type: 'string',
    value: 'NAME',
    variable: 'KUBECTL_IPVS_IMAGE_PULL_SECRET',
    description: 'Secret to pull the image with',
  },
  {
    name: 'debug-namespace',
    completes: 'namespaces',
    type: 'string',
    value: 'NAMESPACE',
    default: 'kube-system',
    variable: 'KUBECTL_IPVS_DEBUG_NAMESPACE',
    description: 'Namespace of the debug pods; for teams, use a dedicated one (deploy/least-privilege.yaml)',
  },
  {
    name: 'exec',
    type: 'boolean',
    description:
      'Create no debug pods: read each node in its own kube-proxy Pod; needs permission for pods/exec',
  },
  {
    name: 'unprivileged',
    type: 'boolean',
    description: 'Run debug pods without capabilities and not as root: they read /proc/net/ip_vs only',
  },
  {
    name: 'concurrency',
    type: 'string',
    form: 'count',
    value: 'COUNT',
    default: '50',
    description: 'Number of nodes captured at the same time',
  },
  {
    name: 'timeout',
    type: 'string',
    form: 'time',
    value: 'TIME',
    default: '60s',
    description: 'Timeout for one node',
  },
  {
    name: 'keep-pods',
    type: 'boolean',
    description: 'Keep the debug pods for inspection; "cleanup" removes them',
  },
  {
    name: 'quiet',
    short: 'q',
    type: 'boolean',
    description: 'Do not show progress; warnings and errors are still shown',
  },
];

/** Flags for the debug pods that capture the nodes of a cluster. */
export const CAPTURE_FLAGS: readonly Flag[] = [
  ...POD_FLAGS,
  {
    name: 'dry-run',
    type: 'boolean',
    description: 'Print the debug pod and the permissions it needs, and change nothing',
  },
];

/** Flags that choose Services. */
export const SERVICE_FLAGS: readonly Flag[] = [
  {
    name: 'namespace',
    completes: 'namespaces',
    short: 'n',
    type: 'string',
    value: 'NAMESPACE',
    description: 'Namespace of the Services; without a target, all Services in it',
  },
  {
    name: 'all-namespaces',
    short: 'A',
    type: 'boolean',
    description: 'Services in all namespaces; each line shows its namespace',
  },
  {
    name: 'selector',
    short: 'l',
    type: 'string',
    value: 'SELECTOR',
    description: 'Services whose labels match, for example app=web',
  },
];

/** Flags that choose nodes. */
export const NODE_FLAGS: readonly Flag[] = [
  {
    name: 'node',
    completes: 'nodes',
    type: 'string',
    value: 'NAME',
    repeatable: true,
    list: true,
    description: 'Only this node; may be repeated or a comma-separated list',
  },
  {name: 'node-selector', type: 'string', value: 'SELECTOR', description: 'Nodes whose labels match'},
  {name: 'all-nodes', type: 'boolean', description: 'All nodes, even if there are more than 100'},
];

/** Flags that choose what does not count. */
export const LENIENCY_FLAGS: readonly Flag[] = [
  {
    name: 'exclude',
    completes: 'codes',
    type: 'string',
    value: 'CODE',
    repeatable: true,
    description: 'Skip this catalogue entry; may be repeated or a comma-separated list',
  },
  {
    name: 'accept',
    completes: 'files',
    type: 'string',
    value: 'FILE',
    description: 'YAML file with accepted failures, each with a reason and an expiry date',
  },
];

/** Flags that choose how a report is written. */
export const OUTPUT_FLAGS: readonly Flag[] = [
  {
    name: 'output',
    short: 'o',
    type: 'string',
    value: 'FORMAT',
    choices: ['table', 'wide', 'json', 'yaml'],
    default: 'table',
    description: 'Output format',
  },
  {
    name: 'no-headers',
    type: 'boolean',
    description: 'Print only the rows of the table: no headers, summary or advice',
  },
  COLOR_FLAG,
];

/** The output flags of a report that comes in more formats than the usual ones. */
export function outputFlags(...more: readonly string[]): readonly Flag[] {
  return OUTPUT_FLAGS.map((flag) =>
    flag.name === 'output' ? {...flag, choices: [...(flag.choices ?? []), ...more]} : flag,
  );
}
