import {CATALOGUE} from './catalogue.ts';
import type {CatalogueEntry} from './catalogue-entry.ts';

const TYPED_CODE = /^(?:ipvs)?(\d{1,3})$/i;

let entriesByCode: ReadonlyMap<string, CatalogueEntry> | undefined;

/** The entry of a code as users type it: `IPVS001`, `ipvs1`, `001` and `1` are the same. */
export function findEntry(code: string): CatalogueEntry | undefined {
  const digits = TYPED_CODE.exec(code.trim())?.[1];
  if (digits === undefined) return undefined;
  entriesByCode ??= new Map(CATALOGUE.map((entry) => [entry.code, entry]));
  return entriesByCode.get(`IPVS${digits.padStart(3, '0')}`);
}
