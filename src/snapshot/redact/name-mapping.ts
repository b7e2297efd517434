import {COMMON_WORDS, WELL_KNOWN} from './well-known.ts';

/** What a name is the name of; it shows in what takes its place. */
export type NameKind =
  | 'namespace'
  | 'service'
  | 'slice'
  | 'pod'
  | 'node'
  | 'port'
  | 'label'
  | 'value'
  | 'host'
  | 'container'
  | 'image'
  | 'object'
  | 'cluster'
  | 'name';

/** Replaces names: the same name by the same one everywhere, whatever it is the name of. */
export interface NameMapping {
  /** What takes the place of a name; names that every cluster has stay. */
  readonly map: (kind: NameKind, name: string) => string;
  /** What takes the place of a word in a text; undefined if it is no name that was seen. */
  readonly word: (word: string) => string | undefined;
  /** Whether the word is the name of a namespace, as far as was seen. */
  readonly isNamespace: (word: string) => boolean;
  /** All that was replaced so far: what stands there now, and what stood there. */
  readonly replaced: () => ReadonlyMap<string, string>;
}

/** A mapping that numbers names as they come. The API lists them sorted, so their order stays too. */
export function createNameMapping(): NameMapping {
  const names = new Map<string, string>();
  const given = new Set<string>();
  const counts = new Map<NameKind, number>();
  const namespaces = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease']);
  const map = (kind: NameKind, name: string): string => {
    if (name === '' || WELL_KNOWN.has(name) || given.has(name)) return name;
    if (kind === 'namespace') namespaces.add(name);
    let replacement = names.get(name);
    if (replacement === undefined) {
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      replacement = `${kind}-r${String(count).padStart(4, '0')}`;
      names.set(name, replacement);
      given.add(replacement);
    }
    return replacement;
  };
  /** A name that a controller made of another: `web-7c9f8` of `web`. */
  const derived = (word: string): string | undefined => {
    for (let dash = word.lastIndexOf('-'); dash > 0; dash = word.lastIndexOf('-', dash - 1)) {
      const owner = word.slice(0, dash);
      if (names.has(owner) && !COMMON_WORDS.has(owner)) return map('object', word);
    }
    return undefined;
  };
  return {
    map,
    word: (word) =>
      given.has(word) || COMMON_WORDS.has(word) || WELL_KNOWN.has(word)
        ? undefined
        : (names.get(word) ?? derived(word)),
    replaced: () => new Map([...names].map(([name, replacement]) => [replacement, name])),
    isNamespace: (word) => namespaces.has(word),
  };
}
