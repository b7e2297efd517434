import {dump} from 'js-yaml';
import type {CheckReport} from '../../model/index.ts';
import {checkDocument} from './check-document.ts';
import {checkJunit} from './check-junit.ts';
import {checkPrometheus} from './check-prometheus.ts';
import {type CheckTableOptions, checkTable} from './check-table.ts';

/** The formats of a check report. */
export type CheckFormat = 'table' | 'wide' | 'json' | 'yaml' | 'prometheus' | 'junit';

/** How a check report is written. */
export interface CheckRenderOptions extends Omit<CheckTableOptions, 'wide'> {
  readonly format: CheckFormat;
}

/** A check report as text. */
export function renderCheck(report: CheckReport, options: CheckRenderOptions): string {
  const renderers: Readonly<Record<CheckFormat, () => string>> = {
    table: () => checkTable(report, {...options, wide: false}),
    wide: () => checkTable(report, {...options, wide: true}),
    json: () => `${JSON.stringify(checkDocument(report), null, 2)}\n`,
    yaml: () => dump(checkDocument(report), {lineWidth: -1, noRefs: true}),
    prometheus: () => checkPrometheus(report),
    junit: () => checkJunit(report),
  };
  return renderers[options.format]();
}
