export {conntrackUse} from './conntrack-use.ts';
export {countConnections} from './count-connections.ts';
export {makeServiceStatus} from './make-service-status.ts';
export {makeStatusReport, statusOutcome} from './make-status-report.ts';
export {type DetailParts, nodeDetail, type Part} from './node-detail.ts';
export type {NodeObservation, ObservedNode} from './node-observation.ts';
export {type ObservedServices, observeServices} from './observe-service.ts';
export {isSilent} from './proxy-concerns.ts';
export {tableDigest} from './table-digest.ts';
