import {dump} from 'js-yaml';
import type {StatusReport} from '../model/index.ts';
import type {OutputFormat} from './render-diff.ts';
import {statusDocument} from './status-document.ts';
import {type StatusTableOptions, statusTable} from './status-table.ts';

/** A status report as text. */
export function renderStatus(
  report: StatusReport,
  options: Omit<StatusTableOptions, 'wide'> & {readonly format: OutputFormat},
): string {
  if (options.format === 'json') return `${JSON.stringify(statusDocument(report), null, 2)}\n`;
  if (options.format === 'yaml') return dump(statusDocument(report), {lineWidth: -1, noRefs: true});
  return statusTable(report, {...options, wide: options.format === 'wide'});
}
