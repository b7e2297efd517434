import {firstFew} from '../../first-few.ts';
import {nodeRule} from '../../rule.ts';
import {fail, pass, undecidable} from '../../verdict.ts';
import {serviceName} from '../../whole-service.ts';

const SYSCTL = 'net.ipv4.vs.expire_quiescent_template';

/** Affinity must let go of a real server that drains: without session affinity nothing is at stake yet. */
export const EXPIRE_QUIESCENT_TEMPLATE = nodeRule({
  code: 'IPVS016',
  needs: ['sysctls'],
  check: ({sysctls}, {cluster}) => {
    const value = sysctls.get(SYSCTL);
    if (value === undefined) return undecidable(`${SYSCTL} was not captured`);
    if (value !== '0') return pass(`${SYSCTL} = ${value}`);
    const sticky = cluster.services.filter(({sessionAffinity}) => sessionAffinity === 'ClientIP');
    return fail({
      severity: sticky.length > 0 ? 'error' : 'warning',
      message:
        sticky.length > 0
          ? 'clients of Services with session affinity are sent to draining Pods until the affinity times out'
          : 'a Service with session affinity would send its clients to draining Pods',
      evidence: [
        `${SYSCTL} = 0`,
        ...firstFew(sticky.map((service) => `session affinity: ${serviceName(service)}`)),
      ],
    });
  },
});
