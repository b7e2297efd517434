import {UserError} from '../../errors.ts';
import {canonicalAddress, parseGoDuration, type SocketAddress} from '../../model/index.ts';
import type {OutputFormat} from '../../render/index.ts';
import {serviceName} from '../../scope/index.ts';
import type {Call, FlagValues} from '../command.ts';
import {outputOptions} from '../output-options.ts';
import {type Chosen, chosenBy, type SourceOptions, sourceOptions} from '../read-flags.ts';

/** Whose connections are followed: an address, or a Pod whose address has to be found. */
export type TraceClient =
  | {readonly kind: 'address'; readonly address: string}
  | {readonly kind: 'pod'; readonly name: string};

/** A checked call of `trace`. */
export interface TraceRequest extends Chosen {
  readonly service: string;
  /** `--from pod/NAME` is a client, and no snapshot. */
  readonly source: SourceOptions;
  readonly format: OutputFormat;
  readonly to: (SocketAddress & {readonly text: string}) | undefined;
  readonly client: TraceClient | undefined;
  readonly real: string | undefined;
  /** Whether the call asks whether the path holds, which has an answer. */
  readonly isQuestion: boolean;
  /** Whether it is looked at once: a question, or a snapshot. */
  readonly once: boolean;
  /** Seconds between samples. */
  readonly interval: number;
  /** Seconds; undefined: until the user ends it. */
  readonly duration: number | undefined;
  /** Connects made by each debug pod; 0: none. */
  readonly probe: boolean;
}

const POD = /^pods?\/([a-z0-9][a-z0-9.-]*)$/;

/** The request in a call. Throws `UserError` for what cannot be asked. */
export function readTraceRequest({arguments: words, flags: given}: Call): TraceRequest {
  const [target] = words;
  if (target === undefined) throw usage('trace needs a Service', 'write svc/NAME, and the namespace with -n');
  const from = given.text('from');
  const podFrom = from === undefined ? undefined : POD.exec(from)?.[1];
  const flags = podFrom === undefined ? given : withoutFrom(given);
  if (podFrom !== undefined && given.text('client') !== undefined)
    throw usage('--from pod/NAME and --client select two clients', 'give one of them');
  const source = sourceOptions(flags);
  const request: TraceRequest = {
    service: serviceName(target),
    ...chosenBy(flags),
    source,
    format: outputOptions(flags).format,
    to: optional(given.text('to'), readTo),
    client: podFrom === undefined ? optional(given.text('client'), readClient) : {kind: 'pod', name: podFrom},
    real: optional(given.text('real'), (text) => readAddress(text, '--real')),
    isQuestion: given.isSet('once'),
    once: given.isSet('once') || source.from !== undefined,
    interval: readInterval(given.text('interval') ?? ''),
    duration: given.text('duration') === undefined ? undefined : given.seconds('duration'),
    probe: given.isSet('probe'),
  };
  checkTogether(request);
  return request;
}

/** Seconds; fractions are allowed, unlike in other times. */
function readInterval(text: string): number {
  const seconds = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : parseGoDuration(text);
  if (seconds !== undefined && seconds >= SHORTEST_INTERVAL && seconds <= LONGEST_INTERVAL) return seconds;
  throw usage(
    `--interval cannot be ${text}`,
    `give a time from ${SHORTEST_INTERVAL * 1000}ms to ${LONGEST_INTERVAL}s, such as 500ms or 2s: each sample takes ` +
      'some time on every node',
  );
}

/** In seconds. */
const SHORTEST_INTERVAL = 0.2;
const LONGEST_INTERVAL = 60;

function checkTogether({source, once, duration, probe}: TraceRequest): void {
  if (once && duration !== undefined)
    throw usage('--duration has no effect with --once or --from', 'leave one of them out');
  if (source.from !== undefined && probe)
    throw usage('--probe connects from nodes, but a snapshot has none', 'leave --from out');
}

function optional<Value>(text: string | undefined, read: (text: string) => Value): Value | undefined {
  return text === undefined ? undefined : read(text);
}

function withoutFrom(flags: FlagValues): FlagValues {
  return {
    ...flags,
    text: (name) => (name === 'from' ? undefined : flags.text(name)),
    isSet: (name) => name !== 'from' && flags.isSet(name),
  };
}

function readClient(text: string): TraceClient {
  const pod = POD.exec(text)?.[1];
  if (pod !== undefined) return {kind: 'pod', name: pod};
  return {kind: 'address', address: readAddress(text, '--client')};
}

function readAddress(text: string, flag: string): string {
  const address = canonicalAddress(text.replace(/^\[(.*)\]$/, '$1'));
  if (address !== undefined) return address;
  const also = flag === '--client' ? ', or pod/NAME' : '';
  throw usage(`${flag} ${text} is not an IP address`, `write an address such as 10.244.1.7${also}`);
}

function readTo(text: string): NonNullable<TraceRequest['to']> {
  const match = /^(?:\[([^\]]+)\]|([^:\s]+)):(\d{1,5})$/.exec(text);
  const address = canonicalAddress(match?.[1] ?? match?.[2] ?? '');
  const port = Number(match?.[3]);
  if (address !== undefined && port >= 1 && port <= 65535) return {address, port, text};
  throw usage(`--to ${text} is not an address with a port`, 'write it as 10.96.0.10:80 or [fd00::1]:80');
}

function usage(message: string, remedy: string): UserError {
  return new UserError({code: 'usage', message, remedy});
}
