/**
 * The checks of the failure catalogue. A rule is one record in `rules/GROUP/`, named after what it looks for, and stands
 * in the list of its group (`rules/GROUP/GROUP-checks.ts`). To add one:
 *
 * 1. Write `rules/GROUP/what-it-looks-for.ts` with {@link nodeRule} (one node) or {@link clusterRule} (API objects, all
 *    nodes). Name the facts that it cannot do without in `needs`: what is not known then makes the result undecidable,
 *    with the reason, and the check never sees it. What only helps goes into `wants`.
 * 2. Return `fail` with the very value or line as evidence; `notApplicable` where the failure cannot be, such as another
 *    version; `undecidable` where what was read does not tell; nothing, or `pass`, where it is not there. A rule that is
 *    not sure does not fail above `info`. Severity and remedy come from the catalogue unless the rule knows better.
 * 3. Put it into the group's list. An entry that no capture can decide goes into `knowledgeOnly` with the reason.
 * 4. Test it in `test/check/rules/GROUP/`: one case for, one against, with `checkRule` of
 *    `test/support/builders/node-evidence.ts`.
 *
 * A new fact is added to `NodeFacts` (node-evidence.ts) and read in `src/inspect/facts.ts`.
 */
export {type AcceptedFailure, acceptedBy, acceptResults} from './accept-results.ts';
export {ALL_CHECKS} from './all-checks.ts';
export {checkConclusion, inOrder, makeCheckReport} from './make-check-report.ts';
export {makeMigrationReport} from './migration/make-migration-report.ts';
export {migrationOfCluster, migrationOfNode} from './migration/run-migration-checks.ts';
export {makeVerifyReport, verifyConclusion} from './migration/verify/make-verify-report.ts';
export {verifyNode} from './migration/verify/verify-node.ts';
export type {FactName, NodeEvidence, NodeFacts, ProxyReplies} from './node-evidence.ts';
export type {LogHit, ProxyLog} from './proxy-log.ts';
export type {GroupChecks, NodeSummary, Rule, Surroundings} from './rule.ts';
export {checkCluster, checkNode, summariseNode} from './run-checks.ts';
export {makeUpgradeReport, type UpgradedNode, upgradeConclusion} from './upgrade/make-upgrade-report.ts';
