import type {CaptureSource} from './node-capture.ts';
import type {AddressServerId} from './virtual-server.ts';

/** What to sample on one node, again and again. Addresses are canonical. */
export interface SampleRequest {
  readonly node: string;
  readonly servers: readonly AddressServerId[];
  readonly intervalSeconds: number;
  /** The connection table is read with each so many-th sample. */
  readonly connectionsEvery: number;
  /** List the connections of this client, or to this real server, one by one. */
  readonly client: string | undefined;
  readonly real: string | undefined;
  readonly most: number;
  /** Connect to one of the virtual servers with each sample. */
  readonly probe: boolean;
  /** How long it will be needed at most, in seconds; undefined: until the signal. */
  readonly seconds: number | undefined;
  /** Beside the signal of the evidence. */
  readonly signal: AbortSignal;
}

/** The parts of one sample: texts as programs printed them, of the asked virtual servers only. */
export type SampleTexts = Readonly<Partial<Record<CaptureSource | 'connections' | 'probe', string>>>;

/** What comes of sampling a node. */
export type SampleEvent =
  | {
      readonly kind: 'begun';
      /** `ipvsadm`, or `proc`: `/proc/net/ip_vs`, which has no counters. */
      readonly tables: string;
      /** The program that connects; `none`: nobody asked, or the image has none. */
      readonly prober: string;
    }
  | {
      readonly kind: 'sample';
      /** Counts the debug pods of the node from 1. */
      readonly pod: number;
      /** Counts the samples of the pod from 1, without a hole. */
      readonly sequence: number;
      /** Seconds on the node's monotonic clock, before and after the reading. */
      readonly from: number;
      readonly to: number;
      readonly texts: SampleTexts;
      /** Parts that could not be read. */
      readonly failed: readonly string[];
    }
  /** From the last sample until the next one nothing is known; a new debug pod is made. */
  | {readonly kind: 'gap'; readonly reason: string};

/** Samples a node until the signal is aborted, through debug pods that are replaced when they end. */
export type SampleNode = (request: SampleRequest) => AsyncIterable<SampleEvent>;
