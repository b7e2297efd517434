import {type CheckReport, type CheckResult, compareNaturally} from '../../model/index.ts';
import {isOpen} from '../check/check-counts.ts';
import {commonMessage, type FoldedResult, foldResults} from '../check/fold-results.ts';
import {byReason, nameList, plural} from '../text-lists.ts';
import {
  assessmentSections,
  claimSection,
  noteSections,
  plain,
  TONE_OF,
  verdictOf,
} from './assessment-sections.ts';
import type {HeatMap, Line, MapRow, Page, PageTable, Tone} from './page.ts';
import {TONES} from './page.ts';
import {sourceFacts} from './source-facts.ts';

/** A check report as a page: verdict, causes, a map of failures by nodes, every failure, what could not be decided. */
export function checkPage(report: CheckReport): Page {
  const {results, nodes, assessment, source} = report;
  const open = results.filter(isOpen);
  const undecided = results.filter(({result, gap}) => result === 'undecidable' && gap !== 'person');
  return {
    title: 'kubectl ipvs check',
    verdict: verdictOf(assessment, soundOf(open, nodes.length)),
    facts: sourceFacts(report),
    sections: [
      ...assessmentSections(assessment, source),
      ...claimSection(
        'Not read',
        byReason(
          nodes.filter(({error}) => error !== '').map(({name, error}) => ({name, reason: error})),
          20,
        ).map((text) => plain('unknown', text)),
      ),
      ...noteSections(report.notes, assessment),
      ...mapOf(open),
      ...(open.length === 0 ? [] : [failureTable(open)]),
      ...claimSection(
        'Undetermined',
        foldResults(undecided, (result) => `${result.code} ${commonMessage(result)}`).map(
          ({result, nodes: names}) =>
            plain(
              'unknown',
              `${result.code} ${result.title}${names.length > 0 ? ` on ${nameList(names)}` : ''}: ${commonMessage(result)}`,
            ),
        ),
      ),
    ],
  };
}

function soundOf(open: readonly CheckResult[], nodes: number): Line {
  const serious = open.filter(({severity}) => severity !== 'info');
  return {
    tone: serious.length === 0 ? 'ok' : worstOf(serious),
    text: `${plural(nodes, 'node')} checked: ${plural(open.length, 'failure')}`,
  };
}

const CLUSTER = 'cluster';

function mapOf(open: readonly CheckResult[]): readonly HeatMap[] {
  const nodes = [...new Set(open.map(({node}) => node ?? CLUSTER))].sort(compareNaturally);
  const serious = open.filter(({severity}) => severity !== 'info');
  if (nodes.length < 2 || serious.length === 0) return [];
  const labels = [...new Set(serious.map(labelOf))];
  const rows = labels.map((label): MapRow => {
    const results = serious.filter((result) => labelOf(result) === label);
    const cells = nodes.map((node) => {
      const own = results.filter((result) => (result.node ?? CLUSTER) === node);
      if (own.length === 0) return undefined;
      return {
        tone: worstOf(own),
        text: own.length > 1 ? String(own.length) : '',
        title: own.map(({message}) => message).join('\n'),
      };
    });
    return {label, tone: worstOf(results), cells};
  });
  return [
    {
      kind: 'map',
      title: 'Failures by node',
      caption: 'Errors and warnings; hover over a cell for details.',
      rowHeader: 'Check',
      columns: nodes.map((label) => ({label, title: label})),
      rows: rows.sort((one, other) => TONES.indexOf(one.tone) - TONES.indexOf(other.tone)),
    },
  ];
}

function labelOf({code, title}: CheckResult): string {
  return `${code} ${title}`;
}

function worstOf(results: readonly CheckResult[]): Tone {
  const tones = results.map(({severity}) => TONE_OF[severity]);
  return TONES.find((tone) => tones.includes(tone)) ?? 'info';
}

function failureTable(open: readonly CheckResult[]): PageTable {
  const folded = foldResults(open, (result) => `${result.code} ${result.severity} ${commonMessage(result)}`);
  return {
    kind: 'table',
    title: 'All failures',
    caption: 'Identical failures on several nodes share a row.',
    headers: ['Code', 'Check', 'Where', 'What is wrong', 'What to do'],
    rows: folded
      .map((one) => ({tone: TONE_OF[one.result.severity], cells: cellsOf(one)}))
      .sort((one, other) => TONES.indexOf(one.tone) - TONES.indexOf(other.tone)),
  };
}

function cellsOf({result, nodes, services}: FoldedResult): readonly string[] {
  const where = [
    nodes.length === 0 ? CLUSTER : nameList(nodes, 5),
    ...(services.length > 0 ? [nameList(services, 5)] : []),
  ];
  return [result.code, result.title, where.join('; '), commonMessage(result), result.remedy];
}
