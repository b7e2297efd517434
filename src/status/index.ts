export {countConnections} from './count-connections.ts';
export {makeServiceStatus} from './make-service-status.ts';
export {makeStatusReport, statusConclusion} from './make-status-report.ts';
export {nodeDetail} from './node-detail.ts';
export type {NodeObservation, ObservedNode} from './node-observation.ts';
export {type ObservedServices, observeServices} from './observe-service.ts';
export {isSilent} from './proxy-state.ts';
export {statusChanges} from './status-changes.ts';
export {tableDigest} from './table-digest.ts';
