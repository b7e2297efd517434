import type {ExpectedStates} from '../expected/index.ts';
import {
  type Assumption,
  type ClusterState,
  type ExpectedState,
  type ExpectedVirtualServer,
  type InterfaceAddress,
  type IpFamily,
  type Node,
  SCALE,
} from '../model/index.ts';
import {proxyOnNode} from './proxy-on-node.ts';

/**
 * What each node is expected to print, as far as the API alone tells; undefined where that is not worth it. The node's
 * own answers may tell more afterwards: they decide what it should hold, this only saves it from sending what is known.
 */
export function assumeNodes(
  cluster: ClusterState,
  expectedStates: ExpectedStates,
  leastPorts: number = SCALE.leastAssumedPorts,
): ((node: string) => Assumption | undefined) | undefined {
  const ports = cluster.services.reduce((sum, service) => sum + service.ports.length, 0);
  if (ports < leastPorts) return undefined;
  return (name) => {
    const node = cluster.nodes.find((one) => one.name === name);
    return node && assumptionOf(guess(node, cluster, expectedStates), node);
  };
}

/** What should be on a node that is as its objects in the API say. */
function guess(node: Node, cluster: ClusterState, expectedStates: ExpectedStates): ExpectedState {
  const {configuration, version} = proxyOnNode({node: node.name, texts: {}}, cluster);
  const dual = cluster.services.some(({clusterIPs}) => clusterIPs.some((address) => address.includes(':')));
  return expectedStates({
    name: node.name,
    node,
    hostName: undefined,
    version,
    // As if the running kube-proxy had said so.
    configuration: {...configuration, source: 'configz'},
    interfaces: interfacesOf(node),
    families: dual ? ['IPv4', 'IPv6'] : ['IPv4'],
  });
}

function interfacesOf({addresses}: Node): readonly InterfaceAddress[] {
  return addresses.map(({address}) => {
    const [family, prefix] = address.includes(':') ? (['IPv6', 64] as const) : (['IPv4', 24] as const);
    return {interface: 'eth0', family, address, prefix};
  });
}

function assumptionOf(state: ExpectedState, node: Node): Assumption {
  const servers = [...state.virtualServers.values()];
  const own = (family: IpFamily): string | undefined =>
    node.addresses
      .map(({address}) => address)
      .find((address) => address.includes(':') === (family === 'IPv6'));
  const nodePorts = (family: IpFamily) =>
    servers
      .filter(({role, id}) => role === 'node-port' && id.address === own(family))
      .flatMap((server) => ruleLines(server, 'node'));
  return {
    services: servers
      .filter(({role}) => role !== 'node-port')
      .flatMap((server) => ruleLines(server, inBrackets(server.id.address))),
    nodePorts: {IPv4: nodePorts('IPv4'), IPv6: nodePorts('IPv6')},
    bound: [...(state.addresses ?? [])]
      .filter(([, {presence}]) => presence === 'required')
      .map(([address]) => address),
    ipSets: new Map(
      [...state.ipSets.values()].map(({name, members}) => [
        name,
        [...members]
          .filter(([, {presence}]) => presence === 'required')
          .map(([member]) => `add ${name} ${member}`),
      ]),
    ),
  };
}

const OPTIONS = {TCP: '-t', UDP: '-u', SCTP: '--sctp-service'};

/** A virtual server and its real servers as `ipvsadm -S -n` prints them. What is optional is taken not to be there. */
function ruleLines(server: ExpectedVirtualServer, address: string): readonly string[] {
  const {id, scheduler, schedulerFlags, persistenceTimeout, presence, realServers} = server;
  if (presence === 'optional') return [];
  const name = `${OPTIONS[id.protocol]} ${address}:${id.port}`;
  const persistence = persistenceTimeout ? ` -p ${persistenceTimeout}` : '';
  const flags = schedulerFlags?.length ? ` -b ${schedulerFlags.join()}` : '';
  const required = [...realServers].filter(([, real]) => real === 'required');
  return [
    `-A ${name} -s ${scheduler ?? 'rr'}${persistence}${flags}`,
    ...required.map(([key]) => `-a ${name} -r ${key} -m -w 1`),
  ];
}

function inBrackets(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
