export {clusterNotes, coverageNotes, scopeNotes, withoutProxyNotes} from './cluster-notes.ts';
export {narrowCluster} from './narrow-cluster.ts';
export {narrowFocus} from './narrow-focus.ts';
export {selectNodes} from './select-nodes.ts';
export {type ServiceScope, selectServices} from './select-services.ts';
export {serviceName} from './service-name.ts';
export {type StatusTarget, statusTarget} from './status-target.ts';
