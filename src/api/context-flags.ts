import type {ClusterEntry, Impersonation, UserEntry} from './kubeconfig.ts';

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

/** Which cluster to talk to, and as whom. */
export interface ChosenContext {
  readonly context: string;
  readonly namespace: string;
  readonly clusterName: string;
  readonly cluster: ClusterEntry;
  /** Empty for a context without a user. */
  readonly userName: string;
  readonly user: UserEntry;
  readonly impersonation: Impersonation;
}
