import type {IpFamily} from './address.ts';
import type {ServiceRules} from './service-rules.ts';
import type {VirtualServerId} from './virtual-server.ts';

/** How IPVS hands packets to a real server, as the kernel prints it. kube-proxy uses Masq. */
export type ForwardingMethod = 'Masq' | 'Route' | 'Tunnel' | 'Local' | 'Bypass';

/** Persistence of a virtual server: the same client goes to the same real server. */
export interface Persistence {
  /** Seconds; undefined where the source gives jiffies only (`/proc/net/ip_vs`). */
  readonly timeoutSeconds?: number;
  /** Kernel ticks, from `/proc/net/ip_vs`; the tick rate is not in that file. */
  readonly timeoutJiffies?: number;
  /** Bits of the client address that must be equal: 32 and 128 mean one client. */
  readonly prefix: number;
  /** Persistence engine, such as `sip`. */
  readonly engine?: string;
}

/** Tunnel options of a real server, as ipvsadm prints them (`--tun-type gue --tun-port 6080`). */
export interface TunnelOptions {
  readonly type: string;
  readonly port?: number;
  /** Checksum option: `nocsum`, `csum` or `remcsum`. */
  readonly checksum?: string;
}

/** A real server in the kernel. What the source does not tell is undefined. */
export interface RealServer {
  /** Canonical. */
  readonly address: string;
  readonly port: number;
  readonly weight: number;
  readonly forwarding: ForwardingMethod | undefined;
  readonly activeConnections?: number;
  readonly inactiveConnections?: number;
  /** Persistence templates (`ipvsadm -Ln --persistent-conn`). */
  readonly persistentConnections?: number;
  readonly tunnel?: TunnelOptions;
}

/** A virtual server in the kernel with its real servers, keyed by `address:port`. */
export interface VirtualServer {
  readonly id: VirtualServerId;
  readonly scheduler: string;
  readonly persistence: Persistence | undefined;
  /** Flags of the scheduler, such as `mh-port`, sorted; undefined where the source does not show them. */
  readonly schedulerFlags: readonly string[] | undefined;
  readonly onePacket: boolean;
  readonly realServers: ReadonlyMap<string, RealServer>;
}

/** The three sources a table of virtual servers can come from. */
export type TableSource = 'ipvsadm-save.txt' | 'ipvsadm-list.txt' | 'proc-net-ip_vs.txt';

/** One source's table: virtual servers by {@link virtualServerKey}. */
export type KernelTable = ReadonlyMap<string, VirtualServer>;

/** An address of a network interface. */
export interface InterfaceAddress {
  readonly interface: string;
  readonly family: IpFamily;
  /** Canonical. */
  readonly address: string;
  readonly prefix: number;
}

/** An IP set: its type, its family where it has one, its members in canonical text. */
export interface IpSet {
  readonly name: string;
  readonly type: string;
  readonly family: IpFamily | undefined;
  readonly members: ReadonlySet<string>;
}

/** One iptables table of one family: chains and their rules, in order. */
export interface IptablesTable {
  readonly name: string;
  /** Chain name to its rules, each as iptables-save prints it after `-A CHAIN `. */
  readonly chains: ReadonlyMap<string, readonly string[]>;
  /** By built-in chain: `ACCEPT` or `DROP`; if two dumps differ `DROP`, since a packet passes both. */
  readonly policies: ReadonlyMap<string, string>;
}

/** The rules of one family, by table name. */
export type IptablesRules = ReadonlyMap<string, IptablesTable>;

/** A line that a parser did not understand, or a text that cannot be trusted. */
export interface ParseProblem {
  /** File name of the source, as in the snapshot layout. */
  readonly source: string;
  /** 1-based; 0 for the text as a whole. */
  readonly line: number;
  readonly message: string;
  /** `fatal`: the text as a whole must not be used; `line`: this line was left out. */
  readonly severity: 'fatal' | 'line';
}

/** What one node's kernel holds, as far as it could be read. Undefined: that source was not captured. */
export interface ActualState {
  readonly virtualServers: KernelTable | undefined;
  /** The sources behind virtualServers, most telling first. */
  readonly tableSources: readonly TableSource[];
  /**
   * Virtual servers (by key) of which the truth is not known, and why: the sources do not agree (the table changed
   * while it was captured, or a text is damaged), or a line inside was not understood.
   */
  readonly disputed: ReadonlyMap<string, string>;
  readonly addresses: readonly InterfaceAddress[] | undefined;
  readonly ipSets: ReadonlyMap<string, IpSet> | undefined;
  readonly iptables: Readonly<Partial<Record<IpFamily, IptablesRules>>>;
  /** The rules of kube-proxy in nftables or iptables mode, by family; undefined in IPVS mode. */
  readonly rules?: Readonly<Partial<Record<IpFamily, ServiceRules>>> | undefined;
  /** Families whose dump says that the other variant of iptables holds rules too. */
  readonly legacyIptables: ReadonlySet<IpFamily>;
  readonly sysctls: ReadonlyMap<string, string> | undefined;
  readonly problems: readonly ParseProblem[];
}

/** What a parser returns: what it could read, and what it could not. */
export interface Parsed<Value> {
  readonly value: Value;
  readonly problems: readonly ParseProblem[];
}
