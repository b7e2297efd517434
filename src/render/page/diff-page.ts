import {
  type DiffReport,
  describeVirtualServer,
  type Finding,
  formatEndpoint,
  NODE_STATES,
  type NodeReport,
  type Severity,
} from '../../model/index.ts';
import {foldFindings} from '../diff/fold-findings.ts';
import {byReason, nameList, plural} from '../text-lists.ts';
import {
  assessmentSections,
  claimSection,
  noteSections,
  plain,
  TONE_OF,
  verdictOf,
} from './assessment-sections.ts';
import {foldNodes, type NodeGroup} from './fold-nodes.ts';
import type {Cell, Claim, HeatMap, Line, MapRow, Page, PageTable} from './page.ts';
import {sourceFacts} from './source-facts.ts';

/** Rows of differences in the page; a report with more names the flag that lists all. */
const MOST_ROWS = 3000;

/** What has no Service, as a row of the map. */
const NO_SERVICE = '(no Service)';

/** A diff report as a page: verdict, causes, impact, what was not checked, a map of Services by nodes, every difference. */
export function diffPage(report: DiffReport): Page {
  const {nodes, scope, assessment, source} = report;
  return {
    title: report.against ? 'kubectl ipvs diff --against' : 'kubectl ipvs diff',
    verdict: verdictOf(assessment, statesOf(report)),
    facts: [
      ...sourceFacts(report),
      `Services: ${scope.services === 'all' ? 'all' : nameList(scope.services)}`,
      ...(assessment.headline ? [statesOf(report).text] : []),
    ],
    sections: [
      ...assessmentSections(assessment, source),
      ...claimSection('Not read', unreadNodes(nodes)),
      ...noteSections(report.notes, assessment),
      ...mapOf(report),
      ...tableOf(report.findings),
    ],
  };
}

function statesOf({nodes, summary}: DiffReport): Line {
  const words = NODE_STATES.filter((state) => summary.nodes[state] > 0).map(
    (state) => `${summary.nodes[state]} ${state}`,
  );
  const text = `${plural(nodes.length, 'node')}: ${words.join(', ') || 'none read'}`;
  if (summary.nodes.drifted > 0) return {tone: 'bad', text};
  if (summary.nodes.unknown > 0 || nodes.length === 0) return {tone: 'unknown', text};
  return {tone: summary.nodes.converging > 0 ? 'warn' : 'ok', text};
}

function unreadNodes(nodes: readonly NodeReport[]): readonly Claim[] {
  const unknown = nodes.filter(({state}) => state === 'unknown');
  return byReason(unknown, 20).map((text) => plain('unknown', text));
}

/** What stands in a cell of the map: the findings of one Service on one node. */
interface CellFacts {
  readonly counts: Map<string, number>;
  severity: Severity;
}

function mapOf({nodes, findings}: DiffReport): readonly HeatMap[] {
  const serious = findings.filter(({severity}) => severity !== 'info');
  if (serious.length === 0) return [];
  const byNode = new Map(nodes.map(({name}) => [name, new Map<string, CellFacts>()]));
  for (const finding of serious) note(byNode.get(finding.node), finding);
  const signatures = new Map([...byNode].map(([name, cells]) => [name, signatureOf(cells)]));
  const groups = foldNodes(new Map([...signatures].filter(([, signature]) => signature !== '')));
  const alike = nodes.length - groups.reduce((sum, {names}) => sum + names.length, 0);
  const cellsOf = groups.map(({names: [first = '']}) => byNode.get(first));
  const services = [...new Set(serious.map(serviceOf))];
  const rows = services.map((service) => rowOf(service, cellsOf)).sort(byGravity);
  return [
    {
      kind: 'map',
      title: 'Services by node',
      caption: `${plural(services.length, 'Service')} with differences; nodes with the same differences share a column. ${plural(alike, 'node')} without differences not shown.`,
      rowHeader: 'Service',
      columns: groups.map(columnOf),
      rows,
    },
  ];
}

function note(cells: Map<string, CellFacts> | undefined, finding: Finding): void {
  const service = serviceOf(finding);
  const cell = cells?.get(service) ?? {counts: new Map<string, number>(), severity: finding.severity};
  cell.counts.set(finding.kind, (cell.counts.get(finding.kind) ?? 0) + 1);
  if (finding.severity === 'error') cell.severity = 'error';
  cells?.set(service, cell);
}

function signatureOf(cells: ReadonlyMap<string, CellFacts>): string {
  return [...cells]
    .map(([service, {counts}]) => `${service} ${[...counts].sort().join(' ')}`)
    .sort()
    .join('\n');
}

function columnOf({label, names}: NodeGroup): HeatMap['columns'][number] {
  return {label, title: nameList(names, 50)};
}

function rowOf(service: string, columns: readonly (ReadonlyMap<string, CellFacts> | undefined)[]): MapRow {
  const cells = columns.map((cellsOf) => {
    const facts = cellsOf?.get(service);
    return facts && cellOf(facts);
  });
  return {label: service, tone: cells.some((cell) => cell?.tone === 'bad') ? 'bad' : 'warn', cells};
}

function cellOf({counts, severity}: CellFacts): Cell {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const title = [...counts].map(([kind, count]) => `${kind}: ${count}`).join('\n');
  return {tone: TONE_OF[severity], text: String(total), title};
}

function byGravity(one: MapRow, other: MapRow): number {
  const weight = ({tone, cells}: MapRow) => (tone === 'bad' ? 1e6 : 0) + cells.filter(Boolean).length;
  return weight(other) - weight(one) || (one.label < other.label ? -1 : 1);
}

function tableOf(findings: readonly Finding[]): readonly PageTable[] {
  const folded = foldFindings(findings);
  if (folded.length === 0) return [];
  const left = folded.length - MOST_ROWS;
  const rows = folded.slice(0, MOST_ROWS).map(({finding, nodes}) => ({
    tone: TONE_OF[finding.severity],
    cells: [
      serviceOf(finding),
      finding.kind,
      finding.virtualServer ? describeVirtualServer(finding.virtualServer) : '',
      finding.realServer ? formatEndpoint(finding.realServer.address, finding.realServer.port) : '',
      nameList(nodes, 5),
      finding.message,
    ],
  }));
  return [
    {
      kind: 'table',
      title: 'All differences',
      caption:
        left > 0
          ? `${left} more are not on this page: -o json lists them.`
          : 'Identical differences on several nodes share a row.',
      headers: ['Service', 'Finding', 'Virtual server', 'Real server', 'Nodes', 'Meaning'],
      rows,
    },
  ];
}

function serviceOf({service}: Finding): string {
  return service ? `${service.namespace}/${service.name}` : NO_SERVICE;
}
