export {clusterSource} from './cluster-source.ts';
export {readClusterState} from './read-cluster-state.ts';
export {readLogs} from './read-logs.ts';
