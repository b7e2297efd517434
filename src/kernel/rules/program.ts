import type {Cidr, Protocol} from '../../model/index.ts';

/** Where the kernel runs chains on a packet. */
export type Hook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';

/** What a lookup is made of. */
export type Field = 'source' | 'destination' | 'protocol' | 'port';

/** One condition of a rule. `negated`: it holds where the rest says that it does not. */
export type Match =
  | {readonly kind: 'source' | 'destination'; readonly negated: boolean; readonly networks: readonly Cidr[]}
  | {readonly kind: 'key'; readonly negated: boolean; readonly fields: readonly Field[]; readonly keys: Keys}
  | {readonly kind: 'protocol'; readonly negated: boolean; readonly protocols: ReadonlySet<string>}
  | {
      readonly kind: 'port';
      readonly negated: boolean;
      readonly ranges: readonly (readonly [number, number])[];
    }
  | {readonly kind: 'local-source' | 'local-destination'; readonly negated: boolean}
  | {readonly kind: 'interface'; readonly negated: boolean; readonly name: string}
  | {readonly kind: 'mark'; readonly negated: boolean; readonly mask: number; readonly value: number}
  /** Known at once for the first packet of a connection. */
  | {readonly kind: 'constant'; readonly holds: boolean}
  /** The client was sent to an endpoint before and is still bound to it. */
  | {readonly kind: 'sticky'; readonly list: string; readonly seconds: number}
  | {readonly kind: 'random'; readonly probability: number}
  | {readonly kind: 'unknown'; readonly text: string};

/** What a lookup finds keys in: fields joined by a space. */
export type Keys = ReadonlySet<string> | ReadonlyMap<string, unknown>;

/** One thing that a rule does when all its conditions hold. */
export type Action =
  | {readonly kind: 'jump' | 'goto'; readonly chain: string}
  | {readonly kind: 'return' | 'accept' | 'drop' | 'reject' | 'masquerade'}
  | {readonly kind: 'dnat'; readonly address: string; readonly port: number}
  /** The packet's mark becomes `(mark & keep) ^ flip`. */
  | {readonly kind: 'mark'; readonly keep: number; readonly flip: number}
  | {readonly kind: 'remember'; readonly list: string}
  | {
      readonly kind: 'dispatch';
      readonly fields: readonly Field[];
      readonly entries: ReadonlyMap<string, Action>;
    }
  /** One of `mod` numbers by chance; those without an entry do nothing. */
  | {readonly kind: 'pick'; readonly mod: number; readonly entries: ReadonlyMap<number, Action>}
  | {readonly kind: 'unknown'; readonly text: string};

/** A rule: its actions happen in order where all matches hold. */
export interface Rule {
  readonly matches: readonly Match[];
  readonly actions: readonly Action[];
}

/** A chain that a hook runs. */
export interface BaseChain {
  readonly chain: string;
  readonly type: 'nat' | 'filter';
  readonly hook: Hook;
  readonly priority: number;
  readonly policy: 'accept' | 'drop';
}

/** The rules of one family, in the same form for all programs that print them. */
export interface Program {
  readonly bases: readonly BaseChain[];
  /** The rules of a chain; undefined if there is no such chain. */
  readonly rules: (chain: string) => readonly Rule[] | undefined;
  /** Which rules of a chain a packet can match, by index and in order; undefined: any. */
  readonly candidates: (chain: string, packet: Packet) => readonly number[] | undefined;
  /** All rules that a hook can lead to, each chain once, but for what is behind a single frontend. */
  readonly reachable: (hook: Hook) => Iterable<readonly [string, Rule]>;
  /** Whether all rules are kube-proxy's, so that one that is not understood may concern any Service. */
  readonly ownTable: boolean;
  /** Whether entries of a chain count as frontends of kube-proxy. */
  readonly dispatches: (chain: string) => boolean;
}

/** A new connection's first packet. */
export interface Packet {
  readonly destination: string;
  readonly protocol: Protocol;
  readonly port: number;
  readonly source: string;
  readonly localSource: boolean;
  readonly localDestination: boolean;
  readonly interface: string | undefined;
}

/** The name of a protocol in keys, from its name or number in a rule; undefined if IPVS and kube-proxy have none such. */
export function protocolName(value: unknown): Protocol | undefined {
  switch (value) {
    case 'tcp':
    case 6:
      return 'TCP';
    case 'udp':
    case 17:
      return 'UDP';
    case 'sctp':
    case 132:
      return 'SCTP';
    default:
      return undefined;
  }
}
