import {bugReference, bugsOf} from '../../../catalogue/index.ts';
import {formatKubeVersion, type KubeVersion, type Service} from '../../../model/index.ts';
import {nodeRule} from '../../rule.ts';
import {syncDurations} from '../../sync-metrics.ts';
import {fail, pass, undecidable} from '../../verdict.ts';
import {isConcerned} from './known-bugs.ts';

/** Seconds. */
const SLOW = 5;

/** Syncs that take long. Buckets are coarse: only what took at least this long counts, not what may have. */
export const SLOW_SYNCS = nodeRule({
  code: 'IPVS075',
  needs: ['metrics'],
  wants: ['configuration', 'version'],
  check: ({metrics, configuration, version}, {cluster}) => {
    const durations = syncDurations(metrics);
    if (!durations) return undecidable('kube-proxy has not finished a sync yet');
    const {count, sum, p99AtLeast} = durations;
    const told = `${count} syncs took ${(sum / count).toFixed(1)} s on average, p99 at least ${p99AtLeast} s`;
    if (p99AtLeast < SLOW) return pass(told);
    const period = configuration?.syncPeriod ?? 30;
    return fail({
      // The whole of the syncs must be slow, not only the first one after a start.
      severity: sum / count > period ? 'error' : 'warning',
      message: 'syncs are slow: changes reach this node late',
      evidence: [
        `kubeproxy_sync_proxy_rules_duration_seconds: ${told}`,
        ...(version ? slowBugs(version, cluster.services) : []),
      ],
    });
  },
});

/** Known bugs of this version that make syncs slow in a cluster with these Services. */
function slowBugs(version: KubeVersion, services: readonly Service[]): readonly string[] {
  return bugsOf(version, 'ipvs')
    .filter(({code, concerns}) => code === 'IPVS075' && isConcerned(concerns, services))
    .map((bug) => `${formatKubeVersion(version)}: ${bug.title} (${bugReference(bug)})`);
}
