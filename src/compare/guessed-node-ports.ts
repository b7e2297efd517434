import {DUMMY_INTERFACE, type ExpectedVirtualServer, type VirtualServerId} from '../model/index.ts';
import type {States} from './comparison.ts';

/**
 * Whether a virtual server may be a node port on an address that was not foreseen: true only where the addresses that
 * serve node ports had to be guessed.
 */
export function isGuessedPort(id: VirtualServerId, {expected, actual}: States): boolean {
  if (id.kind !== 'address' || !expected.nodePorts.has(`${id.protocol} ${id.port}`)) return false;
  if (actual.addresses === undefined) return true;
  if (expected.configurationCertain) return false;
  return actual.addresses.some(
    (entry) => entry.address === id.address && entry.interface !== DUMMY_INTERFACE,
  );
}

/**
 * Tells for an expected virtual server whether its absence counts. Where the configuration is a guess, a node port
 * counts as missing only on addresses that serve at least one node port, or if the whole table serves none.
 */
export function servedNodeAddresses({expected, actual}: States): (server: ExpectedVirtualServer) => boolean {
  if (expected.configurationCertain) return () => true;
  const serving = new Set<string>();
  for (const [key, server] of expected.virtualServers) {
    if (server.role === 'node-port' && actual.virtualServers?.has(key)) serving.add(server.id.address);
  }
  return (server) => server.role !== 'node-port' || serving.size === 0 || serving.has(server.id.address);
}
