import {clusterRule} from '../../rule.ts';
import {fail, notApplicable} from '../../verdict.ts';
import {serviceName, wholeService} from '../../whole-service.ts';

const GATE = 'AllowServiceExternalIPs';

/** External IPs take traffic from wherever it was going. Whether they should is for a person to say: this is info. */
export const EXTERNAL_IPS = clusterRule({
  code: 'IPVS035',
  check: ({cluster}, nodes) => {
    const read = nodes.flatMap(({runningConfiguration}) =>
      runningConfiguration ? [runningConfiguration] : [],
    );
    if (read.length > 0 && read.every(({featureGates}) => featureGates[GATE] === false))
      return notApplicable(`the feature gate ${GATE} is off on all nodes that were read`);
    return cluster.services
      .filter(({externalIPs, clusterIP}) => externalIPs.length > 0 && clusterIP !== 'None')
      .map((service) =>
        fail({
          severity: 'info',
          service: wholeService(service),
          message: `traffic of this cluster to ${service.externalIPs.join(', ')} goes to ${serviceName(service)}: make sure that this is intended`,
          evidence: [`spec.externalIPs: ${service.externalIPs.join(', ')}`],
        }),
      );
  },
});
