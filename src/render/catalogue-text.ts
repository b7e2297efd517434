import {createColors} from 'picocolors';
import type {CatalogueEntry} from '../catalogue/index.ts';
import {fitText, type Layout, LONGEST_SENTENCE, sentence} from './layout.ts';
import {writeTable} from './write-table.ts';

/** How a text about entries is written. */
export interface CatalogueTextOptions extends Layout {
  readonly colour: boolean;
}

/** One line for each entry. */
export function catalogueList(
  entries: readonly CatalogueEntry[],
  {colour, ...layout}: CatalogueTextOptions,
): string {
  const {red, yellow, dim} = createColors(colour);
  const table = writeTable<CatalogueEntry>(
    [
      {header: 'CODE', value: ({code}) => code},
      {
        header: 'SEVERITY',
        value: ({severity}) => severity,
        paint: (text, {severity}) => ({error: red, warning: yellow, info: dim})[severity](text),
      },
      {header: 'TITLE', value: ({title}) => title},
    ],
    entries,
    {headers: true, ...layout},
  );
  return fitText(table, layout);
}

/** An entry in full. */
export function entryText(entry: CatalogueEntry, {colour, ...layout}: CatalogueTextOptions): string {
  const {bold} = createColors(colour);
  const section = (title: string, text: string) => `\n${bold(title)}\n${sentence('  ', text)}\n`;
  const text = [
    `${bold(`${entry.code}  ${entry.title}`)}\n`,
    `Severity: ${entry.severity}. Affects: ${entry.affects}.\n`,
    entry.findings.length > 0 ? `Findings: ${entry.findings.join(', ')}\n` : '',
    section('Symptom', entry.symptom),
    section('Evidence', entry.evidence),
    section('Cause', entry.cause),
    section('Remedy', entry.remedy),
    entry.sources.length > 0
      ? `\n${bold('Read more')}\n${entry.sources.map((url) => `  ${url}`).join('\n')}\n`
      : '',
  ].join('');
  // Paragraphs to read, also in a pipe.
  return fitText(text, {...layout, width: layout.width ?? LONGEST_SENTENCE});
}
