import type {CheckReport} from '../../model/index.ts';
import {type Formats, inFormat, jsonText, type OutputFormat, yamlText} from '../formats.ts';
import {renderPage} from '../html/render-page.ts';
import {renderMarkdown} from '../markdown/render-markdown.ts';
import {checkPage} from '../page/check-page.ts';
import {summaryOf} from '../summary.ts';
import {checkDocument} from './check-document.ts';
import {checkJunit} from './check-junit.ts';
import {checkPrometheus} from './check-prometheus.ts';
import {type CheckTableOptions, checkTable} from './check-table.ts';

/** How a check report is written. */
export interface CheckRenderOptions extends Omit<CheckTableOptions, 'wide'> {
  readonly format: OutputFormat;
}

const FORMATS: Formats<CheckReport, CheckRenderOptions> = {
  table: (report, options) => checkTable(report, {...options, wide: false}),
  wide: (report, options) => checkTable(report, {...options, wide: true}),
  json: (report) => jsonText(checkDocument(report)),
  yaml: (report) => yamlText(checkDocument(report)),
  summary: ({nodes, ...report}) => {
    const unread = nodes.filter(({error}) => error !== '').map(({name, error}) => `${name}: ${error}`);
    return summaryOf({
      ...report,
      nodes: {checked: nodes.length - unread.length, unknown: unread.length},
      unread,
    });
  },
  html: (report) => renderPage(checkPage(report)),
  markdown: (report) => renderMarkdown(checkPage(report)),
  prometheus: checkPrometheus,
  junit: checkJunit,
};

/** A check report as text. */
export function renderCheck(report: CheckReport, options: CheckRenderOptions): string {
  return inFormat(FORMATS, report, options);
}
