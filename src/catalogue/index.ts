export {CATALOGUE} from './catalogue.ts';
export type {CatalogueCode, CatalogueEntry, LogSignature} from './catalogue-entry.ts';
export {entriesForKind} from './entries-for-kind.ts';
export {findEntry} from './find-entry.ts';
export {LOG_SIGNATURES} from './log-signatures.ts';
