import {
  type Assessment,
  byNaturalName,
  type Conclusion,
  concludeFrom,
  type DiffReport,
  type Finding,
  NODE_STATES,
  NOTHING_WRONG,
  type NodeReport,
  type NodeState,
  type Note,
  SEVERITIES,
  type Severity,
} from '../model/index.ts';
import {sortFindings} from './sort-findings.ts';

/** One node compared, or the reason why it could not be. */
export interface NodeResult {
  readonly report: NodeReport;
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
  /** Seconds after which kube-proxy must have put right what it is about to; see {@link settlingSeconds}. */
  readonly settlingSeconds: number;
}

/** A report on all nodes, with its summary. */
export function makeDiffReport(
  head: Pick<DiffReport, 'generatedAt' | 'source' | 'against'> & {
    readonly services: 'all' | readonly string[];
    readonly assessment?: Assessment;
  },
  results: readonly NodeResult[],
  notes: readonly Note[],
): DiffReport {
  const {services, assessment = NOTHING_WRONG, ...rest} = head;
  const nodes = results.map(({report}) => report).sort(byNaturalName);
  const findings = sortFindings(results.flatMap((result) => result.findings));
  return {
    ...rest,
    scope: {services, nodes: nodes.map(({name}) => name)},
    summary: {
      nodes: tally(NODE_STATES, nodes, ({state}) => state),
      findings: tally(SEVERITIES, findings, ({severity}) => severity),
    },
    nodes,
    assessment,
    findings,
    notes: [...notes, ...results.flatMap((result) => result.notes)],
  };
}

function tally<Key extends NodeState | Severity, Item>(
  keys: readonly Key[],
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): Readonly<Record<Key, number>> {
  const counts = Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>;
  for (const item of items) counts[keyOf(item)]++;
  return counts;
}

/** What a report comes to; nodes in another mode than IPVS have nothing to differ in. */
export function diffConclusion({summary, nodes, notes}: DiffReport): Conclusion {
  return concludeFrom({
    drift: summary.findings.error + summary.findings.warning > 0,
    errors: notes.some(({severity}) => severity === 'error'),
    gaps: summary.nodes.unknown > 0 || nodes.length === 0,
  });
}
