import type {KubeProxyPod} from './kube-proxy-pod.ts';

/** Which kube-proxy logs to read, and how much of them. */
export interface LogRequest {
  readonly nodes: readonly string[];
  /** The kube-proxy Pods of the cluster, as the cluster state has them: they say where the logs are. */
  readonly pods: readonly KubeProxyPod[];
  /** The log of the container's run before the present one. */
  readonly previous?: boolean;
  /**
   * Goes on with what is logged from now on, until the signal is aborted; over broken connections, restarts and new Pods.
   * Implies `timestamps`.
   */
  readonly follow?: boolean;
  /** Nothing older is wanted; a source that cannot tell how old lines are gives them all. */
  readonly since?: Date;
  /** At most so many of the last lines of each node. */
  readonly tail?: number;
  /** Each line begins with the time at which the node's container runtime got it, where the source knows it. */
  readonly timestamps?: boolean;
  /** How long a log that is not followed may take to begin; undefined: as long as it wants. */
  readonly patienceSeconds?: number;
  /** Beside the signal of the evidence. */
  readonly signal?: AbortSignal;
}

/** The kube-proxy log of one node, read only while somebody takes its pieces. */
export interface NodeLog {
  readonly node: string;
  /** `NAMESPACE/NAME`; null where kube-proxy is no Pod. */
  readonly pod: string | null;
  /** Raw text in order, cut anywhere. Ends after `unreadable`; throws only if the signal is aborted. */
  readonly pieces: AsyncIterable<LogPiece>;
}

/** What comes of a log. */
export type LogPiece =
  | {readonly kind: 'text'; readonly text: string}
  /** Of a log that is followed: all that was there has been given; what comes now is new. */
  | {readonly kind: 'caught-up'}
  /** What comes now is the log of another Pod, that took the place of the first one. */
  | {readonly kind: 'pod'; readonly pod: string}
  /** Lines may be missing here; the message says between which times, and why. */
  | {readonly kind: 'gap'; readonly message: string}
  /** The log, or what follows of it, could not be read. */
  | {readonly kind: 'unreadable'; readonly message: string; readonly remedy: string};

/** The kubelet answers with these texts, as if they were a log, where it cannot read one. */
const NO_LOG =
  /^(?:unable to retrieve container logs for|failed to try resolving symlinks in path|failed to get parse function|failed to create fsnotify watcher)[^\n]*/;

/** What the kubelet says in place of a log; undefined if the text is a log. */
export function wordsOfKubelet(text: string): string | undefined {
  return NO_LOG.exec(text)?.[0];
}
