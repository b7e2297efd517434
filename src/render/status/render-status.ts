import {dump} from 'js-yaml';
import type {StatusReport} from '../../model/index.ts';
import type {OutputFormat} from '../diff/render-diff.ts';
import {statusDocument} from './status-document.ts';
import {type StatusTableOptions, statusTable} from './status-table.ts';

/** A status report as text. */
export function renderStatus(
  report: StatusReport,
  options: Omit<StatusTableOptions, 'wide'> & {
    readonly format: OutputFormat;
    /** One of many: JSON in one line, YAML with a mark before it. */
    readonly stream: boolean;
  },
): string {
  const {format, stream} = options;
  if (format === 'json') return `${JSON.stringify(statusDocument(report), null, stream ? 0 : 2)}\n`;
  if (format === 'yaml')
    return `${stream ? '---\n' : ''}${dump(statusDocument(report), {lineWidth: -1, noRefs: true})}`;
  return statusTable(report, {...options, wide: format === 'wide'});
}
