import {createColors} from 'picocolors';
import type {
  Note,
  UpgradeBug,
  UpgradeChange,
  UpgradeEffect,
  UpgradePart,
  UpgradeReport,
} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {type Layout, sentence} from '../layout.ts';
import {notesText} from '../notes-text.ts';
import {byReason, nameList, plural} from '../text-lists.ts';
import {type Column, writeTable} from '../write-table.ts';

/** How a table of an upgrade is written. */
export interface UpgradeTableOptions extends Layout {
  readonly wide: boolean;
  readonly headers: boolean;
  readonly colour: boolean;
}

type Colors = ReturnType<typeof createColors>;

/** Rows that people are shown unless they ask for all. */
const MOST_ROWS = 50;

/** An upgrade report for a person: what would change in the kernels, why, and which bugs come and go. */
export function upgradeTable(report: UpgradeReport, options: UpgradeTableOptions): string {
  const colors = createColors(options.colour);
  const rows = options.wide ? report.changes : report.changes.slice(0, MOST_ROWS);
  const table = writeTable(columns(colors), rows, options);
  if (!options.headers) return table;
  const left = report.changes.length - rows.length;
  const parts = [
    summaryText(report, colors),
    notesText('First:', report.notes.filter(isError)),
    rows.length === 0 ? '' : table + (left > 0 ? `… and ${left} more: see -o wide\n` : ''),
    rulesText(report, options.wide),
    bugsText('Bugs that it adds:', report, 'gained'),
    bugsText('Bugs that remain:', report, 'kept'),
    bugsText('Bugs that it fixes:', report, 'fixed'),
    notesText(
      'Notes:',
      report.notes.filter((note) => !isError(note)),
    ),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function isError({severity}: Note): boolean {
  return severity === 'error';
}

function summaryText({nodes, target, changes}: UpgradeReport, colors: Colors): string {
  const count = (state: string) => nodes.filter((node) => node.state === state).length;
  const versions = [
    ...new Set(nodes.map(({kubeProxyVersion}) => kubeProxyVersion).filter((text) => text !== '')),
  ];
  const from = versions.length === 0 ? 'an unknown version' : versions.sort().join(', ');
  const known = count('same') + count('changes');
  const verdict =
    changes.length > 0
      ? colors.yellow(
          `${plural(changes.length, 'entry', 'entries')} would change on ${plural(count('changes'), 'node')}`,
        )
      : colors.green(`nothing would change in the kernels of ${plural(known, 'node')}`);
  const lines = [`kube-proxy ${from} -> ${target}: ${known === 0 ? 'nothing is known' : verdict}.`];
  const others = nodes.filter(({state}) => state === 'unknown' || state === 'other-mode');
  const left = byReason(others, 3).map((text) => sentence('  ', `not compared: ${escapeText(text)}`));
  return `${[...lines, ...left].join('\n')}\n`;
}

const PARTS: Readonly<Record<UpgradePart, string>> = {
  'virtual-server': 'virtual server',
  'real-server': 'real server',
  persistence: 'persistence',
  scheduler: 'scheduler',
  address: 'address on kube-ipvs0',
  'ip-set': 'IP set',
  'ip-set-member': 'IP set member',
  'iptables-chain': 'iptables chain',
};

const EFFECTS: Readonly<Record<UpgradeEffect, string>> = {
  appears: 'appears',
  disappears: 'disappears',
  'may-appear': 'may appear',
  'may-disappear': 'may disappear',
  changes: 'changes',
};

function columns(colors: Colors): readonly Column<UpgradeChange>[] {
  return [
    {
      header: 'WHAT',
      value: ({effect}) => EFFECTS[effect],
      paint: (text, {effect}) => (effect === 'disappears' ? colors.red(text) : colors.yellow(text)),
    },
    {header: 'PART', value: ({part}) => PARTS[part]},
    {
      header: 'SERVICE',
      value: ({service}) =>
        service ? `${service.namespace}/${service.name}${service.port ? `:${service.port}` : ''}` : '',
    },
    {
      header: 'ENTRY',
      value: ({subject, effect, from, to}) =>
        effect === 'changes' ? `${subject}: ${from} -> ${to}` : subject,
    },
    {header: 'NODES', value: ({nodes}) => nameList(nodes)},
  ];
}

/** So many rules are listed unless all are asked for. */
const MOST_RULES = 5;

function rulesText({rules, changes}: UpgradeReport, wide: boolean): string {
  if (rules.length === 0) return '';
  const effect = changes.length === 0 ? '; they have no effect here' : '';
  const text = `The versions differ in: ${nameList(rules, wide ? rules.length : MOST_RULES)}${effect}.`;
  return `${sentence('', text)}\n`;
}

function bugsText(title: string, {bugs}: UpgradeReport, effect: UpgradeBug['effect']): string {
  const those = bugs.filter((bug) => bug.effect === effect);
  if (those.length === 0) return '';
  return `${title}\n${those.map(bugText).join('\n')}\n`;
}

function bugText({title, reference, code, concerned, effect, meanwhile, nodes}: UpgradeBug): string {
  const here = concerned ? '' : '; this cluster has nothing that triggers it';
  const todo = effect !== 'fixed' && concerned ? `. Until then: ${meanwhile}` : '';
  const text = `${title} (${reference}; ${code}; on ${nameList(nodes)}${here})${todo}`;
  return sentence('  ', escapeText(text));
}
