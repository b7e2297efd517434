export {compareChains} from './compare-chains.ts';
export {compareNode} from './compare-node.ts';
export {compareTables} from './compare-tables.ts';
export type {ServiceFilter} from './comparison.ts';
export {makeDiffReport, type NodeResult, outcomeOf} from './diff-report.ts';
export {judgeServers, realServerStanding} from './judge-servers.ts';
export {needsSecondLook, settle, settlingSeconds, unconfirmed} from './settle.ts';
