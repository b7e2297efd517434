import {createColors} from 'picocolors';
import {groupBy, type MigrationNode, type MigrationReport, type Readiness} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {type Layout, sentence} from '../layout.ts';
import {notesText} from '../notes-text.ts';
import {nameList, plural} from '../text-lists.ts';
import {type Column, writeTable} from '../write-table.ts';
import {migrationFindings} from './migration-findings.ts';
import {alternativesText, stepsText} from './migration-steps-text.ts';

/** How a table of the migration check is written. */
export interface MigrationTableOptions extends Layout {
  readonly wide: boolean;
  readonly headers: boolean;
  readonly colour: boolean;
}

type Colors = ReturnType<typeof createColors>;

/** A migration report for a person: which nodes could move, what would change, and the steps. */
export function migrationTable(report: MigrationReport, options: MigrationTableOptions): string {
  const colors = createColors(options.colour);
  const table = writeTable(columns(colors), alike(report.migration.nodes), options);
  if (!options.headers) return table;
  const parts = [
    summaryText(report, colors),
    table,
    reasonsText(report.migration.nodes, colors),
    migrationFindings(report, {wide: options.wide, colors}),
    stepsText(report, colors),
    alternativesText(report.migration.alternatives, options),
    notesText('Notes:', report.notes),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function summaryText({migration: {nodes, readiness, endOfIpvs}}: MigrationReport, colors: Colors): string {
  const count = (wanted: Readiness) => nodes.filter((node) => node.readiness === wanted).length;
  const able = count('ready') + count('attention');
  const rest = [
    count('blocked') > 0 ? colors.red(`${count('blocked')} blocked`) : '',
    count('unknown') > 0 ? colors.yellow(`${count('unknown')} not known`) : '',
    count('not-ipvs') > 0 ? `${count('not-ipvs')} not in IPVS mode` : '',
  ].filter((part) => part !== '');
  const verdict: Readonly<Record<Readiness, string>> = {
    ready: colors.green('Ready to migrate to nftables mode'),
    attention: colors.yellow('Ready to migrate to nftables mode; some behaviour will change'),
    blocked: colors.red('Not ready to migrate to nftables mode'),
    unknown: colors.yellow('Unknown whether this cluster can migrate to nftables mode'),
    'not-ipvs': colors.green('No node that was read runs IPVS mode: there is nothing to migrate'),
  };
  const numbers = [`${able} of ${plural(nodes.length, 'node')} could move now`, ...rest].join(', ');
  return `${verdict[readiness]}.\n${numbers}.\n${sentence('', endOfIpvs.summary)}.\n`;
}

/** Nodes that are alike in all that the table shows. */
interface AlikeNodes {
  readonly first: MigrationNode;
  readonly names: readonly string[];
}

function alike(nodes: readonly MigrationNode[]): readonly AlikeNodes[] {
  const groups = groupBy(nodes, ({readiness, kernel, kubeProxyVersion, proxyMode}) =>
    JSON.stringify([readiness, kernel, kubeProxyVersion, proxyMode]),
  );
  return [...groups.values()].map((group) => ({first: group[0], names: group.map(({name}) => name)}));
}

const WORDS: Readonly<Record<Readiness, string>> = {
  ready: 'yes',
  attention: 'yes, with changes',
  blocked: 'no',
  unknown: 'not known',
  'not-ipvs': 'not in IPVS mode',
};

function columns(colors: Colors): readonly Column<AlikeNodes>[] {
  const paints: Readonly<Record<Readiness, (text: string) => string>> = {
    ready: colors.green,
    attention: colors.yellow,
    blocked: colors.red,
    unknown: colors.yellow,
    'not-ipvs': colors.dim,
  };
  return [
    {header: 'NODES', value: ({names}) => nameList(names)},
    {header: 'KERNEL', value: ({first}) => first.kernel},
    {header: 'KUBE-PROXY', value: ({first}) => first.kubeProxyVersion},
    {header: 'MODE', value: ({first}) => first.proxyMode},
    {
      header: 'READY',
      value: ({first}) => WORDS[first.readiness],
      paint: (text, {first}) => paints[first.readiness](text),
    },
  ];
}

function reasonsText(nodes: readonly MigrationNode[], {bold}: Colors): string {
  const reasons = new Map<string, string[]>();
  for (const {name, reason} of nodes)
    if (reason !== '') reasons.set(reason, [...(reasons.get(reason) ?? []), name]);
  return [...reasons]
    .map(([reason, names]) => {
      const text = sentence('  ', escapeText(`${nameList(names)}: ${reason}`));
      return `${text.replace(nameList(names), bold(nameList(names)))}\n`;
    })
    .join('');
}
