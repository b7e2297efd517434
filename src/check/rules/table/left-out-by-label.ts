import {atLeast, type Service} from '../../../model/index.ts';
import {clusterRule, type NodeSummary} from '../../rule.ts';
import {fail, type Verdict} from '../../verdict.ts';
import {serviceName, wholeService} from '../../whole-service.ts';

const PROXY_NAME = 'service.kubernetes.io/service-proxy-name';
const HEADLESS = 'service.kubernetes.io/headless';

/**
 * Services that a label hands to another proxy, or calls headless although they have a cluster IP (kube-proxy
 * `cmd/kube-proxy/app/server.go`, the informers' selector). 1.36 no longer looks at the second one (kubernetes PR 134623).
 */
export const LEFT_OUT_BY_LABEL = clusterRule({
  code: 'IPVS012',
  check: ({cluster}, nodes) => {
    const served = cluster.services.filter(({clusterIP}) => clusterIP !== 'None');
    const labels = nodes.some(heedsHeadless) ? [PROXY_NAME, HEADLESS] : [PROXY_NAME];
    return served.flatMap((service) =>
      labels.filter((label) => label in service.labels).map((label) => leftOut(service, label)),
    );
  },
});

function heedsHeadless({version}: NodeSummary): boolean {
  return version !== undefined && !atLeast(version, 36);
}

function leftOut(service: Service, label: string): Verdict {
  return fail({
    service: wholeService(service),
    message:
      `kube-proxy creates nothing for ${serviceName(service)}: ` +
      (label === PROXY_NAME
        ? 'a label assigns it to another proxy'
        : 'a label marks it as headless, up to 1.35'),
    evidence: [`${label}=${service.labels[label]}`],
  });
}
