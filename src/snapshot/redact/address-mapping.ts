import {createHmac} from 'node:crypto';
import ipaddr from 'ipaddr.js';
import {canonicalAddress} from '../../model/index.ts';
import {KEPT, RESERVED} from './special-ranges.ts';

/**
 * Replaces addresses so that networks stay networks: two addresses that agree in their first n bits still agree in
 * exactly the first n bits. Gives a canonical address for a canonical one.
 */
export interface AddressMapping {
  (address: string): string;
  /** All that was replaced so far: what stands there now, and what stood there. */
  readonly replaced: () => ReadonlyMap<string, string>;
}

/**
 * A mapping for a key: the same key gives the same mapping, without it nobody finds the way back. It works bit by bit,
 * each bit turned or not as a keyed hash of the bits before it says (J. Xu and others, "Prefix-preserving IP address
 * anonymization", 2002). Special addresses stay, and private ones stay private.
 */
export function createAddressMapping(key: Uint8Array): AddressMapping {
  const flips = new Map<string, Buffer>();
  const known = new Map<string, string>();
  const flipsAfter = (prefix: readonly number[]): Buffer => {
    const name = prefix.join('.');
    const bits = flips.get(name) ?? createHmac('sha256', key).update(name).digest();
    flips.set(name, bits);
    return bits;
  };
  const mapBytes = (bytes: readonly number[]): number[] => {
    const fixed = fixedBits(bytes);
    return bytes.map((byte, index) => {
      if (fixed >= (index + 1) * 8) return byte;
      const before = [bytes.length, ...bytes.slice(0, index)];
      return mapByte(byte, flipsAfter(before), fixed - index * 8);
    });
  };
  const map = (address: string): string => {
    const found = known.get(address);
    if (found !== undefined) return found;
    const mapped = ipaddr.fromByteArray(mapBytes(ipaddr.parse(address).toByteArray()));
    const text = canonicalAddress(mapped.toString()) ?? address;
    known.set(address, text);
    return text;
  };
  const replaced = (): ReadonlyMap<string, string> =>
    new Map([...known].filter(([one, other]) => one !== other).map(([address, text]) => [text, address]));
  return Object.assign(map, {replaced});
}

/** Turns the bits of a byte but the first `kept`; there is one decision for each beginning of a byte: 255 of 256 bits. */
function mapByte(byte: number, flips: Buffer, kept: number): number {
  let mapped = 0;
  let beginning = 1;
  for (let bit = 7; bit >= 0; bit--) {
    const value = (byte >> bit) & 1;
    const flip = 7 - bit < kept ? 0 : ((flips[beginning >> 3] ?? 0) >> (beginning & 7)) & 1;
    mapped = mapped * 2 + (value ^ flip);
    beginning = beginning * 2 + value;
  }
  return mapped;
}

/**
 * How many of the first bits stay. Up to where an address leaves the last special range whose beginning it shares, it
 * must not be turned: what is outside would come inside.
 */
function fixedBits(bytes: readonly number[]): number {
  let most = 0;
  for (const range of KEPT) {
    if (range.bytes.length !== bytes.length) continue;
    const common = commonBits(range.bytes, bytes);
    if (common >= range.prefix) return bytes.length * 8;
    most = Math.max(most, common + 1);
  }
  for (const range of RESERVED) {
    if (range.bytes.length !== bytes.length) continue;
    const common = commonBits(range.bytes, bytes);
    most = Math.max(most, common >= range.prefix ? range.prefix : common + 1);
  }
  return most;
}

function commonBits(one: readonly number[], other: readonly number[]): number {
  for (let index = 0; index < one.length; index++) {
    const difference = (one[index] ?? 0) ^ (other[index] ?? 0);
    if (difference !== 0) return index * 8 + Math.clz32(difference) - 24;
  }
  return one.length * 8;
}
