import type {KeyRole, Mappings} from './mappings.ts';
import {ADDRESS, redactAddress, redactHexAddress} from './redact-addresses.ts';
import {redactUrl} from './redact-url.ts';
import {REDACTED, redactName, redactWord} from './redact-word.ts';
import {isSecretKey} from './secret-key.ts';
import {WELL_KNOWN} from './well-known.ts';

/** What is special in the texts of a program. */
export interface TextForm {
  /** Numbers of any length are counters; elsewhere long ones may be account numbers. */
  readonly counters?: boolean;
  /** Words that are joined by hyphens are words, as in the names of chains; elsewhere they may be a name. */
  readonly hyphenated?: boolean;
  /** Eight hexadecimal digits are an address, and shorter or longer ones numbers, as in files under /proc. */
  readonly hexadecimal?: boolean;
}

const NAME = '[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?';

/** A letter of any language, half of a character included; neither punctuation nor arrows. */
const LETTER = String.raw`\w\u00aa-\u1fff\u2c00-\uffff`;

/** What a text is made of; what stands between these (spaces, brackets, signs) stays. A group for each, in the order of {@link Groups}. */
const TOKENS = new RegExp(
  [
    // A key or a certificate.
    '(-----BEGIN [A-Z ]{1,40}-----[^-]*(?:-----END [A-Z ]{1,40}-----)?)',
    // Escapes in quoted texts; those with a number could spell anything.
    String.raw`\\(?:([nrtbfv"'\\/])|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[0-7]{3})`,
    String.raw`((?<![\w.-])\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?(?![\w-])|(?<![\w.-])[IWEF]\d{4}(?= \d\d:\d\d:\d\d\.)|(?<![\w.-])\d{4}-\d\d-\d\d(?![\w-]))`,
    String.raw`(\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b)`,
    String.raw`((?<![\w:])(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}(?![\w:]))`,
    `(${ADDRESS})`,
    // A runtime's name before a version, or an address of the web.
    String.raw`((?<![\w+.-])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'\x60<>\\]*)`,
    // Not a part of a path.
    String.raw`(?<![\w./:-])(${NAME})\/(${NAME})(?::(${NAME}))?(?![\w/-]|\.\w)`,
    `([${LETTER}](?:[${LETTER}.-]*[${LETTER}])?)`,
  ].join('|'),
  'g',
);

type Group = string | undefined;
type Groups = readonly [
  pem: Group,
  escape: Group,
  time: Group,
  uuid: Group,
  hardware: Group,
  address: Group,
  url: Group,
  namespace: Group,
  object: Group,
  port: Group,
  word: Group,
];

/** Keys of structured logs, flags and settings whose values are names. */
const NAME_KEY =
  /^(?:node|pod|host|service|svc|namespace|endpoints|port|lb|service-?port|service-?account|user|hostname[-_]?override)(?:[-_]?(?:port)?[-_]?names?)?$/i;

/** What stands between a key and its value. */
const BETWEEN = /(?:=\\?["']?|\\?["']?:\s?\\?["']|(?<=^[ \t]*[\w-]+): )/my;

const BETWEEN_SECRET = /\\?["']?\s{0,3}[=:]\s{0,3}(?:\\?["'])?/y;

/** A header, or a flag whose value is the next word. */
const SPACE = / +(?:\\?["'])?/y;

/**
 * Replaces all names, addresses and secrets in a text that people or programs wrote. A word stays only if kube-proxy, the
 * kernel, their tools or the API write it by themselves, and where no name stands: a name stands on both sides of
 * `NAMESPACE/NAME`, behind keys such as `pod=`, and in the place of a host. What stands behind a key such as `password=`
 * is dropped.
 */
export function redactText(text: string, mappings: Mappings, form: TextForm = {}): string {
  const context = createContext(text, mappings);
  return text.replace(TOKENS, (token: string, ...rest: unknown[]) => {
    const at = rest[WORD + 1] as number;
    if (rest[WORD] === undefined)
      return context.isSecret(at) ? REDACTED : redactToken(token, rest as unknown as Groups, mappings);
    const role = context.roleOf(token, at);
    if (role === 'secret') return REDACTED;
    if (role === 'name') return redactName(token, mappings);
    return redactPlain(token, mappings, {...form, hyphenated: form.hyphenated || isFlag(text, at)});
  });
}

/** The place of the last group. */
const WORD = 10;

function isFlag(text: string, at: number): boolean {
  return text.startsWith('--', at - 2);
}

/** What stands behind a word, if it is a key. */
function keyRole(word: string, {roles}: Mappings): KeyRole {
  if (/^\d/.test(word)) return undefined;
  if (roles.has(word)) return roles.get(word);
  const named = NAME_KEY.test(word) ? 'name' : undefined;
  const role = isSecretKey(word) ? 'secret' : named;
  if (roles.size > MOST_ROLES) roles.clear();
  roles.set(word, role);
  return role;
}

const MOST_ROLES = 10_000;

/** Where in a text names and secrets stand, as the words before them tell. To be asked for one word after the other. */
function createContext(text: string, mappings: Mappings) {
  let nameAt = -1;
  let secretTo = -1;
  const lookAhead = (word: string, at: number): void => {
    const end = at + word.length;
    const role = keyRole(word, mappings);
    if (role === 'secret') {
      const spaced = /^b/i.test(word) || isFlag(text, at);
      const value = endOf(BETWEEN_SECRET, text, end) ?? (spaced ? endOf(SPACE, text, end) : undefined);
      if (value !== undefined) secretTo = endOfSecret(text, value);
    } else if (role === 'name') nameAt = endOf(BETWEEN, text, end) ?? nameAt;
    else if (word === 'lookup') nameAt = end + 1;
  };
  return {
    isSecret: (at: number): boolean => at < secretTo,
    roleOf(word: string, at: number): 'secret' | 'name' | 'word' {
      if (at < secretTo) return 'secret';
      const role = at === nameAt ? 'name' : 'word';
      lookAhead(word, at);
      return role;
    },
  };
}

function redactPlain(
  word: string,
  mappings: Mappings,
  {counters = false, hexadecimal = false, hyphenated = false}: TextForm,
): string {
  if (hexadecimal && /^[0-9A-F]{8}$/.test(word)) return redactHexAddress(word, mappings.addresses);
  if (hexadecimal && /^[0-9A-F]{1,16}$/.test(word)) return word;
  if (!counters && /^\d{11,}$/.test(word)) return word.replace(/\d/g, '0');
  return redactWord(word, mappings, {hyphenated});
}

function redactToken(token: string, groups: Groups, mappings: Mappings): string {
  const [pem, escaped, time, uuid, hardware, address, url, namespace, object, port] = groups;
  if (address !== undefined)
    return redactAddress(address, mappings.addresses) ?? redactWords(address, mappings);
  if (url !== undefined) return redactUrl(url, mappings);
  if (namespace !== undefined && object !== undefined)
    return redactPair(token, {namespace, object, port}, mappings);
  if (uuid !== undefined) return '00000000-0000-0000-0000-000000000000';
  if (hardware !== undefined) return '00:00:00:00:00:00';
  if (pem !== undefined) return REDACTED;
  // A time, or an escape; one that spells a character by its number is not shown.
  return time ?? (escaped === undefined ? '?' : token);
}

/** What looks like an address and is none: `12:37:58`, a number of a version. */
function redactWords(text: string, mappings: Mappings): string {
  return text.replace(/[0-9a-fA-F.]+/g, (part) => redactWord(part, mappings));
}

/** Pairs that are no names: media types, platforms, versions of the API, and numbers with a unit. */
const NO_NAMES =
  /^(?:application|text)\/|^net\/ipv[46]$|^(?:linux|windows)\/|(?:^|\/)v\d+(?:(?:alpha|beta)\d+)?$|^(?:0x)?\d+\/|\/(?:0x)?\d+$/;

function redactPair(
  token: string,
  {
    namespace,
    object,
    port,
  }: {readonly namespace: string; readonly object: string; readonly port: string | undefined},
  mappings: Mappings,
): string {
  const {names} = mappings;
  if (NO_NAMES.test(`${namespace}/${object}`))
    return token.replace(/[^/:]+/g, (part) => redactWord(part, mappings));
  const pair = `${names.map('namespace', namespace)}/${names.map('object', object)}`;
  if (port === undefined) return pair;
  return `${pair}:${/^\d+$/.test(port) || WELL_KNOWN.has(port) ? port : names.map('port', port)}`;
}

/** The end of what fits a sticky pattern at a place. */
function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** A secret ends with its quotes, else with the word; the scheme of a header is not all of it. */
function endOfSecret(text: string, at: number): number {
  const quote = text[at - 1];
  const rest =
    quote === '"' || quote === "'"
      ? new RegExp(`[^${quote}\\n]*`, 'y')
      : /(?:(?:bearer|basic) +)?[^\s"',;&]*/iy;
  return endOf(rest, text, at) ?? at;
}
