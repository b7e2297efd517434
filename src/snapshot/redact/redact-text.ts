import type {AddressMapping} from './address-mapping.ts';
import type {NameMapping} from './name-mapping.ts';
import {redactAddresses} from './redact-addresses.ts';
import {WELL_KNOWN} from './well-known.ts';

/** What names and addresses are replaced by. */
export interface Mappings {
  readonly names: NameMapping;
  readonly addresses: AddressMapping;
}

const NAME = '[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?';

/** `NAMESPACE/NAME`, but not a part of a path. */
const NAMESPACED = new RegExp(String.raw`(?<![\w./:-])(${NAME})/(${NAME})(?![\w/]|\.\w)`, 'g');

/** Keys of structured logs, flags and settings whose values are names. */
const NAMED_VALUE =
  /\b((?:node|pod|host|service|svc|namespace|endpoints|port|lb|servicePort|service-?account|hostname[-_]?override)(?:[-_]?[nN]ame)?|hostnameOverride)(=\\?"|: "?)([a-zA-Z0-9][\w.-]*)(?=[":\\\s]|$)/g;

const DASHED_ADDRESS = /(?<!\d-?)(\d{1,3})-(\d{1,3})-(\d{1,3})-(\d{1,3})(?!-?\d)/g;
const HARDWARE_ADDRESS = /(?<![\w:])(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}(?![\w:])/g;
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const WORD = /[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?/g;

/** Names of the internet that belong to Kubernetes itself, and files: not the names of anybody's hosts. */
const PUBLIC_NAME =
  /(?:^|\.)(?:k8s\.io|kubernetes\.io|golang\.org)$|\.(?:go|conf|json|lock|sock|yaml|crt|key|txt)$|\.(?:svc|cluster\.local)$/;
const HOST_NAME = /^(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?\.)+[a-z]{2,}$/;

/**
 * Replaces all names and addresses in a text that people or programs wrote: names that were seen in the API wherever they
 * stand, others where only names can stand, such as `NAMESPACE/NAME`, the values of certain keys, and host names.
 */
export function redactText(text: string, mappings: Mappings): string {
  const {names, addresses} = mappings;
  const withoutIds = text
    .replace(UUID, '00000000-0000-0000-0000-000000000000')
    .replace(HARDWARE_ADDRESS, '00:00:00:00:00:00');
  return redactAddresses(withoutIds, addresses)
    .replace(NAMED_VALUE, (...match: string[]) => redactValue(match, names))
    .replace(
      NAMESPACED,
      (found, namespace: string, name: string) => redactPair(namespace, name, names) ?? found,
    )
    .replace(WORD, (word) => redactWord(word, names))
    .replace(DASHED_ADDRESS, (found, ...parts: string[]) => {
      const numbers = parts.slice(0, 4).map(Number);
      return numbers.every((part) => part <= 255) ? addresses(numbers.join('.')).replaceAll('.', '-') : found;
    });
}

function redactValue(
  [found = '', key = '', between = '', value = '']: readonly string[],
  names: NameMapping,
): string {
  return isName(value) ? `${key}${between}${names.word(value) ?? names.map('name', value)}` : found;
}

/** A value that is no number, duration, switch or address. */
function isName(value: string): boolean {
  return !/^[\d.:hmsµun]+$/.test(value) && !/^(?:true|false|nil|null|map)$/.test(value);
}

function redactPair(namespace: string, name: string, names: NameMapping): string | undefined {
  const known =
    names.isNamespace(namespace) || (names.word(namespace) !== undefined && names.word(name) !== undefined);
  return known
    ? `${names.map('namespace', namespace)}/${names.word(name) ?? names.map('object', name)}`
    : undefined;
}

function redactWord(word: string, names: NameMapping): string {
  const found = names.word(word);
  if (found !== undefined) return found;
  if (!word.includes('.')) return word;
  const parts = word.split('.');
  if (parts.some((part) => names.word(part) !== undefined)) {
    return parts
      .map((part) => names.word(part) ?? (isPublicPart(part) ? part : names.map('host', part)))
      .join('.');
  }
  return HOST_NAME.test(word) && !PUBLIC_NAME.test(word) ? names.map('host', word) : word;
}

const PUBLIC_PARTS = new Set([
  'svc',
  'cluster',
  'local',
  'pod',
  'go',
  'io',
  'k8s',
  'kubernetes',
  'conf',
  'log',
]);

function isPublicPart(part: string): boolean {
  return PUBLIC_PARTS.has(part) || WELL_KNOWN.has(part) || /^\d*$/.test(part);
}
