import type {Service} from '../../../model/index.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable, pass} from '../../verdict.ts';

/** The interface that NodeLocal DNSCache makes. */
const INTERFACE = 'nodelocaldns';

/** A DNS cache that wants the cluster IP, which belongs to kube-ipvs0 in IPVS mode. */
export const NODE_LOCAL_DNS = nodeRule({
  code: 'IPVS088',
  needs: ['addresses'],
  check: ({addresses}, {cluster}) => {
    const own = addresses.filter((entry) => entry.interface === INTERFACE).map(({address}) => address);
    if (own.length === 0) return notApplicable('NodeLocal DNSCache does not run on this node');
    const taken = own.flatMap((address) => {
      const service = cluster.services.find((one) => clusterIPs(one).includes(address));
      return service ? [{address, service}] : [];
    });
    if (taken.length === 0) return pass(`${INTERFACE}: ${own.join(', ')}`);
    return taken.map(({address, service: {namespace, name}}) =>
      fail({
        service: {namespace, name, port: null},
        message: `the DNS cache has bound the cluster IP of ${namespace}/${name}, but IPVS handles its packets first`,
        evidence: [`${INTERFACE}: ${address}`],
      }),
    );
  },
});

function clusterIPs({clusterIP, clusterIPs: all}: Service): readonly string[] {
  return [clusterIP, ...all];
}
