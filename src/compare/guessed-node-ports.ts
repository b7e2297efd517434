import type {ExpectedIpSet, ExpectedVirtualServer, IpFamily, VirtualServerId} from '../model/index.ts';
import type {States} from './comparison.ts';

/**
 * Whether a virtual server may be a node port on an address that was not foreseen: true only where the addresses that
 * serve node ports had to be guessed.
 */
export function isGuessedPort(id: VirtualServerId, {expected, actual}: States): boolean {
  if (id.kind !== 'address' || !expected.nodePorts.has(`${id.protocol} ${id.port}`)) return false;
  if (actual.addresses === undefined) return true;
  if (expected.configurationCertain) return false;
  // On kube-ipvs0 too: CIDRs may cover addresses of Services.
  return actual.addresses.some(({address}) => address === id.address);
}

/**
 * The addresses of a family that serve at least one expected node port. Where none does, a configuration that is a guess
 * may not name any address that the node has, and then kube-proxy makes no node port and no member of their IP sets.
 */
function servingAddresses({expected, actual}: States, family: IpFamily): ReadonlySet<string> {
  const serving = new Set<string>();
  for (const [key, server] of expected.virtualServers) {
    if (server.role !== 'node-port' || server.family !== family) continue;
    if (actual.virtualServers?.has(key)) serving.add(server.id.address);
  }
  return serving;
}

/**
 * Tells for an expected virtual server whether its absence counts. Where the configuration is a guess, a node port
 * counts as missing only on addresses that serve at least one node port.
 */
export function servedNodeAddresses(input: States): (server: ExpectedVirtualServer) => boolean {
  if (input.expected.configurationCertain) return () => true;
  const serving = {IPv4: servingAddresses(input, 'IPv4'), IPv6: servingAddresses(input, 'IPv6')};
  return ({role, family, id}) => role !== 'node-port' || serving[family].has(id.address);
}

/** Whether an IP set holds node addresses, and which ones serve node ports is a guess: it may have or lack any of them. */
export function holdsGuessedAddresses({name}: ExpectedIpSet, {expected, actual}: States): boolean {
  if (!name.includes('NODE-PORT') || !name.includes('SCTP')) return false;
  return !expected.configurationCertain || actual.addresses === undefined;
}

/** Whether an IP set may lack its members, because node ports are a guess. */
export function mayLackMembers(set: ExpectedIpSet, input: States): boolean {
  if (holdsGuessedAddresses(set, input)) return true;
  if (input.expected.configurationCertain || !set.name.includes('NODE-PORT')) return false;
  return servingAddresses(input, set.family).size === 0;
}
