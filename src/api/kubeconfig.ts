/** A cluster entry of a kubeconfig; paths are absolute. */
export interface ClusterEntry {
  readonly server: string;
  readonly caData?: string;
  readonly caFile?: string;
  readonly tlsServerName?: string;
  readonly skipTlsVerify: boolean;
  readonly proxyUrl?: string;
  readonly disableCompression: boolean;
  /** Configuration for credential plugins, from the extension `client.authentication.k8s.io/exec`. */
  readonly execConfig?: unknown;
}

/** When a credential plugin may use the terminal. */
export type InteractiveMode = 'Never' | 'IfAvailable' | 'Always';

/** A credential plugin. */
export interface ExecEntry {
  readonly apiVersion: string;
  /** Absolute if it holds a path separator, else looked up in PATH. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly {readonly name: string; readonly value: string}[];
  readonly installHint: string;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: InteractiveMode;
}

/** Whom to act as. */
export interface Impersonation {
  readonly user?: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** A user entry of a kubeconfig; paths are absolute. */
export interface UserEntry {
  readonly certData?: string;
  readonly certFile?: string;
  readonly keyData?: string;
  readonly keyFile?: string;
  readonly token?: string;
  /** Why the credential plugin in the file cannot be run. */
  readonly execProblem?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly exec?: ExecEntry;
  /** A legacy auth-provider, such as oidc, as it stands in the file. */
  readonly authProvider?: unknown;
  readonly impersonation: Impersonation;
}

/** A context entry of a kubeconfig. */
export interface ContextEntry {
  readonly cluster: string;
  readonly user: string;
  readonly namespace: string;
}

/** One kubeconfig file, or several merged. */
export interface Kubeconfig {
  /** The files it was read from. */
  readonly files: readonly string[];
  readonly currentContext: string;
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
  readonly contexts: ReadonlyMap<string, ContextEntry>;
}

/** Nobody impersonated. */
export const NO_IMPERSONATION: Impersonation = {groups: [], extra: {}};
