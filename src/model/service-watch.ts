import type {EndpointSlice} from './endpoint-slice.ts';
import type {Service} from './service.ts';

/** A Service and its EndpointSlices. */
export interface ServiceState {
  /** Undefined: it was deleted. */
  readonly service: Service | undefined;
  readonly endpointSlices: readonly EndpointSlice[];
}

/** What comes of watching a Service. */
export type ServiceEvent =
  | {
      readonly kind: 'changed';
      readonly state: ServiceState;
      /** When the API server told of it, in milliseconds since 1970 on our clock. */
      readonly receivedAt: number;
    }
  /** Changes may have been missed, or cannot be seen. */
  | {readonly kind: 'trouble'; readonly message: string};

/** What to watch. */
export interface ServiceWatchRequest {
  readonly namespace: string;
  readonly name: string;
  /** As they were when they were read. */
  readonly state: ServiceState;
  readonly signal: AbortSignal;
}

/** Tells of changes until the signal is aborted; ends earlier only if the user may not watch. */
export type WatchService = (
  request: ServiceWatchRequest,
  tell: (event: ServiceEvent) => void,
) => Promise<void>;
