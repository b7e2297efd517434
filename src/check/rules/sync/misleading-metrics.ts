import {atLeast, formatKubeVersion, type ProxyCondition} from '../../../model/index.ts';
import {nodeRule} from '../../rule.ts';
import {fail, pass, unread, type Verdict} from '../../verdict.ts';

/** Metrics that nobody outside can read, or that hide one address family. */
export const MISLEADING_METRICS = nodeRule({
  code: 'IPVS079',
  needs: [],
  wants: ['runningConfiguration', 'version', 'expected', 'proxy'],
  check: ({runningConfiguration, version, expected, proxy}) => {
    const verdicts: Verdict[] = hiddenVerdicts(proxy);
    if (!runningConfiguration)
      return verdicts.length > 0
        ? verdicts
        : unread("kube-proxy's running configuration (/configz) was not read");
    const address = runningConfiguration.metricsBindAddress || '127.0.0.1:10249';
    if (/^(?:127\.|\[?::1\]?:|localhost:)/.test(address)) {
      verdicts.push(
        fail({
          message: "kube-proxy's metrics can be read only on the node: Prometheus cannot scrape them",
          evidence: [`metricsBindAddress: ${address}`],
        }),
      );
    }
    if (version && !atLeast(version, 33) && (expected?.families.length ?? 0) > 1) {
      verdicts.push(
        fail({
          message:
            'both address families write one series: the last sync is that of whichever family synced last',
          evidence: [`kube-proxy ${formatKubeVersion(version)}, ${expected?.families.join(' and ')}`],
        }),
      );
    }
    return verdicts.length > 0 ? verdicts : pass(`metricsBindAddress: ${address}`);
  },
});

/** A kube-proxy that runs, but whose metrics were not found: nothing is known of its mode and its syncs. */
function hiddenVerdicts(proxy: ProxyCondition | undefined): Verdict[] {
  if (proxy?.kind !== 'running' || proxy.why === '') return [];
  return [
    fail({
      severity: 'warning',
      message: proxy.why,
      evidence: [],
      remedy:
        'set metricsBindAddress to 127.0.0.1:10249 or 0.0.0.0:10249, and use an image that has curl (--image)',
    }),
  ];
}
