/** kubectl's flags that choose cluster and user. */
export interface ContextFlags {
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
  readonly user?: string | undefined;
  readonly as?: string | undefined;
  readonly asGroups?: readonly string[] | undefined;
  readonly asUid?: string | undefined;
  readonly server?: string | undefined;
  readonly token?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Paths as typed, relative to the working directory. */
  readonly clientCertificate?: string | undefined;
  readonly clientKey?: string | undefined;
  readonly certificateAuthority?: string | undefined;
  readonly disableCompression?: boolean | undefined;
  readonly tlsServerName?: string | undefined;
  readonly insecureSkipTlsVerify?: boolean | undefined;
}

/** kubectl's flags for the connection, with kubectl's meaning. */
export interface ConnectionOptions extends ContextFlags {
  readonly kubeconfig?: string | undefined;
  /** `--request-timeout` as typed: `30s`, `2m`, or seconds; `0` for none. Default: a minute. */
  readonly requestTimeout?: string | undefined;
}

/** What users choose about debug pods. */
export interface PodOptions {
  /** Undefined: the default, or what a node already has. */
  readonly image?: string | undefined;
  readonly imagePullSecret?: string | undefined;
  /** Where the debug pods are made. */
  readonly namespace: string;
  readonly unprivileged: boolean;
  /** Read in kube-proxy's own Pods, and make none. */
  readonly exec?: boolean;
  readonly keepPods: boolean;
  /** Nodes at the same time. */
  readonly concurrency: number;
  /** For one node, from the making of its pod. */
  readonly timeoutSeconds: number;
}

/** The cluster that a call is about, and how its nodes are read. */
export interface ClusterOptions {
  readonly connection: ConnectionOptions;
  /** Undefined for a command that makes no debug pods. */
  readonly pods: PodOptions | undefined;
  /** The flags of the call that decide which debug pods can be made, for commands that a user may copy. */
  readonly podFlags: readonly string[];
  /** Whether progress is shown, and beside output of which format. */
  readonly progress: string;
}
