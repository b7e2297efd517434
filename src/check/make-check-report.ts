import {type CatalogueEntry, findEntry} from '../catalogue/index.ts';
import {
  byNaturalName,
  CHECK_OUTCOMES,
  type CheckReport,
  type CheckResult,
  type Conclusion,
  compareNaturally,
  concludeFrom,
  isWrong,
  SEVERITIES,
} from '../model/index.ts';

/**
 * What goes wrong first is told first: a kube-proxy that does not start or does not sync is the cause of most else.
 * Groups that are not here come after these, in the order of their codes.
 */
const CAUSES_FIRST: readonly (CatalogueEntry['group'] | undefined)[] = ['start', 'sync'];

/**
 * A report with its results in order: failures first, worst first, accepted ones after the others; then causes before
 * what follows from them, codes and nodes.
 */
export function makeCheckReport(report: CheckReport): CheckReport {
  return {
    ...report,
    nodes: [...report.nodes].sort(byNaturalName),
    results: [...report.results].sort(compareResults),
  };
}

function compareResults(one: CheckResult, other: CheckResult): number {
  return (
    CHECK_OUTCOMES.indexOf(one.result) - CHECK_OUTCOMES.indexOf(other.result) ||
    Number(one.accepted !== null) - Number(other.accepted !== null) ||
    (one.result === 'fail' ? SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) : 0) ||
    causeRank(one) - causeRank(other) ||
    compareTexts(one.code, other.code) ||
    compareNaturally(one.node ?? '', other.node ?? '') ||
    compareTexts(serviceKey(one), serviceKey(other)) ||
    compareTexts(one.message, other.message)
  );
}

/** Failures in the order in which they are told: the worst first, of equally bad ones causes before what follows from them. */
export function inOrder(results: readonly CheckResult[]): readonly CheckResult[] {
  return [...results].sort(compareResults);
}

const ranks = new Map<string, number>();

/** Sorting half a million results asks this millions of times. */
function causeRank({code}: CheckResult): number {
  const known = ranks.get(code);
  if (known !== undefined) return known;
  const index = CAUSES_FIRST.indexOf(findEntry(code)?.group);
  const rank = index < 0 ? CAUSES_FIRST.length : index;
  ranks.set(code, rank);
  return rank;
}

function serviceKey({service}: CheckResult): string {
  return service ? `${service.namespace}/${service.name}/${service.port ?? ''}` : '';
}

function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** What a report comes to; what was accepted does not count. */
export function checkConclusion({results, nodes}: CheckReport): Conclusion {
  const wrong = results.filter(isWrong);
  return concludeFrom({
    drift: wrong.some(({drift}) => drift),
    errors: wrong.some(({drift}) => !drift),
    gaps:
      results.some(({gap}) => gap === 'unread') ||
      nodes.length === 0 ||
      nodes.some(({error}) => error !== ''),
  });
}
