export {compareChains} from './compare-chains.ts';
export {compareExpected} from './compare-expected.ts';
export {compareNode} from './compare-node.ts';
export {compareTables} from './compare-tables.ts';
export type {ServiceFilter} from './comparison.ts';
export {diffConclusion, makeDiffReport, type NodeResult} from './diff-report.ts';
export {judgeServers, realServerStanding} from './judge-servers.ts';
export type {NodeLook} from './look-history.ts';
export {MOST_LOOKS, settle, settlingSeconds} from './settle.ts';
