export {conntrackUse} from './conntrack-use.ts';
export {countConnections} from './count-connections.ts';
export {makeStatusReport, type ObservedNode, statusOutcome} from './make-status-report.ts';
export type {NodeObservation} from './node-observation.ts';
export {tableDigest} from './table-digest.ts';
