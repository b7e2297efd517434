import type {CheckResult, MigrationResult} from '../../model/index.ts';
import type {NodeEvidence} from '../node-evidence.ts';
import type {NodeSummary, Surroundings} from '../rule.ts';
import {checkCluster, checkNode} from '../run-checks.ts';
import type {MigrationCheck} from './migration-check.ts';
import {MIGRATION_CHECKS} from './migration-checks.ts';

/** What one node tells about its way out of IPVS mode. */
export function migrationOfNode(evidence: NodeEvidence, around: Surroundings): readonly MigrationResult[] {
  return MIGRATION_CHECKS.flatMap((check) => tag(check, checkNode({rules: [check.rule]}, evidence, around)));
}

/** What the API objects, and all nodes together, tell. */
export function migrationOfCluster(
  nodes: readonly NodeSummary[],
  around: Surroundings,
): readonly MigrationResult[] {
  return MIGRATION_CHECKS.flatMap((check) =>
    tag(check, checkCluster({rules: [check.rule], knowledgeOnly: []}, nodes, around)),
  );
}

function tag({section, title}: MigrationCheck, results: readonly CheckResult[]): readonly MigrationResult[] {
  return results.map((result) => ({...result, title, section}));
}
