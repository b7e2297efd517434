import type {ClusterEvidence, SnapshotEvidence} from '../../src/model/index.ts';

/** A snapshot as a cluster that does not change, but for what a test changes of it. */
export function asCluster(
  snapshot: SnapshotEvidence,
  changes: Partial<ClusterEvidence> = {},
): ClusterEvidence {
  return {
    ...snapshot,
    live: true,
    sampleNode: () => {
      throw new Error('nothing is sampled here');
    },
    watchService: () => Promise.reject(new Error('nothing is watched here')),
    findPod: () => Promise.resolve(undefined),
    tellJudged: () => undefined,
    followCapture: () => undefined,
    release: () => Promise.resolve(),
    ...changes,
  };
}
