import {
  byNaturalName,
  MOVE_VERDICTS,
  type MovedNode,
  type MoveVerdict,
  type VerifyReport,
} from '../../../model/index.ts';

/** The verdicts of all nodes with their progress. */
export function makeVerifyReport(
  head: Pick<VerifyReport, 'generatedAt' | 'source' | 'before' | 'notes'>,
  given: readonly MovedNode[],
): VerifyReport {
  const nodes = [...given].sort(byNaturalName);
  const verdicts = Object.fromEntries(
    MOVE_VERDICTS.map((verdict) => [verdict, nodes.filter((node) => node.verdict === verdict).length]),
  ) as Record<MoveVerdict, number>;
  const moved = nodes.filter(({mode}) => mode === 'nftables' || mode === 'iptables').length;
  return {...head, summary: {nodes: nodes.length, moved, proved: verdicts.proved, verdicts}, nodes};
}

/** What a report comes to: `failed`, something speaks against a move; `incomplete`, not all nodes are proved yet. */
export function verifyConclusion({summary}: VerifyReport): 'proved' | 'failed' | 'incomplete' {
  if (summary.verdicts['not-proved'] > 0) return 'failed';
  return summary.nodes > 0 && summary.proved === summary.nodes ? 'proved' : 'incomplete';
}
