import {type ServerOnNode, type ServiceServer, type ServiceStatus, sumKnown} from '../../model/index.ts';
import {serverNameDocument} from '../document-parts.ts';

/** A Service in the tables of all nodes, as documents have it. */
export function serviceDocument({namespace, name, type, servers, nodes, concerns}: ServiceStatus) {
  return {
    namespace,
    name,
    type,
    nodes: nodes.map(({node, differences, virtualServers}) => ({node, differences, virtualServers})),
    concerns: concerns.map(({severity, code, message, remedy, nodes: names}) => ({
      severity,
      code,
      message,
      remedy,
      nodes: names,
    })),
    realServers: servers.map(serverDocument),
  };
}

function serverDocument(server: ServiceServer) {
  return {
    portName: server.portName,
    protocol: server.protocol,
    address: server.address,
    port: server.port,
    pod: server.pod,
    node: server.node,
    zone: server.zone,
    condition: server.condition,
    standing: server.standing,
    presentOn: server.presentOn,
    expectedOn: server.expectedOn,
    connections: {
      active: sumKnown(server.entries.map(({active}) => active)),
      inactive: sumKnown(server.entries.map(({inactive}) => inactive)),
    },
    perSecond: ratesDocument(server.entries),
    entries: server.entries.map(entryDocument),
  };
}

/** Sums over all nodes; null where no rates were read. */
function ratesDocument(entries: readonly ServerOnNode[]) {
  const known = entries.map(({rates}) => rates).filter((rates) => rates !== null);
  if (known.length === 0) return null;
  return {
    connections: sum(known.map(({connections}) => connections)),
    inBytes: sum(known.map(({inBytes}) => inBytes)),
    outBytes: sum(known.map(({outBytes}) => outBytes)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((before, value) => before + value, 0);
}

function entryDocument({
  node,
  virtualServer,
  role,
  standing,
  expected,
  present,
  weight,
  active,
  inactive,
  rates,
}: ServerOnNode) {
  return {
    node,
    virtualServer: serverNameDocument(virtualServer),
    role,
    standing,
    expected,
    present,
    weight,
    connections: active === null || inactive === null ? null : {active, inactive},
    perSecond: rates && {
      connections: rates.connections,
      inBytes: rates.inBytes,
      outBytes: rates.outBytes,
    },
  };
}
