export {clusterSource} from './cluster-source.ts';
export {readClusterState} from './read-cluster-state.ts';
