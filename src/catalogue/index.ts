export {CATALOGUE} from './catalogue.ts';
export type {CatalogueCode, CatalogueEntry, LogSignature} from './catalogue-entry.ts';
export {entriesForKind} from './entries-for-kind.ts';
export {findEntry} from './find-entry.ts';
export {
  type BugConcern,
  bugReference,
  bugsOf,
  hasBug,
  KNOWN_BUGS,
  type KnownBug,
} from './known-bugs.ts';
export {LOG_SIGNATURES} from './log-signatures.ts';
