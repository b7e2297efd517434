import {dump} from 'js-yaml';
import type {DiffReport} from '../../model/index.ts';
import {diffPage} from '../html/diff-page.ts';
import {renderPage} from '../html/render-page.ts';
import {diffDocument} from './diff-document.ts';
import {type DiffTableOptions, diffTable} from './diff-table.ts';

/** The formats of a report. */
export type OutputFormat = 'table' | 'wide' | 'json' | 'yaml';

/** How a report is written. */
export interface RenderOptions extends Omit<DiffTableOptions, 'wide'> {
  readonly format: OutputFormat | 'html';
}

/** A diff report as text. */
export function renderDiff(report: DiffReport, options: RenderOptions): string {
  if (options.format === 'json') return `${JSON.stringify(diffDocument(report), null, 2)}\n`;
  if (options.format === 'yaml') return dump(diffDocument(report), {lineWidth: -1, noRefs: true});
  if (options.format === 'html') return renderPage(diffPage(report));
  return diffTable(report, {...options, wide: options.format === 'wide'});
}
