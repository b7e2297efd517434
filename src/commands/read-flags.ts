import type {ClusterOptions, ConnectionOptions, PodOptions} from '../model/index.ts';
import type {FlagValues} from './command.ts';

// The groups of flags in shared-flags.ts, each as the value that it stands for: what runs a command knows no names of flags.

/** kubectl's flags for the connection, as the API client takes them. */
export function connectionOptions(flags: FlagValues): ConnectionOptions {
  return {
    kubeconfig: flags.text('kubeconfig'),
    context: flags.text('context'),
    cluster: flags.text('cluster'),
    user: flags.text('user'),
    as: flags.text('as'),
    asGroups: flags.texts('as-group'),
    asUid: flags.text('as-uid'),
    server: flags.text('server'),
    token: flags.text('token'),
    username: flags.text('username'),
    password: flags.text('password'),
    clientCertificate: flags.text('client-certificate'),
    clientKey: flags.text('client-key'),
    certificateAuthority: flags.text('certificate-authority'),
    disableCompression: flags.isSet('disable-compression'),
    tlsServerName: flags.text('tls-server-name'),
    insecureSkipTlsVerify: flags.isSet('insecure-skip-tls-verify'),
    requestTimeout: flags.text('request-timeout'),
  };
}

/** What the call says about debug pods. Throws `UserError`. */
function podOptions(flags: FlagValues): PodOptions {
  return {
    image: flags.text('image'),
    imagePullSecret: flags.text('image-pull-secret'),
    namespace: flags.text('debug-namespace') ?? '',
    unprivileged: flags.isSet('unprivileged'),
    exec: flags.isSet('exec'),
    keepPods: flags.isSet('keep-pods'),
    concurrency: flags.count('concurrency'),
    timeoutSeconds: flags.seconds('timeout'),
  };
}

function podFlags(flags: FlagValues): readonly string[] {
  const named = ['image', 'image-pull-secret', 'debug-namespace'].flatMap((name) =>
    flags
      .texts(name)
      .slice(-1)
      .map((value) => `--${name}=${value}`),
  );
  return flags.isSet('unprivileged') ? [...named, '--unprivileged'] : named;
}

/** Frames that follow one another leave no room for progress. */
function progressFormat(flags: FlagValues): string {
  return flags.isSet('watch') || flags.isSet('quiet') ? 'none' : (flags.text('output') ?? 'table');
}

/** Where the evidence of a call comes from. */
export interface SourceOptions {
  /** The path of a snapshot; undefined: the cluster. */
  readonly from: string | undefined;
  readonly cluster: ClusterOptions;
  /** Flags of the call that make no difference beside a snapshot. */
  readonly unused: readonly string[];
}

/** Flags that choose a cluster, and who asks it. */
const CLUSTER_FLAGS = ['kubeconfig', 'context', 'cluster', 'user', 'server', 'as'] as const;

/** Where the evidence comes from. Throws `UserError`. */
export function sourceOptions(
  flags: FlagValues,
  {withPods = true}: {readonly withPods?: boolean} = {},
): SourceOptions {
  const from = flags.text('from');
  return {
    from,
    cluster: {
      connection: connectionOptions(flags),
      pods: withPods ? podOptions(flags) : undefined,
      podFlags: withPods ? podFlags(flags) : [],
      progress: progressFormat(flags),
    },
    unused:
      from === undefined
        ? []
        : CLUSTER_FLAGS.filter((name) => flags.text(name) !== undefined).map((name) => `--${name}`),
  };
}

/** Which Services a call chooses, besides its targets. */
export interface ServiceFlags {
  /** Undefined if it was not given. */
  readonly namespace: string | undefined;
  readonly allNamespaces: boolean;
  readonly selector: string | undefined;
}

/** Which Services the flags choose. */
function serviceFlags(flags: FlagValues): ServiceFlags {
  return {
    namespace: flags.text('namespace'),
    allNamespaces: flags.isSet('all-namespaces'),
    selector: flags.text('selector'),
  };
}

/** Which nodes a call chooses. */
export interface NodeFlags {
  readonly nodes: readonly string[];
  readonly nodeSelector: string | undefined;
  readonly allNodes: boolean;
}

/** Which nodes the flags choose. */
export function nodeFlags(flags: FlagValues): NodeFlags {
  return {
    nodes: flags.texts('node'),
    nodeSelector: flags.text('node-selector'),
    allNodes: flags.isSet('all-nodes'),
  };
}

/** What a call chooses of a cluster. */
export interface Chosen {
  readonly services: ServiceFlags;
  readonly nodes: NodeFlags;
}

/** What the flags choose of a cluster. */
export function chosenBy(flags: FlagValues): Chosen {
  return {services: serviceFlags(flags), nodes: nodeFlags(flags)};
}

/** The one of some words that a text is; undefined if it is none of them. */
export function oneOf<const Word extends string>(
  words: readonly Word[],
  text: string | undefined,
): Word | undefined {
  return words.find((word) => word === text);
}
