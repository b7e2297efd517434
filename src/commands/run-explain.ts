import {CATALOGUE, type CatalogueEntry, entriesForKind, findEntry} from '../catalogue/index.ts';
import {EXIT, UserError} from '../errors.ts';
import {FINDING_KINDS, nearNames} from '../model/index.ts';
import {catalogueList, entryText, findingsDocument} from '../render/index.ts';
import type {Call, Outcome, Ports} from './command.ts';

/** Runs `explain`. Throws `UserError` for what the catalogue does not have. */
export async function runExplain({arguments: names, flags}: Call, {colour}: Ports): Promise<Outcome> {
  if (flags.text('output') === 'markdown') return {output: document(), exitCode: EXIT.ok};
  if (names.length === 0) return {output: catalogueList(CATALOGUE, {colour}), exitCode: EXIT.ok};
  const entries = [...new Set(names.flatMap(entriesFor))];
  return {output: entries.map((entry) => entryText(entry, {colour})).join('\n'), exitCode: EXIT.ok};
}

function document(): string {
  return findingsDocument(
    CATALOGUE,
    FINDING_KINDS.map((kind) => ({kind, entries: entriesForKind(kind)})),
  );
}

function entriesFor(name: string): readonly CatalogueEntry[] {
  const kind = FINDING_KINDS.find((known) => known === name.toLowerCase());
  if (kind) return entriesForKind(kind);
  const entry = findEntry(name);
  if (entry) return [entry];
  const near = nearNames(name, [...FINDING_KINDS, ...CATALOGUE.map(({code}) => code)]);
  throw new UserError({
    code: 'usage',
    message: `the catalogue has no entry ${name}`,
    remedy: near.length > 0 ? `did you mean ${near.join(' or ')}?` : '"kubectl ipvs explain" lists all entries',
  });
}
