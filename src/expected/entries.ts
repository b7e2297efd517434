import type {ExpectedEntry, Presence, ServicePortRef} from '../model/index.ts';

/** Whether two references mean the same service port. */
export function sameRef(one: ServicePortRef, other: ServicePortRef): boolean {
  return one.name === other.name && one.namespace === other.namespace && one.port === other.port;
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
    owners: known ? present.owners : [...present.owners, owner],
  });
}
