import type {Mappings} from './mappings.ts';
import {COMPOUNDS, LETTERS_WITH_DIGITS, WORDS} from './vocabulary.ts';
import {WELL_KNOWN} from './well-known.ts';

/** What takes the place of a secret; the mapping file does not know it either. */
export const REDACTED = 'REDACTED';

/** A number, perhaps with a unit; durations as Go writes them; hexadecimal marks. */
const NUMBER =
  /^(?:\d+(?:[.,_]\d+)*(?:e[+-]?\d+)?(?:[numµμ]?s|[hdbkgt]|min|[kmgtpe]i?b?|bit|mbit|gbit)?|(?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h))+|0x[0-9a-f]{1,8}|v?\d+(?:\.\d+)+|\d{1,2}-[a-z]{3}-\d{4})$/i;

/** A program with its version: `go1.26.10`. */
const PROGRAM = /^([A-Za-z]+\d?)[-_]?v?\d+(?:\.\d+)+$/;

/** A version with more behind it, as kernels, distributions and Kubernetes number them. */
const VERSION = /^(v?\d+(?:\.\d+)+)[-+~._](.+)$/;

/** Names of interfaces that kernels, distributions and network plugins give by themselves. */
const LINK =
  /^(?:lo|eth|en[ospx]|wl[ospx]|em|bond|br|cni|cbr|docker|tunl|ip6tnl|sit|gre|gretap|erspan|teql|ifb|dummy|wg|vxlan|flannel|virbr|team|ens|eno|enp|antrea-gw|genev_sys_|vlan|ppp|usb|ib|podman)\d{0,5}(?:[sfdpn]\d{1,4}){0,4}(?:\.\d{1,4})?$|^(?:vxlan|tunl|wireguard)\.cali$|^vxlan\.calico$|^cilium_(?:host|net|vxlan|geneve)$|^kube-(?:ipvs\d|bridge)$|^nodelocaldns$|^weave$|^cbr0$/;

/** Names with a hash of what they belong to, from which a guess could be confirmed: another one takes its place. */
const HASHED = [
  /^(KUBE-(?:SVC|SVL|SEP|EXT|FW|XLB|FIREWALL)-)([A-Z2-7]{16})$/,
  /^(cali|veth|lxc|azv|eni|gke|tap|vnet|nic|br-)([0-9a-f]{6,})$/,
] as const;

/** Endings of files; what stands before the first of them is a name, unless it is made of words. */
const FILE_ENDINGS: ReadonlySet<string> = new Set(
  'go conf cfg json lock sock yml yaml crt key pem txt log sh service so ko gz tar pid'.split(' '),
);

/** Names of the internet that belong to Kubernetes itself. */
const PUBLIC_DOMAIN = /^(?:(.+)\.)?(?:k8s\.io|kubernetes\.io|golang\.org|github\.com)$/;

/** Names inside a cluster: `SERVICE.NAMESPACE.svc.cluster.local`. */
const IN_CLUSTER = /^(.+?)(\.(?:svc|pod)(?:\.cluster(?:\.local)?)?|\.cluster\.local)$/;

const DASHED_ADDRESS = /^\d{1,3}(?:-\d{1,3}){3}$/;

/** Letters of more than one kind, or a great many: no name of Kubernetes, but keys and tokens look so. */
const OPAQUE =
  /^(?=.{16})(?=.*\d)(?=.*[A-Z])(?=.*[a-z])[\w.-]+$|^(?=.{20})(?=.*[A-Z])(?=.*[a-z\d])[\w.-]+$|^[0-9a-f]{32,}$|^[\w-]{64,}$/;

/**
 * What takes the place of a word in a text: itself if kube-proxy, the kernel, their tools or the API write it. `hyphenated`:
 * words that are joined by hyphens are words, too, as behind `--`.
 */
export function redactWord(word: string, mappings: Mappings, {hyphenated = false} = {}): string {
  if (/^\d{1,10}$/.test(word)) return word;
  const key = hyphenated ? `--${word}` : word;
  const found = mappings.words.get(key);
  if (found !== undefined) return found;
  const redacted = decide(word, mappings, hyphenated);
  if (mappings.words.size > MOST_WORDS) mappings.words.clear();
  mappings.words.set(key, redacted);
  return redacted;
}

/** Decisions that are remembered; what takes the place of a name is remembered elsewhere, for good. */
const MOST_WORDS = 100_000;

function decide(word: string, mappings: Mappings, hyphenated: boolean): string {
  if (NUMBER.test(word)) return word;
  if (WELL_KNOWN.has(word) || isWords(word)) return word;
  const known = mappings.names.known(word);
  if (known !== undefined) return known;
  if (COMPOUNDS.has(word) || (hyphenated && word.split('-').every(isWords)) || LINK.test(word)) return word;
  return redactCompound(word, mappings) ?? redactUnknown(word, mappings);
}

/** Where a word can only be a name, it is replaced although it may be a word, too. */
export function redactName(word: string, mappings: Mappings): string {
  const {names} = mappings;
  if (/^[\d.:hmsµun]+$/.test(word) || /^(?:true|false|nil|null|map)$/.test(word)) return word;
  return names.known(word) ?? redactAsHost(word, mappings) ?? names.map('name', word);
}

/** Whether a word is made of known words: `EndpointSliceCache`, `conn_reuse_mode`, `KUBE-NODE-PORT`. */
export function isWords(word: string): boolean {
  if (isKnown(word)) return true;
  const parts = /^[A-Z\d]+(?:-[A-Z\d]+)+$/.test(word) ? word.split('-') : word.split('_');
  return parts.every((part) => part === '' || isKnown(part) || isCamel(part));
}

function isKnown(part: string): boolean {
  return (
    WORDS.has(part.toLowerCase()) ||
    /^[A-Za-z]$/.test(part) ||
    /^\d{1,5}$/.test(part) ||
    LETTERS_WITH_DIGITS.test(part)
  );
}

/** Words that begin with a capital; one letter is none, else any text would be made of them. */
function isCamel(text: string): boolean {
  const parts = text.match(/[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^A-Za-z\d]+/g) ?? [];
  return (
    parts.length > 1 && parts.every((part) => WORDS.has(part.toLowerCase()) || LETTERS_WITH_DIGITS.test(part))
  );
}

function redactCompound(word: string, mappings: Mappings): string | undefined {
  return (
    redactHashed(word, mappings) ??
    redactVersion(word, mappings) ??
    redactFile(word, mappings) ??
    keptIdentifier(word) ??
    keptDomain(word) ??
    redactAsHost(word, mappings)
  );
}

function redactHashed(word: string, {disguise}: Mappings): string | undefined {
  for (const form of HASHED) {
    const [, head, hash] = form.exec(word) ?? [];
    if (head !== undefined && hash !== undefined) return head + disguise(hash);
  }
  return undefined;
}

function redactVersion(word: string, mappings: Mappings): string | undefined {
  const program = PROGRAM.exec(word)?.[1];
  if (program !== undefined && isWords(program)) return word;
  const [, number, rest] = VERSION.exec(word) ?? [];
  if (number === undefined || rest === undefined) return undefined;
  return word.slice(0, number.length + 1) + byParts(rest, mappings);
}

function redactFile(word: string, mappings: Mappings): string | undefined {
  const end = endOfStem(word);
  if (end === word.length) return undefined;
  const stem = word.slice(0, end);
  return (stem.split(/[-.]/).every(isWords) ? stem : redactUnknown(stem, mappings)) + word.slice(end);
}

function endOfStem(word: string): number {
  let end = word.length;
  for (;;) {
    const dot = word.lastIndexOf('.', end - 1);
    if (dot <= 0 || !FILE_ENDINGS.has(word.slice(dot + 1, end))) return end;
    end = dot;
  }
}

/** Types and fields, such as `v1.EndpointSlice`: names in a cluster have no capitals. */
function keptIdentifier(word: string): string | undefined {
  return /[A-Z]/.test(word) && word.includes('.') && word.split('.').every(isWords) ? word : undefined;
}

function keptDomain(word: string): string | undefined {
  const domain = PUBLIC_DOMAIN.exec(word);
  const parts = (domain?.[1] ?? '').split(/[.-]/);
  return domain && parts.every((part) => part === '' || isWords(part)) ? word : undefined;
}

/** The parts of a name inside the cluster are names of their own. */
function redactAsHost(word: string, mappings: Mappings): string | undefined {
  const {names} = mappings;
  const [, head, tail] = IN_CLUSTER.exec(word) ?? [];
  if (head === undefined || tail === undefined) return undefined;
  const parts = head.split('.').map((part) => {
    if (DASHED_ADDRESS.test(part)) return mappings.addresses(part.replaceAll('-', '.')).replaceAll('.', '-');
    return /^_?(?:tcp|udp|sctp)$/.test(part) ? part : names.map('name', part);
  });
  return parts.join('.') + tail;
}

function byParts(text: string, mappings: Mappings): string {
  return text.replace(/[\p{L}\p{N}]+/gu, (part) =>
    isWords(part) || NUMBER.test(part) ? part : redactUnknown(part, mappings),
  );
}

/** The parts of chains and sets of others, such as `cali-pri-kns.NAMESPACE`, are replaced one by one where they are known. */
function redactUnknown(word: string, mappings: Mappings): string {
  if (OPAQUE.test(word)) return REDACTED;
  return mappings.names.map(word.includes('.') ? 'host' : 'name', word);
}
