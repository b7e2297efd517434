import ipaddr from 'ipaddr.js';

/** A range of addresses. */
export interface Range {
  readonly bytes: readonly number[];
  readonly prefix: number;
}

function range(text: string): Range {
  const [address, prefix] = ipaddr.parseCIDR(text);
  return {bytes: address.toByteArray(), prefix};
}

/** Addresses that mean the same everywhere, and tell nothing of a cluster: they stay as they are. */
export const KEPT: readonly Range[] = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/3',
  '::/127',
  'ff00::/8',
].map(range);

/** Ranges with a meaning: an address stays inside, or outside, of each. */
export const RESERVED: readonly Range[] = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '2000::/3',
  'fd00::/8',
  'fe80::/64',
].map(range);
