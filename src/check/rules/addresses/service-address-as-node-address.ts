import {clusterRule} from '../../rule.ts';
import {fail} from '../../verdict.ts';
import {serviceName} from '../../whole-service.ts';

/** Nodes whose own address is that of a Service, or a link-local one: something took kube-ipvs0 or nodelocaldns for it. */
export const SERVICE_ADDRESS_AS_NODE_ADDRESS = clusterRule({
  code: 'IPVS039',
  onlyInIpvsMode: true,
  check: ({cluster}) => {
    const clusterIps = new Map(
      cluster.services.flatMap((service) =>
        service.clusterIPs.map((address) => [address, `cluster IP of ${serviceName(service)}`] as const),
      ),
    );
    return cluster.nodes.flatMap((node) =>
      node.addresses.flatMap(({type, address}) => {
        const what =
          clusterIps.get(address) ?? (address.startsWith('169.254.') ? 'link-local address' : undefined);
        if (what === undefined) return [];
        return fail({
          node: node.name,
          message: `the Node ${node.name} has the ${what} as its own address`,
          evidence: [`status.addresses: ${type} ${address}`],
        });
      }),
    );
  },
});
