import {formatEndpoint, type IpFamily} from './address.ts';

/** The transport protocols that IPVS balances. */
export type Protocol = 'TCP' | 'UDP' | 'SCTP';

/** All protocols, in the order in which lists are sorted. */
export const PROTOCOLS: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];

/** What names a virtual server: protocol, address and port, or a firewall mark of one address family. */
export type VirtualServerId = AddressServerId | FirewallMarkId;

/** A virtual server named by its address; the address is canonical. */
export interface AddressServerId {
  readonly kind: 'address';
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;
}

/** A virtual server named by a firewall mark. */
export interface FirewallMarkId {
  readonly kind: 'firewall-mark';
  readonly family: IpFamily;
  readonly firewallMark: number;
}

/** The key of a virtual server in maps: `TCP 10.96.0.1:443`, `FWM-IPv4 77`. Equal keys mean the same virtual server. */
export function virtualServerKey(id: VirtualServerId): string {
  if (id.kind === 'firewall-mark') return `FWM-${id.family} ${id.firewallMark}`;
  return addressServerKey(id.protocol, id.address, id.port);
}

/** {@link virtualServerKey} without an object: for the hot path. */
export function addressServerKey(protocol: Protocol, address: string, port: number): string {
  return `${protocol} ${formatEndpoint(address, port)}`;
}

/** The virtual server as a person reads it: `TCP 10.96.0.1:443`, `firewall mark 77 (IPv6)`. */
export function describeVirtualServer(id: VirtualServerId): string {
  if (id.kind === 'address') return virtualServerKey(id);
  return `firewall mark ${id.firewallMark}${id.family === 'IPv6' ? ' (IPv6)' : ''}`;
}

/** The options by which ipvsadm names a virtual server: `-t 10.96.0.1:443`, `-f 77`. */
export function ipvsadmOption(id: VirtualServerId): string {
  if (id.kind === 'firewall-mark') return `-f ${id.firewallMark}${id.family === 'IPv6' ? ' -6' : ''}`;
  const option = {TCP: '-t', UDP: '-u', SCTP: '--sctp-service'}[id.protocol];
  return `${option} ${formatEndpoint(id.address, id.port)}`;
}
