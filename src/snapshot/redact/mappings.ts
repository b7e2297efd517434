import {createHmac} from 'node:crypto';
import {type AddressMapping, createAddressMapping} from './address-mapping.ts';
import {createNameMapping, type NameMapping} from './name-mapping.ts';

/** What stands behind a word that is a key. */
export type KeyRole = 'name' | 'secret' | undefined;

/** What names and addresses are replaced by. */
export interface Mappings {
  readonly names: NameMapping;
  readonly addresses: AddressMapping;
  /** Another hash in the place of one: as long, of the same letters. */
  readonly disguise: (hash: string) => string;
  /** What was decided about words of texts, for the next time. */
  readonly words: Map<string, string>;
  /** What was decided about words as keys. */
  readonly roles: Map<string, KeyRole>;
}

/** Mappings for a key: the same key gives the same addresses and hashes, without it nobody finds the way back. */
export function createMappings(key: Uint8Array): Mappings {
  return {
    names: createNameMapping(),
    words: new Map(),
    roles: new Map(),
    addresses: createAddressMapping(key),
    disguise: (hash) => {
      const letters = /^[A-Z2-7]+$/.test(hash) ? 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567' : '0123456789abcdef';
      const bytes = createHmac('sha256', key).update(`hash ${hash}`).digest();
      return Array.from(
        hash,
        (_, index) => letters[(bytes[index % bytes.length] ?? 0) % letters.length],
      ).join('');
    },
  };
}
