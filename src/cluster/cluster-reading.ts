import type {ApiClient} from '../api/index.ts';
import type {ObjectSink} from '../model/index.ts';

/** How to read a cluster. */
export interface ClusterReading {
  readonly client: ApiClient;
  readonly signal?: AbortSignal | undefined;
  /** Takes the objects as they are, also some that only a snapshot keeps. */
  readonly sink?: ObjectSink | undefined;
  /** Without Services and EndpointSlices, for who needs only nodes and kube-proxy's Pods. */
  readonly withoutServices?: boolean | undefined;
}
