import {
  type ClusterState,
  familyOf,
  formatCidr,
  IP_FAMILIES,
  type IpFamily,
  parseCidr,
} from '../model/index.ts';

/** The node of a Pod by its canonical address; undefined if nothing tells. */
export type PodNodeOf = (address: string) => string | undefined;

/**
 * The nodes of Pods: as EndpointSlices say; of an address that is gone, the node whose networks of Pods hold it, if those
 * hold the addresses of all endpoints of their nodes. Some network plugins do not use `spec.podCIDRs`, although it is set.
 * Nothing tells where there is only one node. Put together when it is asked for the first time.
 */
export function podNodes(cluster: Pick<ClusterState, 'nodes' | 'endpointSlices'>): PodNodeOf {
  let lookUp: PodNodeOf | undefined = cluster.nodes.length < 2 ? () => undefined : undefined;
  return (address) => {
    lookUp ??= indexOf(cluster);
    return lookUp(address);
  };
}

function indexOf({nodes, endpointSlices}: Pick<ClusterState, 'nodes' | 'endpointSlices'>): PodNodeOf {
  const own = new Set(nodes.flatMap(({addresses}) => addresses.map(({address}) => address)));
  const known = new Map<string, string>();
  for (const {endpoints} of endpointSlices) {
    for (const {address, nodeName} of endpoints)
      if (nodeName !== undefined && !own.has(address)) known.set(address, nodeName);
  }
  const networks = podNetworks(nodes);
  const isUsed = (family: IpFamily) => {
    const endpoints = [...known].filter(([address]) => familyOf(address) === family);
    return endpoints.length > 0 && endpoints.every(([address, node]) => networks(address) === node);
  };
  const used = IP_FAMILIES.filter(isUsed);
  return (address) =>
    known.get(address) ?? (used.includes(familyOf(address)) ? networks(address) : undefined);
}

function podNetworks(nodes: ClusterState['nodes']): PodNodeOf {
  const owners = new Map<string, string>();
  const prefixes = new Set<number>();
  for (const {name, podCidrs = []} of nodes) {
    for (const text of podCidrs) {
      const network = parseCidr(text);
      if (!network) continue;
      owners.set(formatCidr(network), name);
      prefixes.add(network.prefix);
    }
  }
  return (address) => {
    for (const prefix of prefixes) {
      const network = parseCidr(`${address}/${prefix}`);
      const owner = network && owners.get(formatCidr(network));
      if (owner !== undefined) return owner;
    }
    return undefined;
  };
}
