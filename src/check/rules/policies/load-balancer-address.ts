import {DUMMY_INTERFACE, type ExpectedState} from '../../../model/index.ts';
import {firstFew} from '../../first-few.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable, pass} from '../../verdict.ts';
import {serviceName} from '../../whole-service.ts';

/** Load-balancer addresses that are local here: traffic from inside does not go through the load balancer. By design, so info. */
export const LOAD_BALANCER_ADDRESS_IS_LOCAL = nodeRule({
  code: 'IPVS051',
  needs: ['expected', 'addresses'],
  check: ({expected, addresses}) => {
    const wanted = loadBalancerAddresses(expected);
    if (wanted.size === 0)
      return notApplicable('no Service has a load-balancer address that kube-proxy serves');
    const here = new Set(
      addresses.filter((entry) => entry.interface === DUMMY_INTERFACE).map(({address}) => address),
    );
    const bound = [...wanted].filter(([address]) => here.has(address));
    if (bound.length === 0)
      return pass(`none of ${wanted.size} load-balancer addresses is on ${DUMMY_INTERFACE}`);
    return fail({
      severity: 'info',
      message: `traffic from this node and its Pods to ${bound.length} load-balancer addresses does not go through the load balancer`,
      evidence: firstFew(
        bound.map(([address, owner]) => `${address} of ${owner} is on ${DUMMY_INTERFACE}`).sort(),
      ),
    });
  },
});

function loadBalancerAddresses({virtualServers}: ExpectedState): ReadonlyMap<string, string> {
  const addresses = new Map<string, string>();
  for (const {role, id, owners} of virtualServers.values()) {
    const [owner] = owners;
    if (role === 'load-balancer' && owner) addresses.set(id.address, serviceName(owner));
  }
  return addresses;
}
