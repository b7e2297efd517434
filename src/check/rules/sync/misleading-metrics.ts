import {atLeast, formatKubeVersion} from '../../../model/index.ts';
import {nodeRule} from '../../rule.ts';
import {fail, pass, type Verdict} from '../../verdict.ts';

/** Metrics that nobody outside can read, or that hide one address family. */
export const MISLEADING_METRICS = nodeRule({
  code: 'IPVS079',
  needs: ['runningConfiguration'],
  wants: ['version', 'expected'],
  check: ({runningConfiguration, version, expected}) => {
    const verdicts: Verdict[] = [];
    const address = runningConfiguration.metricsBindAddress || '127.0.0.1:10249';
    if (/^(?:127\.|\[?::1\]?:|localhost:)/.test(address)) {
      verdicts.push(
        fail({
          message: 'the metrics of kube-proxy can be read on the node only: Prometheus sees none of them',
          evidence: [`metricsBindAddress: ${address}`],
        }),
      );
    }
    if (version && !atLeast(version, 33) && (expected?.families.length ?? 0) > 1) {
      verdicts.push(
        fail({
          message:
            'both address families write one series: the last sync is that of the family that synced last',
          evidence: [`kube-proxy ${formatKubeVersion(version)}, ${expected?.families.join(' and ')}`],
        }),
      );
    }
    return verdicts.length > 0 ? verdicts : pass(`metricsBindAddress: ${address}`);
  },
});
