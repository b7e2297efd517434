import {FINDING_KIND_INFO, type FindingKind} from '../model/index.ts';
import {CATALOGUE} from './catalogue.ts';
import type {CatalogueEntry} from './catalogue-entry.ts';
import {findEntry} from './find-entry.ts';

const entriesByKind = new Map<FindingKind, readonly CatalogueEntry[]>();

/** The entries that explain a kind of finding: those to look at first, then the others in the order of their codes. */
export function entriesForKind(kind: FindingKind): readonly CatalogueEntry[] {
  const known = entriesByKind.get(kind);
  if (known) return known;
  const first = FINDING_KIND_INFO[kind].firstLook.map(findEntry).filter((entry) => entry !== undefined);
  const others = CATALOGUE.filter((entry) => entry.findings.includes(kind) && !first.includes(entry));
  const entries = [...first, ...others];
  entriesByKind.set(kind, entries);
  return entries;
}
