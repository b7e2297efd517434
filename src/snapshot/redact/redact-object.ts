import type {ClusterFile, JsonObject} from '../../model/index.ts';
import type {Mappings} from './mappings.ts';
import {OBJECT_RULES, type Rule} from './object-rules.ts';
import {redactAddress} from './redact-addresses.ts';
import {redactText} from './redact-text.ts';
import {isWords, REDACTED, redactWord} from './redact-word.ts';
import {isSecretKey} from './secret-key.ts';

/** An API object without names, addresses and secrets: only fields that a rule names are left. Undefined if it is not an object. */
export function redactObject(file: ClusterFile, object: unknown, mappings: Mappings): unknown {
  const redacted = apply(OBJECT_RULES[file], object, mappings);
  if (file !== 'kube-proxy-config.json' || redacted === undefined) return redacted;
  return {...(redacted as object), data: redactData((object as JsonObject).data, mappings)};
}

function apply(rule: Rule, value: unknown, mappings: Mappings): unknown {
  if (value === null || value === undefined) return value;
  if (typeof rule === 'string') return applyWord(rule, value, mappings);
  if ('each' in rule) {
    return Array.isArray(value) ? value.map((item) => apply(rule.each, item, mappings)) : undefined;
  }
  if ('fields' in rule) {
    if (typeof value !== 'object' || Array.isArray(value)) return undefined;
    const fields = value as JsonObject;
    // In the order of the rules: an object's own name is seen before it is the value of a label.
    const present = Object.entries(rule.fields).filter(([key]) => Object.hasOwn(fields, key));
    return Object.fromEntries(present.map(([key, own]) => [key, apply(own, fields[key], mappings)]));
  }
  // A target port may be a number.
  if (typeof value !== 'string') return typeof value === 'number' ? value : undefined;
  return mappings.names.map(rule.name, value);
}

type RuleWord = Extract<Rule, string>;

/** Rules for maps and lists. */
const WHOLES = {
  labels: redactLabels,
  annotations: redactAnnotations,
  arguments: redactArguments,
  environment: redactEnvironment,
} satisfies Partial<Record<RuleWord, (value: unknown, mappings: Mappings) => unknown>>;

function applyWord(rule: RuleWord, value: unknown, mappings: Mappings): unknown {
  const {names, addresses} = mappings;
  if (Object.hasOwn(WHOLES, rule)) return WHOLES[rule as keyof typeof WHOLES](value, mappings);
  if (typeof value !== 'string') return rule === 'plain' && typeof value !== 'object' ? value : undefined;
  if (rule === 'plain' || rule === 'text') return redactText(value, mappings);
  if (rule === 'image') return redactImage(value, mappings);
  if (rule === 'labelKey') return redactKey(value, mappings);
  const address = redactAddress(value, addresses);
  if (rule === 'address') return address;
  return address ?? (value === '' || value === 'None' ? value : names.map('host', value));
}

/** Domains of labels that Kubernetes, or a provider of clusters, gives a meaning. */
const PUBLIC_DOMAIN =
  /^(?:[\w-]+\.)*(?:kubernetes\.io|k8s\.io|eks\.amazonaws\.com|kubernetes\.azure\.com|cloud\.google\.com)$/;

/** Keys that everybody uses. */
const PUBLIC_KEY =
  /^(?:app|k8s-app|component|tier|role|type|name|provider|pod-template-generation|pod-template-hash|controller-revision-hash)$/;

/** Below these every team has keys of its own. */
const PRIVATE_DOMAIN = /^(?:node-role|node-restriction)\./;

function stringsIn(value: unknown): readonly (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, text]) =>
    typeof text === 'string' ? [[key, text] as const] : [],
  );
}

function redactLabels(value: unknown, mappings: Mappings): unknown {
  return Object.fromEntries(
    stringsIn(value).map(([key, text]) => [redactKey(key, mappings), redactValue(key, text, mappings)]),
  );
}

function redactKey(key: string, {names}: Mappings): string {
  const slash = key.indexOf('/');
  if (slash < 0) return PUBLIC_KEY.test(key) ? key : names.map('label', key);
  const domain = key.slice(0, slash);
  const own = key.slice(slash + 1);
  if (!PUBLIC_DOMAIN.test(domain) || !domain.split(/[.-]/).every(isDomainWord))
    return names.map('label', key);
  const known = !PRIVATE_DOMAIN.test(domain) && own.split(/[-.]/).every(isWords);
  return `${domain}/${known ? own : names.map('label', own)}`;
}

function isDomainWord(part: string): boolean {
  return isWords(part) || /^(?:com|io|amazonaws|google|eks|azure|feature|sigs|restriction)$/.test(part);
}

function redactValue(key: string, value: string, mappings: Mappings): string {
  if (/^\d{0,5}$/.test(value)) return value;
  if (/\/(?:os|arch)$/.test(key)) return redactWord(value, mappings);
  return mappings.names.map(key.endsWith('/service-name') ? 'service' : 'value', value);
}

/** What kube-proxy and this program read of annotations; all others are nobody's business, and may hold whole objects. */
const READ_ANNOTATION =
  /^(?:service\.kubernetes\.io\/topology-(?:mode|aware-hints)|endpoints\.kubernetes\.io\/last-change-trigger-time)$/;

function redactAnnotations(value: unknown, mappings: Mappings): unknown {
  const read = stringsIn(value).filter(([key]) => READ_ANNOTATION.test(key));
  return Object.fromEntries(read.map(([key, text]) => [key, redactText(text, mappings)]));
}

/** Words of a command line: what follows a flag such as `--token` is dropped, in the same word or in the next. */
function redactArguments(value: unknown, mappings: Mappings): unknown {
  if (!Array.isArray(value)) return undefined;
  return value.map((word: unknown, index) => {
    if (typeof word !== 'string') return undefined;
    const before: unknown = value[index - 1];
    const flag = typeof before === 'string' ? /^--?([\w-]+)$/.exec(before)?.[1] : undefined;
    return flag !== undefined && isSecretKey(flag) ? REDACTED : redactText(word, mappings);
  });
}

/** Variables: of their values only addresses, names that are known, and numbers and switches are left. */
function redactEnvironment(value: unknown, mappings: Mappings): unknown {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((entry: unknown) => {
    const {name, value: text, valueFrom} = (entry ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof name !== 'string') return [];
    const from = (valueFrom as {fieldRef?: {fieldPath?: unknown}} | undefined)?.fieldRef?.fieldPath;
    return [
      {
        name: redactWord(name, mappings),
        ...(typeof text === 'string' && {value: redactVariable(name, text, mappings)}),
        ...(typeof from === 'string' && {valueFrom: {fieldRef: {fieldPath: redactText(from, mappings)}}}),
      },
    ];
  });
}

function redactVariable(name: string, text: string, {names, addresses}: Mappings): string {
  if (isSecretKey(name)) return REDACTED;
  if (/^(?:\d{0,5}|true|false)$/.test(text)) return text;
  return redactAddress(text, addresses) ?? names.known(text) ?? REDACTED;
}

/** Images that everybody has; their tags tell a version. */
const PUBLIC_IMAGE =
  /^(?:kube-proxy|pause|busybox|netshoot|hyperkube)(?:-(?:amd64|arm64|arm|ppc64le|s390x))?$/;

/** The registry and the path tell whose cluster it is; name and tag of kube-proxy tell its version. */
function redactImage(image: string, mappings: Mappings): string {
  const {names} = mappings;
  const [reference = '', digest] = image.split('@');
  const [, path = '', name = '', tag = ''] = /^(.*\/)?([^:/]*)(:[^:/]*)?$/.exec(reference) ?? [];
  const isPublic = PUBLIC_IMAGE.test(name);
  const registry = path === '' ? '' : `${names.map('host', path.replace(/\/$/, ''))}/`;
  const version = isPublic && tag !== '' ? `:${redactWord(tag.slice(1), mappings)}` : '';
  return `${registry}${isPublic ? name : names.map('image', name)}${version}${digest === undefined ? '' : '@sha256:redacted'}`;
}

/** The settings of kube-proxy; other texts of the ConfigMap, such as a kubeconfig, are dropped. */
function redactData(data: unknown, mappings: Mappings): JsonObject {
  const settings = stringsIn(data).filter(([, text]) => text.includes('KubeProxyConfiguration'));
  return Object.fromEntries(
    settings.map(([key, text]) => [
      redactWord(key, mappings),
      redactText(text.replace(/^\s*#.*\n?/gm, ''), mappings),
    ]),
  );
}
