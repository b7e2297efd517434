import type {ApiClient} from '../api/index.ts';
import type {KubeProxyPod, LogRequest} from '../model/index.ts';
import type {LogPosition} from './log-position.ts';

/** A log while it is read: of which Pod, and how far. */
export interface LogReading {
  readonly client: ApiClient;
  readonly request: LogRequest;
  pod: KubeProxyPod;
  position: LogPosition | undefined;
  /** Failures since the last line that came. */
  failures: number;
}
