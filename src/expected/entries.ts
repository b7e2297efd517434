import type {ExpectedEntry, Presence, ServicePortRef} from '../model/index.ts';

/** Whether two references mean the same service port. */
export function sameRef(one: ServicePortRef, other: ServicePortRef): boolean {
  return one.name === other.name && one.namespace === other.namespace && one.port === other.port;
}

/** Orders references by name: of several owners the same one comes first, whatever the order of the API's list. */
export function byName(one: ServicePortRef, other: ServicePortRef): number {
  const [a, b] = [one, other].map(({namespace, name, port}) => `${namespace}/${name}/${port}`);
  return (a ?? '') < (b ?? '') ? -1 : 1;
}

/** Adds an entry with its owner to a map; what one owner requires is required. */
export function addEntry(
  entries: Map<string, ExpectedEntry>,
  key: string,
  {presence, owner}: {readonly presence: Presence; readonly owner: ServicePortRef},
): void {
  const present = entries.get(key);
  if (!present) {
    entries.set(key, {presence, owners: [owner]});
    return;
  }
  const known = present.owners.some((other) => sameRef(other, owner));
  entries.set(key, {
    presence: present.presence === 'required' ? 'required' : presence,
    owners: known ? present.owners : [...present.owners, owner].sort(byName),
  });
}
