import {CATALOGUE, type CatalogueEntry, entriesForKind, findEntry} from '../../catalogue/index.ts';
import {didYouMean, EXIT, UserError} from '../../errors.ts';
import {FINDING_KINDS, inRuleWords} from '../../model/index.ts';
import {catalogueDocument, catalogueList, entryText, findingsDocument} from '../../render/index.ts';
import type {Call, Outcome, Ports} from '../command.ts';

/** Runs `explain`. Throws `UserError` for what the catalogue does not have. */
export function runExplain(call: Call, ports: Ports): Promise<Outcome> {
  return Promise.resolve({output: explanation(call, ports), exitCode: EXIT.ok});
}

function explanation({arguments: names, flags}: Call, {colour, width, unicode}: Ports): string {
  const format = flags.text('output');
  const options = {colour, width, unicode};
  if (format === 'markdown') return document();
  const entries = names.length === 0 ? CATALOGUE : [...new Set(names.flatMap(entriesFor))];
  if (format === 'json' || format === 'yaml') return catalogueDocument(entries, format);
  if (names.length === 0) return catalogueList(CATALOGUE, options);
  return entries.map((entry) => entryText(entry, options)).join('\n');
}

function document(): string {
  return findingsDocument(
    CATALOGUE,
    FINDING_KINDS.map((kind) => ({kind, entries: entriesForKind(kind)})),
  );
}

function entriesFor(name: string): readonly CatalogueEntry[] {
  // Also as nodes in nftables and iptables mode are told of: frontend-missing.
  const asked = name.toLowerCase();
  const kind = FINDING_KINDS.find((known) => known === asked || inRuleWords(known) === asked);
  if (kind) return entriesForKind(kind);
  const entry = findEntry(name);
  if (entry) return [entry];
  const near = didYouMean(name, [...FINDING_KINDS, ...CATALOGUE.map(({code}) => code)]);
  throw new UserError({
    code: 'usage',
    message: `the catalogue has no entry ${name}`,
    remedy: near ?? '"kubectl ipvs explain" lists all entries',
  });
}
