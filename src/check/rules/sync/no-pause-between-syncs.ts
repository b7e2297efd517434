import type {Metrics} from '../../../model/index.ts';
import {nodeRule} from '../../rule.ts';
import {secondsBetween, syncDurations} from '../../sync-metrics.ts';
import {fail, pass, undecidable} from '../../verdict.ts';

/** The share of its time that a kube-proxy may spend with syncs. */
const BUSY = 0.5;

/** No minimum between syncs. It is told as info unless kube-proxy is seen to be busy with them. */
export const NO_PAUSE_BETWEEN_SYNCS = nodeRule({
  code: 'IPVS076',
  needs: ['configuration'],
  wants: ['metrics', 'capturedAt'],
  check: ({configuration, metrics, capturedAt}) => {
    const {minSyncPeriod, source} = configuration;
    if (source === 'defaults') return undecidable("kube-proxy's configuration could not be read");
    if (minSyncPeriod > 0) return pass(`ipvs.minSyncPeriod: ${minSyncPeriod}s`);
    const share = metrics && capturedAt ? busyShare(metrics, capturedAt) : undefined;
    const evidence = ['ipvs.minSyncPeriod: 0s'];
    if (share === undefined || share < BUSY) {
      return fail({
        severity: 'info',
        message: 'there is no pause between syncs; kube-proxy is not busy with them at the moment',
        evidence: share === undefined ? evidence : [...evidence, busyText(share)],
      });
    }
    return fail({
      message: 'there is no pause between syncs, and kube-proxy spends most of its time in them',
      evidence: [...evidence, busyText(share)],
    });
  },
});

function busyText(share: number): string {
  return `${Math.round(share * 100)} % of the time since kube-proxy started was spent in syncs`;
}

/** The share of the time since the start that syncs of the slower family took. */
function busyShare(metrics: Metrics, at: Date): number | undefined {
  const [start] = metrics.samples('process_start_time_seconds');
  const durations = syncDurations(metrics);
  if (!start || !durations) return undefined;
  const up = secondsBetween(new Date(start.value * 1000), at);
  return up > 0 ? Math.min(1, durations.sum / up) : undefined;
}
