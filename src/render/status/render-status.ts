import type {StatusReport} from '../../model/index.ts';
import {type Formats, inFormat, jsonText, type OutputFormat, yamlText} from '../formats.ts';
import {renderPage} from '../html/render-page.ts';
import {renderMarkdown} from '../markdown/render-markdown.ts';
import {nodeNames} from '../node-names.ts';
import {statusPage} from '../page/status-page.ts';
import {summaryOf} from '../summary.ts';
import {statusDocument} from './status-document.ts';
import {statusPrometheus} from './status-prometheus.ts';
import {type StatusTableOptions, statusTable} from './status-table.ts';

/** How a status report is written. */
export interface StatusRenderOptions extends Omit<StatusTableOptions, 'wide'> {
  readonly format: OutputFormat;
  /** One of many: JSON in one line, YAML with a mark before it. */
  readonly stream: boolean;
}

const FORMATS: Formats<StatusReport, StatusRenderOptions> = {
  table: (report, options) => statusTable(report, {...options, wide: false}),
  wide: (report, options) => statusTable(report, {...options, wide: true}),
  json: (report, {stream}) => jsonText(statusDocument(report), stream),
  yaml: (report, {stream}) => yamlText(statusDocument(report), stream),
  name: ({nodes}) => nodeNames(nodes.filter(({attention}) => attention?.severity === 'error')),
  summary: ({nodes, ...report}) =>
    summaryOf({
      ...report,
      nodes: countStates(nodes),
      unread: nodes.filter(({error}) => error !== '').map(({name, error}) => `${name}: ${error}`),
    }),
  html: (report) => renderPage(statusPage(report)),
  markdown: (report) => renderMarkdown(statusPage(report)),
  prometheus: statusPrometheus,
};

function countStates(nodes: StatusReport['nodes']): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const {state} of nodes) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** A status report as text. */
export function renderStatus(report: StatusReport, options: StatusRenderOptions): string {
  return inFormat(FORMATS, report, options);
}
