export {clusterSource} from './cluster-source.ts';
export {findPod} from './find-pod.ts';
export {lookUpNames} from './look-up.ts';
export {readClusterState} from './read-cluster-state.ts';
export {readLogs} from './read-logs.ts';
export {readVersions} from './read-versions.ts';
export {watchService} from './watch-service.ts';
