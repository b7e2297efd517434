import {WELL_KNOWN} from './well-known.ts';

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
  /** What takes the place of a name that was seen before; undefined if it was not. */
  readonly known: (name: string) => string | undefined;
  /** All that was replaced so far: what stands there now, and what stood there. */
  readonly replaced: () => ReadonlyMap<string, string>;
}

/** A mapping that numbers names as they come. The API lists them sorted, so their order stays too. */
export function createNameMapping(): NameMapping {
  const names = new Map<string, string>();
  const given = new Set<string>();
  const counts = new Map<NameKind, number>();
  const map = (kind: NameKind, name: string): string => {
    if (name === '' || WELL_KNOWN.has(name) || given.has(name)) return name;
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
  return {
    map,
    known: (name) => names.get(name),
    replaced: () => new Map([...names].map(([name, replacement]) => [replacement, name])),
  };
}
