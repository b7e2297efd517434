import type {ClusterEntry, Impersonation, UserEntry} from './kubeconfig.ts';

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
