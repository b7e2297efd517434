import {createColors} from 'picocolors';
import type {CatalogueEntry} from '../catalogue/index.ts';
import {wrapText} from './wrap-text.ts';
import {writeTable} from './write-table.ts';

const WIDTH = 80;

/** Whether a text is coloured. */
export interface ColourOption {
  readonly colour: boolean;
}

/** One line for each entry. */
export function catalogueList(entries: readonly CatalogueEntry[], {colour}: ColourOption): string {
  const {red, yellow, dim} = createColors(colour);
  return writeTable<CatalogueEntry>(
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
    {headers: true},
  );
}

/** An entry in full. */
export function entryText(entry: CatalogueEntry, {colour}: ColourOption): string {
  const {bold} = createColors(colour);
  const section = (title: string, text: string) =>
    `\n${bold(title)}\n${wrapText(text, {indent: '  ', width: WIDTH})}\n`;
  return [
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
}
