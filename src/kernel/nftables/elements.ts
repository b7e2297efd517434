import {type Cidr, canonicalAddress, parseCidr} from '../../model/index.ts';
import {type Field, protocolName} from '../rules/program.ts';

/** JSON as nft prints it, before anything is known of it. */
export type Json = unknown;

/** A JSON object's value under a key; undefined if it is not an object. */
export function member(json: Json, key: string): Json {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[key] : undefined;
}

/** An element without what nft wraps around it where it has a comment, a timeout or a counter (libnftables-json(5), `elem`). */
export function unwrap(element: Json): Json {
  const wrapped = member(element, 'elem');
  return wrapped === undefined ? element : member(wrapped, 'val');
}

/** The parts of a key: of a concatenation each, else the one. */
export function partsOf(element: Json): readonly Json[] {
  const key = unwrap(element);
  const parts = member(key, 'concat');
  return Array.isArray(parts) ? parts : [key];
}

/** The text of a key for lookups by fields; undefined if a part is none that a packet can have. */
export function keyText(element: Json, fields: readonly Field[]): string | undefined {
  const parts = partsOf(element);
  if (parts.length !== fields.length) return undefined;
  let text = '';
  for (const [index, part] of parts.entries()) {
    const value = partText(part, fields[index] ?? 'port');
    if (value === undefined) return undefined;
    text = index === 0 ? value : `${text} ${value}`;
  }
  return text;
}

function partText(part: Json, field: Field): string | undefined {
  if (field === 'protocol') return protocolName(part);
  if (field === 'port') return typeof part === 'number' ? String(part) : undefined;
  return typeof part === 'string' ? canonicalAddress(part) : undefined;
}

/** The type of a set's keys as fields, with the first address as the given one; undefined if there is another type. */
export function fieldsOfType(type: Json, address: readonly Field[]): readonly Field[] | undefined {
  const names: readonly Json[] = Array.isArray(type) ? type : [type];
  const addresses = [...address];
  const fields: Field[] = [];
  for (const name of names) {
    const field =
      name === 'ipv4_addr' || name === 'ipv6_addr' ? addresses.shift() : OTHER_TYPES[String(name)];
    if (!field) return undefined;
    fields.push(field);
  }
  return fields;
}

const OTHER_TYPES: Readonly<Record<string, Field>> = {inet_proto: 'protocol', inet_service: 'port'};

/** Networks by their text, so that equal ones are one object. */
const NETWORKS = new Map<string, Cidr>();

/** The networks that an expression names: an address, a prefix, or a set of both; undefined if it names something else. */
export function networksOf(expression: Json): readonly Cidr[] | undefined {
  const set = member(expression, 'set');
  const parts: readonly Json[] = Array.isArray(set) ? set : [expression];
  const networks: Cidr[] = [];
  for (const part of parts) {
    const network = networkOf(unwrap(part));
    if (!network) return undefined;
    networks.push(network);
  }
  return networks;
}

function networkOf(part: Json): Cidr | undefined {
  if (typeof part === 'string') return networkFromText(part.includes(':') ? `${part}/128` : `${part}/32`);
  const prefix = member(part, 'prefix');
  const address = member(prefix, 'addr');
  const length = member(prefix, 'len');
  if (typeof address !== 'string' || typeof length !== 'number') return undefined;
  return networkFromText(`${address}/${length}`);
}

/** A network from its text, the same object for the same text. */
function networkFromText(text: string): Cidr | undefined {
  const known = NETWORKS.get(text);
  if (known) return known;
  const network = parseCidr(text);
  if (network) NETWORKS.set(text, network);
  return network;
}

/** Ports that an expression names; undefined if it names something else. */
export function portsOf(expression: Json): readonly (readonly [number, number])[] | undefined {
  const set = member(expression, 'set');
  const parts: readonly Json[] = Array.isArray(set) ? set : [expression];
  const ranges: (readonly [number, number])[] = [];
  for (const part of parts) {
    const plain = unwrap(part);
    const range = member(plain, 'range');
    const [low, high] = Array.isArray(range) ? (range as readonly Json[]) : [plain, plain];
    if (typeof low !== 'number' || typeof high !== 'number') return undefined;
    ranges.push([low, high]);
  }
  return ranges;
}

/** A text short enough for a sentence. */
export function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
