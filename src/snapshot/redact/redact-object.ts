import type {ClusterFile, JsonObject} from '../../model/index.ts';
import type {NameMapping} from './name-mapping.ts';
import {OBJECT_RULES, type Rule} from './object-rules.ts';
import {redactAddress} from './redact-addresses.ts';
import {type Mappings, redactText} from './redact-text.ts';

/** An API object without names and addresses: only fields that a rule names are left. */
export function redactObject(file: ClusterFile, object: unknown, mappings: Mappings): unknown {
  const redacted = apply(OBJECT_RULES[file], object, mappings);
  if (file !== 'kube-proxy-config.json') return redacted;
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
  return typeof value === 'string' ? mappings.names.map(rule.name, value) : value;
}

type RuleWord = Extract<Rule, string>;

function applyWord(rule: RuleWord, value: unknown, mappings: Mappings): unknown {
  const {names, addresses} = mappings;
  if (rule === 'keep') return typeof value === 'object' ? undefined : value;
  if (rule === 'labels') return redactLabels(value, names);
  if (typeof value !== 'string') return undefined;
  if (rule === 'text') return redactText(value, mappings);
  if (rule === 'image') return redactImage(value, names);
  const address = redactAddress(value, addresses);
  if (rule === 'address') return address;
  return address ?? (value === '' || value === 'None' ? value : names.map('host', value));
}

/** Keys of labels that Kubernetes, or a provider of clusters, gives a meaning. */
const PUBLIC_KEY =
  /^(?:[\w.-]*\.)?(?:kubernetes\.io|k8s\.io|eks\.amazonaws\.com|kubernetes\.azure\.com|cloud\.google\.com)\/|^(?:app|k8s-app|component|tier|role|type|name|provider|pod-template-generation|pod-template-hash|controller-revision-hash)$/;

/** Below these every team has keys of its own, and the text of an object is in an annotation. */
const PRIVATE_KEY = /^(?:node-role|node-restriction|kubectl)\.kubernetes\.io\//;

function redactLabels(value: unknown, names: NameMapping): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const labels: [string, string][] = [];
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string' || key.startsWith('kubectl.kubernetes.io/')) continue;
    labels.push([redactKey(key, names), redactValue(key, text, names)]);
  }
  return Object.fromEntries(labels);
}

function redactKey(key: string, names: NameMapping): string {
  const slash = key.indexOf('/');
  if (PRIVATE_KEY.test(key)) return `${key.slice(0, slash)}/${names.map('label', key.slice(slash + 1))}`;
  return PUBLIC_KEY.test(key) ? key : names.map('label', key);
}

function redactValue(key: string, value: string, names: NameMapping): string {
  if (/^\d*$/.test(value) || /\/(?:os|arch)$/.test(key)) return value;
  return names.map(key.endsWith('/service-name') ? 'service' : 'value', value);
}

/** The registry and the path tell whose cluster it is; name and tag of kube-proxy tell its version. */
function redactImage(image: string, names: NameMapping): string {
  const [reference = '', digest] = image.split('@');
  const [, path = '', name = '', tag = ''] = /^(.*\/)?([^:/]*)(:[^:/]*)?$/.exec(reference) ?? [];
  const kept = /^(?:kube-proxy|pause|busybox|netshoot|hyperkube)/.test(name)
    ? name
    : names.map('image', name);
  const registry = path === '' ? '' : `${names.map('host', path.replace(/\/$/, ''))}/`;
  return `${registry}${kept}${tag === '' || kept === name ? tag : ''}${digest === undefined ? '' : '@sha256:redacted'}`;
}

/** The settings of kube-proxy; other texts of the ConfigMap, such as a kubeconfig, are dropped. */
function redactData(data: unknown, mappings: Mappings): JsonObject {
  const texts = typeof data === 'object' && data !== null ? Object.entries(data) : [];
  const settings = texts.filter(
    ([, text]) => typeof text === 'string' && text.includes('KubeProxyConfiguration'),
  );
  return Object.fromEntries(settings.map(([key, text]) => [key, redactYaml(String(text), mappings)]));
}

/** Names of settings and their words stay; only values that may be addresses or names of hosts are replaced. */
function redactYaml(text: string, mappings: Mappings): string {
  return text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .map((line) => {
      const [, before, value] = /^(\s*hostnameOverride:\s*"?)([^"\s]+)/.exec(line) ?? [];
      if (before !== undefined && value !== undefined)
        return `${before}${mappings.names.map('node', value)}${before.includes('"') ? '"' : ''}`;
      return redactText(line, {...mappings, names: NO_WORDS});
    })
    .join('\n');
}

/** Host names are still found; other words in settings are the settings' own. */
const NO_WORDS: NameMapping = {
  map: (kind) => `${kind}-0000`,
  word: () => undefined,
  isNamespace: () => false,
  replaced: () => new Map(),
};
