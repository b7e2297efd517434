import {atLeast, DUMMY_INTERFACE, type Node, type Service} from '../../../model/index.ts';
import {clusterRule, type NodeSummary} from '../../rule.ts';
import {fail} from '../../verdict.ts';
import {serviceName, wholeService} from '../../whole-service.ts';

/** External and load-balancer addresses that are also a node's: all other nodes take them for their own. */
export const NODE_ADDRESS_TAKEN = clusterRule({
  code: 'IPVS034',
  onlyInIpvsMode: true,
  check: ({cluster, serverVersion}, nodes) => {
    const owners = nodeAddresses(nodes, cluster.nodes);
    const modeCounts = serverVersion === undefined || atLeast(serverVersion, 30);
    return cluster.services.flatMap((service) =>
      claimed(service, modeCounts).flatMap(({address, field}) => {
        const owner = owners.get(address);
        if (owner === undefined) return [];
        return fail({
          ...(owner.named ? {} : {severity: 'info'}),
          service: wholeService(service),
          message: owner.named
            ? `${serviceName(service)} claims ${address}, an address of ${owner.node}: other nodes no longer reach it there`
            : `${serviceName(service)} has the address ${address}, which is on an interface of ${owner.node} too: ` +
              'correct if a load balancer put it there (kube-vip, keepalived)',
          evidence: [`${field}: ${address}`, owner.evidence],
        });
      }),
    );
  },
});

interface Owner {
  readonly node: string;
  /** Whether the Node object has the address; else only one of its interfaces, where load balancers put theirs too. */
  readonly named: boolean;
  readonly evidence: string;
}

function nodeAddresses(
  summaries: readonly NodeSummary[],
  nodes: readonly Node[],
): ReadonlyMap<string, Owner> {
  const owners = new Map<string, Owner>();
  for (const {name, addresses} of summaries)
    for (const entry of addresses ?? []) {
      if (!isOwn(entry.interface)) continue;
      const evidence = `${name} has ${entry.address} on ${entry.interface}`;
      owners.set(entry.address, {node: name, named: false, evidence});
    }
  for (const {name, addresses} of nodes)
    for (const {address, type} of addresses)
      owners.set(address, {node: name, named: true, evidence: `the Node ${name} has ${type} ${address}`});
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
