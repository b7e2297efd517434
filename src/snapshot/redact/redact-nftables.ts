import {redactAddresses} from './redact-addresses.ts';
import {type Mappings, redactText} from './redact-text.ts';

/** Names that kube-proxy makes of a hash and a Service's name (`pkg/proxy/nftables/proxier.go`); the hash tells them apart. */
const OWN_NAME = /^(@?[a-z]+-[A-Z2-7]{8})-.*$/;

/**
 * The listing of a table by `nft -j` without names and addresses. A network is replaced with its length, and a chain keeps
 * only what kube-proxy tells it apart by. A text that is no JSON is redacted as text.
 */
export function redactNftables(text: string, mappings: Mappings): string {
  try {
    return `${JSON.stringify(redactValue(JSON.parse(text), mappings))}\n`;
  } catch {
    return redactText(redactAddresses(text, mappings.addresses), mappings);
  }
}

function redactValue(value: unknown, mappings: Mappings): unknown {
  if (typeof value === 'string') return redactString(value, mappings);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, mappings));
  if (typeof value !== 'object' || value === null) return value;
  const prefix = redactPrefix(value, mappings);
  if (prefix) return prefix;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      key === 'comment'
        ? redactText(redactString(String(field), mappings), mappings)
        : redactValue(field, mappings),
    ]),
  );
}

function redactString(text: string, mappings: Mappings): string {
  return OWN_NAME.exec(text)?.[1] ?? redactAddresses(text, mappings.addresses);
}

/** A network: its address alone would be replaced as that of a host. */
function redactPrefix(value: object, {addresses}: Mappings): unknown {
  const {addr, len} = value as {addr?: unknown; len?: unknown};
  if (typeof addr !== 'string' || typeof len !== 'number') return undefined;
  const [address = addr, length = String(len)] = redactAddresses(`${addr}/${len}`, addresses).split('/');
  return {addr: address, len: Number(length)};
}
