import type {AddressServerId, Protocol} from './virtual-server.ts';

/** An address with a port. The address is canonical. */
export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

/** One row of the IPVS connection table. */
export interface ConnectionEntry {
  /** `IP` in entries that belong to a firewall mark. */
  readonly protocol: Protocol | 'IP';
  readonly state: string;
  readonly expiresSeconds: number;
  readonly client: SocketAddress;
  readonly virtual: SocketAddress;
  readonly real: SocketAddress;
  /** A persistence template (source port 0) is not a connection. */
  readonly template: boolean;
}

/** Entries of the connection table that have virtual server, real server and state in common. */
export interface ConnectionCount {
  /** {@link virtualServerKey} of the virtual server. */
  readonly virtualServer: string;
  readonly realServer: SocketAddress;
  readonly state: string;
  /** Persistence templates. */
  readonly template: boolean;
  readonly count: number;
  /** Seconds until the last of them expires. */
  readonly expiresSeconds: number;
}

/** What came of one connect from a node to a virtual server. */
export interface ProbeResult {
  readonly virtualServer: AddressServerId;
  readonly connected: boolean;
  /** Seconds until it was connected; null if it was not, or if that was not measured. */
  readonly seconds: number | null;
  /** Where it came to, from the connection table; null if that has no such entry. */
  readonly realServer: SocketAddress | null;
}

/** Both ends of packets in one direction. */
export interface PacketAddresses {
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
}

/** One entry of the connection tracking: packets as they were sent, and as answers to them are expected. */
export interface ConntrackEntry {
  /** In capitals: `TCP`. */
  readonly protocol: string;
  /** Empty for protocols without states. */
  readonly state: string;
  readonly original: PacketAddresses;
  /** Where an answer comes from, and where it goes: not to the sender if its address was masqueraded. */
  readonly reply: PacketAddresses;
}

/** Counters of a virtual server or, with `realServer`, of one of its real servers: totals, or rates per second. */
export interface TrafficRow {
  /** {@link virtualServerKey} of the virtual server. */
  readonly virtualServer: string;
  readonly realServer: SocketAddress | undefined;
  readonly connections: number;
  readonly inPackets: number;
  readonly outPackets: number;
  readonly inBytes: number;
  readonly outBytes: number;
}

/** `ipvsadm -L --timeout`, in seconds. */
export interface IpvsTimeouts {
  readonly tcp: number;
  readonly tcpFin: number;
  readonly udp: number;
}

/** The connections of one real server, persistence templates among them (`ipvsadm -Ln --persistent-conn`). */
export interface PersistentConnectionsRow {
  /** {@link virtualServerKey} of the virtual server. */
  readonly virtualServer: string;
  readonly realServer: SocketAddress;
  readonly weight: number;
  readonly persistentConnections: number;
  readonly activeConnections: number;
  readonly inactiveConnections: number;
}
