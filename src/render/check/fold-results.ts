import {type CheckResult, compareNaturally, groupBy} from '../../model/index.ts';

/** Results that say the same of several nodes and Services, as one. */
export interface FoldedResult {
  /** The first of them. */
  readonly result: CheckResult;
  readonly nodes: readonly string[];
  /** `NAMESPACE/NAME`. */
  readonly services: readonly string[];
  readonly count: number;
}

/** Folds results with equal keys, in the order of the first of each. */
export function foldResults(
  results: readonly CheckResult[],
  keyOf: (result: CheckResult) => string,
): readonly FoldedResult[] {
  return [...groupBy(results, keyOf).values()].map((group) => foldGroup(group[0], group));
}

/** The message without the name of its node: what is said of several nodes is the same but for that. */
export function commonMessage({message, node}: CheckResult): string {
  return node === null || node === '' ? message : message.replaceAll(`on ${node}`, 'on this node');
}

function foldGroup(result: CheckResult, group: readonly CheckResult[]): FoldedResult {
  const services = group.map(({service}) => service && `${service.namespace}/${service.name}`);
  return {
    result,
    nodes: distinct(group.map(({node}) => node)),
    services: distinct(services),
    count: group.length,
  };
}

function distinct(names: readonly (string | null)[]): readonly string[] {
  return [...new Set(names.filter((name) => name !== null))].sort(compareNaturally);
}
