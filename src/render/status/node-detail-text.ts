import {createColors} from 'picocolors';
import type {Finding, ImportantLine, NodeDetail, NodeStatus} from '../../model/index.ts';
import {foldFindings} from '../diff/fold-findings.ts';
import {type FindingRow, groupedRows, singleRows} from '../diff/group-findings.ts';
import {escapeText} from '../escape-text.ts';
import {type Layout, sentence} from '../layout.ts';
import {writeTable} from '../write-table.ts';
import {nodeSections} from './node-sections.ts';

const SHORTEST_LABEL = 16;

/** Everything known of a node that was asked for by name, after what needs attention. */
export function nodeDetailText(
  node: NodeStatus,
  detail: NodeDetail,
  {wide, colour, width}: Layout & {readonly wide: boolean; readonly colour: boolean},
): string {
  const {bold} = createColors(colour);
  const sections = nodeSections(node, detail).map(({title, fields}) => {
    const width = Math.max(SHORTEST_LABEL, ...fields.map(([label]) => label.length)) + 2;
    const lines = fields.map(([label, value]) => fieldText(label.padEnd(width), value));
    return `${bold(title)}\n${lines.join('\n')}\n`;
  });
  const parts = [
    ...sections,
    logText(detail.log, bold),
    differencesText(detail.findings, {wide, bold, width}),
    gapsText(detail, bold),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function fieldText(label: string, value: string): string {
  return sentence(`  ${escapeText(label)}`, escapeText(value));
}

type Bold = (text: string) => string;

function logText(log: readonly ImportantLine[] | null, bold: Bold): string {
  if (!log) return '';
  if (log.length === 0)
    return `${bold('kube-proxy log')}\n  no warning, no error, no known sign of a failure\n`;
  const lines = log.map(({time, level, code, count, message}) => {
    const head = [time?.slice(11, 19) ?? '', level, code ?? '', count > 1 ? `${count} times` : '']
      .filter((part) => part !== '')
      .join(' ');
    return sentence('  ', escapeText(`${head} ${message}`));
  });
  return `${bold('kube-proxy log, last important lines')}\n${lines.join('\n')}\n`;
}

/** With more lines than this only one for each kind and Service is shown. */
const MOST_LINES = 20;

function differencesText(
  findings: readonly Finding[],
  {wide, bold, width}: Layout & {readonly wide: boolean; readonly bold: Bold},
): string {
  const folded = foldFindings(findings.filter(({severity}) => severity !== 'info'));
  if (folded.length === 0) return '';
  const rows = folded.length > MOST_LINES && !wide ? groupedRows(folded) : singleRows(folded);
  const table = writeTable<FindingRow>(
    [
      {header: 'FINDING', value: ({finding}) => finding.kind},
      {
        header: 'SERVICE',
        value: ({finding: {service}}) => (service ? `${service.namespace}/${service.name}` : ''),
      },
      {header: 'VIRTUAL-SERVER', value: ({subject}) => subject},
      {header: 'REAL-SERVER', value: ({realServer}) => realServer},
    ],
    rows,
    {headers: true, width},
  );
  return `${bold('Differences from the API')}\n${table}`;
}

function gapsText({gaps}: NodeDetail, bold: Bold): string {
  if (gaps.length === 0) return '';
  return `${bold('Not known')}\n${gaps.map((why) => `  ${escapeText(why)}`).join('\n')}\n`;
}
