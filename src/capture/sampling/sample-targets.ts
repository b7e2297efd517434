import type {AddressServerId} from '../../model/index.ts';

/** The virtual servers as {@link SAMPLE_VARIABLES} takes them, from canonical addresses. */
export function sampleTargets(servers: readonly AddressServerId[]): string {
  return servers
    .map(({protocol, address, port}) => {
      const socket = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
      return [protocol, socket, procAddress(address), port.toString(16).toUpperCase().padStart(4, '0')].join(
        ',',
      );
    })
    .join(' ');
}

/**
 * A canonical address as `/proc/net/ip_vs_conn` prints it: `0A600001`, or all eight groups of IPv6 (kernel
 * `net/netfilter/ipvs/ip_vs_conn.c`, `ip_vs_conn_seq_show`).
 */
export function procAddress(address: string): string {
  if (!address.includes(':')) {
    const bytes = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
    return bytes.join('').toUpperCase();
  }
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({length: 8 - before.length - after.length}, () => '0');
  return [...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join(':');
}
