import type {UpgradeReport} from '../../model/index.ts';
import {API_VERSION, sourceDocument} from '../document-parts.ts';
import type {Document} from '../document-type.ts';
import type {UpgradeReportDocument} from '../documents/upgrade-report.ts';
import {type Formats, inFormat, jsonText, type OutputFormat, yamlText} from '../formats.ts';
import {type UpgradeTableOptions, upgradeTable} from './upgrade-table.ts';

/** How an upgrade report is written. */
export interface UpgradeRenderOptions extends Omit<UpgradeTableOptions, 'wide'> {
  readonly format: OutputFormat;
}

const FORMATS: Formats<UpgradeReport, UpgradeRenderOptions> = {
  table: (report, options) => upgradeTable(report, {...options, wide: false}),
  wide: (report, options) => upgradeTable(report, {...options, wide: true}),
  json: (report) => jsonText(upgradeDocument(report)),
  yaml: (report) => yamlText(upgradeDocument(report)),
};

/** An upgrade report as text. */
export function renderUpgrade(report: UpgradeReport, options: UpgradeRenderOptions): string {
  return inFormat(FORMATS, report, options);
}

/** The stable document of an upgrade report. */
function upgradeDocument(report: UpgradeReport): Document<UpgradeReportDocument> {
  return {
    apiVersion: API_VERSION,
    kind: 'UpgradeReport',
    generatedAt: report.generatedAt,
    source: sourceDocument(report.source),
    target: report.target,
    nodes: report.nodes.map(({name, kubeProxyVersion, state, reason, changes}) => ({
      name,
      kubeProxyVersion,
      state,
      reason,
      changes,
    })),
    changes: report.changes.map(({part, effect, service, subject, from, to, nodes}) => ({
      part,
      effect,
      service: service && {namespace: service.namespace, name: service.name, port: service.port},
      subject,
      from,
      to,
      nodes,
    })),
    rules: report.rules,
    bugs: report.bugs.map(({number, title, code, effect, concerned, reference, meanwhile, nodes}) => ({
      number,
      title,
      code,
      effect,
      concerned,
      reference,
      meanwhile,
      nodes,
    })),
    notes: report.notes.map(({severity, message, remedy}) => ({severity, message, remedy})),
  };
}
