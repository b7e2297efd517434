import type {Finding} from '../../model/index.ts';

/** Equal findings of several nodes as one. */
export interface FoldedFinding {
  /** The finding on the first node. */
  readonly finding: Finding;
  readonly nodes: readonly string[];
}

const VOLATILE = new Set(['activeConnections', 'inactiveConnections']);

/** Folds findings that are equal but for their node and their connection counts; the order stays. */
export function foldFindings(findings: readonly Finding[]): readonly FoldedFinding[] {
  const folded = new Map<string, {finding: Finding; nodes: string[]}>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const present = folded.get(key);
    if (present) present.nodes.push(finding.node);
    else folded.set(key, {finding, nodes: [finding.node]});
  }
  return [...folded.values()];
}

function keyOf({kind, severity, service, virtualServer, realServer, expected, actual}: Finding): string {
  return JSON.stringify(
    [kind, severity, service, virtualServer, realServer, expected, actual],
    (name, value: unknown) => (VOLATILE.has(name) ? undefined : value),
  );
}
