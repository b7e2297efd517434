import type {Mappings} from './mappings.ts';
import {redactAddress} from './redact-addresses.ts';
import {redactText} from './redact-text.ts';

/** Names that kube-proxy makes of a hash and a Service's name (`pkg/proxy/nftables/proxier.go`); the hash tells them apart. */
const OWN_NAME = /^(@?[a-z]+(?:-[a-z]+)*-)([A-Z2-7]{8})-.*$/s;

/** nft's own words, and those of which kube-proxy makes names of chains and sets. */
const FORM = {counters: true, hyphenated: true} as const;

/**
 * The listing of a table by `nft -j` without names and addresses. A network is replaced with its length, and a chain keeps
 * only what kube-proxy tells it apart by. A text that is not JSON is redacted as text.
 */
export function redactNftables(text: string, mappings: Mappings): string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return redactText(text, mappings);
  }
  return `${JSON.stringify(redactValue(json, mappings))}\n`;
}

function redactValue(value: unknown, mappings: Mappings): unknown {
  if (typeof value === 'string') return redactString(value, mappings);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, mappings));
  if (typeof value !== 'object' || value === null) return value;
  const prefix = redactPrefix(value, mappings);
  if (prefix) return prefix;
  const fields = Object.entries(value).map(([key, field]) => [
    redactText(key, mappings, FORM),
    key === 'comment' ? redactText(String(field), mappings) : redactValue(field, mappings),
  ]);
  return Object.fromEntries(fields);
}

function redactString(text: string, mappings: Mappings): string {
  const [, head, hash] = OWN_NAME.exec(text) ?? [];
  if (head === undefined || hash === undefined) return redactText(text, mappings, FORM);
  return redactText(head, mappings, FORM) + mappings.disguise(hash);
}

/** A network: its address alone would be replaced as that of a host. */
function redactPrefix(value: object, {addresses}: Mappings): unknown {
  const {addr, len} = value as {addr?: unknown; len?: unknown};
  if (typeof addr !== 'string' || typeof len !== 'number') return undefined;
  const [address, length] = redactAddress(`${addr}/${len}`, addresses)?.split('/') ?? [];
  return address === undefined ? undefined : {addr: address, len: Number(length)};
}
