import type {CatalogueEntry} from '../catalogue/index.ts';
import {API_VERSION} from './document-parts.ts';
import type {Document} from './document-type.ts';
import type {CatalogueDocument} from './documents/catalogue.ts';
import {jsonText, yamlText} from './formats.ts';

/** Entries of the failure catalogue as a stable document, mapped field by field. Texts may hold code in backticks. */
export function catalogueDocument(entries: readonly CatalogueEntry[], format: 'json' | 'yaml'): string {
  const document: Document<CatalogueDocument> = {
    apiVersion: API_VERSION,
    kind: 'Catalogue',
    entries: entries.map((entry) => ({
      code: entry.code,
      title: entry.title,
      severity: entry.severity,
      group: entry.group,
      affects: entry.affects,
      detectedFrom: entry.detectedFrom,
      findings: entry.findings,
      symptom: entry.symptom,
      evidence: entry.evidence,
      cause: entry.cause,
      remedy: entry.remedy,
      sources: entry.sources,
    })),
  };
  return format === 'json' ? jsonText(document) : yamlText(document);
}
