import type {DiffReport} from '../../model/index.ts';
import {type Formats, inFormat, jsonText, type OutputFormat, yamlText} from '../formats.ts';
import {renderPage} from '../html/render-page.ts';
import {renderMarkdown} from '../markdown/render-markdown.ts';
import {nodeNames} from '../node-names.ts';
import {diffPage} from '../page/diff-page.ts';
import {summaryOf} from '../summary.ts';
import {diffDocument} from './diff-document.ts';
import {diffPrometheus} from './diff-prometheus.ts';
import {type DiffTableOptions, diffTable} from './diff-table.ts';

/** How a diff report is written. */
export interface RenderOptions extends Omit<DiffTableOptions, 'wide'> {
  readonly format: OutputFormat;
}

const FORMATS: Formats<DiffReport, RenderOptions> = {
  table: (report, options) => diffTable(report, {...options, wide: false}),
  wide: (report, options) => diffTable(report, {...options, wide: true}),
  json: (report) => jsonText(diffDocument(report)),
  yaml: (report) => yamlText(diffDocument(report)),
  name: ({nodes}) => nodeNames(nodes.filter(({state}) => state === 'drifted')),
  summary: ({summary, nodes, ...report}) =>
    summaryOf({
      ...report,
      nodes: summary.nodes,
      unread: nodes.filter(({state}) => state === 'unknown').map(({name, reason}) => `${name}: ${reason}`),
    }),
  html: (report) => renderPage(diffPage(report)),
  markdown: (report) => renderMarkdown(diffPage(report)),
  prometheus: diffPrometheus,
};

/** A diff report as text. */
export function renderDiff(report: DiffReport, options: RenderOptions): string {
  return inFormat(FORMATS, report, options);
}
