import {atLeast, DUMMY_INTERFACE, type Service} from '../../../model/index.ts';
import {clusterRule, type NodeSummary} from '../../rule.ts';
import {fail} from '../../verdict.ts';
import {serviceName, wholeService} from '../../whole-service.ts';

/** External and load-balancer addresses that are also a node's: all other nodes take them for their own. */
export const NODE_ADDRESS_TAKEN = clusterRule({
  code: 'IPVS034',
  check: ({cluster, serverVersion}, nodes) => {
    const owners = nodeAddresses(nodes, cluster.nodes);
    const modeCounts = serverVersion === undefined || atLeast(serverVersion, 30);
    return cluster.services.flatMap((service) =>
      claimed(service, modeCounts).flatMap(({address, field}) => {
        const owner = owners.get(address);
        if (owner === undefined) return [];
        return fail({
          service: wholeService(service),
          message: `${serviceName(service)} claims ${address}, an address of ${owner}: other nodes no longer reach it there`,
          evidence: [`${field}: ${address}`, `${owner} has ${address}`],
        });
      }),
    );
  },
});

function nodeAddresses(
  summaries: readonly NodeSummary[],
  nodes: readonly {readonly name: string; readonly addresses: readonly {readonly address: string}[]}[],
): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const {name, addresses} of nodes) for (const {address} of addresses) owners.set(address, name);
  for (const {name, addresses} of summaries)
    for (const entry of addresses ?? []) if (isOwn(entry.interface)) owners.set(entry.address, name);
  return owners;
}

/** The same address on the loopback or a cache's interface of each node is nobody's in particular. */
function isOwn(name: string): boolean {
  return name !== DUMMY_INTERFACE && name !== 'lo' && name !== 'nodelocaldns';
}

/** Addresses that kube-proxy binds on nodes that do not have them. */
function claimed(service: Service, modeCounts: boolean) {
  if (service.clusterIP === 'None' || service.type === 'ExternalName') return [];
  return [
    ...service.externalIPs.map((address) => ({address, field: 'spec.externalIPs'})),
    ...service.ingress
      .filter(({ipMode}) => !(modeCounts && ipMode === 'Proxy'))
      .map(({ip}) => ({address: ip, field: 'status.loadBalancer.ingress'})),
  ];
}
