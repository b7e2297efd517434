import type {
  LagSpread,
  NatTuple,
  NodeTraceSummary,
  ProbeResult,
  RealServerTotals,
  RealServerTraffic,
  StrayConnections,
  TracePath,
  TraceRealServer,
  TraceRecord,
  TraceSample,
  TraceSummary,
  VirtualServerTraffic,
} from '../../model/index.ts';
import {assessmentDocument} from '../assessment-document.ts';
import {API_VERSION} from '../document-parts.ts';
import type {Document} from '../document-type.ts';
import type {TraceRecordDocument} from '../documents/trace-record.ts';

/** A record of a trace as `-o json` prints it: the public format, mapped field by field. */
export function traceDocument(record: TraceRecord): Document<TraceRecordDocument> {
  const {type, time} = record;
  const head = {apiVersion: API_VERSION, kind: 'TraceRecord', time} as const;
  switch (type) {
    case 'assessment':
      return {...head, type, node: null, ...assessmentDocument(record.assessment, record.source)};
    case 'path':
      return {...head, type, ...pathPart(record.path)};
    case 'sample':
      return {...head, type, ...samplePart(record.sample)};
    case 'event': {
      const {node, source, kind, message, change} = record.event;
      return {...head, type, node, source, event: kind, message, change};
    }
    case 'lag': {
      const {node, change, state, seconds, errorSeconds, message} = record.lag;
      return {
        ...head,
        type,
        node,
        change,
        state,
        seconds: rounded(seconds),
        errorSeconds: rounded(errorSeconds),
        message,
      };
    }
    case 'gap': {
      const {node, from, to, reason} = record.gap;
      return {...head, type, node, from, to, reason};
    }
    case 'summary':
      return {...head, type, node: null, ...summaryPart(record.summary)};
  }
}

function pathPart({
  node,
  mode,
  service,
  virtualServer: id,
  role,
  state,
  worstBroken,
  steps,
  realServers,
}: TracePath) {
  return {
    node,
    mode,
    service: {namespace: service.namespace, name: service.name, port: service.port},
    virtualServer: {protocol: id.protocol, address: id.address, port: id.port},
    role,
    state,
    worstBroken,
    steps: steps.map(({name, state: stepState, message, evidence, code, remedy}) => ({
      name,
      state: stepState,
      message,
      evidence,
      code,
      remedy,
    })),
    realServers: realServers.map(realServerPart),
  };
}

function realServerPart(real: TraceRealServer) {
  const {address, port, standing, weight, forwarding, activeConnections, inactiveConnections} = real;
  const {pod, node, zone, condition, why, route} = real;
  return {
    address,
    port,
    standing,
    weight,
    forwarding,
    activeConnections,
    inactiveConnections,
    pod,
    node,
    zone,
    condition,
    why,
    route,
  };
}

function samplePart({
  connectionsRead,

  node,
  sequence,
  virtualServers,
  strays,
  tuples,
  tuplesTotal,
  probe,
  notes,
}: TraceSample) {
  return {
    node,
    sequence,
    virtualServers: virtualServers.map(virtualServerPart),
    strays: strays.map(strayPart),
    connectionsRead,
    tuples: tuples.map(tuplePart),
    tuplesTotal,
    probe: probe && probePart(probe),
    notes,
  };
}

function probePart({virtualServer, connected, seconds, realServer}: ProbeResult) {
  const {protocol, address, port} = virtualServer;
  return {
    virtualServer: {protocol, address, port},
    connected,
    seconds: rounded(seconds),
    realServer: realServer && {address: realServer.address, port: realServer.port},
  };
}

function virtualServerPart(server: VirtualServerTraffic) {
  const {virtualServer: id, present, required, connectionRate, packetRate, byteRate, realServers} = server;
  return {
    virtualServer: {protocol: id.protocol, address: id.address, port: id.port},
    present,
    required,
    connectionRate: rounded(connectionRate),
    packetRate: rounded(packetRate),
    byteRate: rounded(byteRate),
    realServers: realServers.map(trafficPart),
  };
}

function trafficPart(real: RealServerTraffic) {
  return {
    address: real.address,
    port: real.port,
    standing: real.standing,
    weight: real.weight,
    activeConnections: real.activeConnections,
    inactiveConnections: real.inactiveConnections,
    connections: real.connections,
    connectionRate: rounded(real.connectionRate),
    packetRate: rounded(real.packetRate),
    byteRate: rounded(real.byteRate),
    share: rounded(real.share),
    fairShare: rounded(real.fairShare),
    pod: real.pod,
  };
}

function strayPart({
  virtualServer: id,
  realServer,
  connections,
  templates,
  templateSeconds,
  listed,
}: StrayConnections) {
  return {
    virtualServer: {protocol: id.protocol, address: id.address, port: id.port},
    realServer: {address: realServer.address, port: realServer.port},
    connections,
    templates,
    templateSeconds,
    listed,
  };
}

function tuplePart({protocol, client, virtual, real, state, source}: NatTuple) {
  const socket = ({address, port}: {readonly address: string; readonly port: number}) => ({address, port});
  return {
    protocol,
    client: socket(client),
    virtual: socket(virtual),
    real: socket(real),
    state,
    source: source && socket(source),
  };
}

function summaryPart({service, worstBroken, changes, seconds, lag, realServers, nodes}: TraceSummary) {
  return {
    service,
    worstBroken: worstBroken && {
      node: worstBroken.node,
      step: worstBroken.step,
      message: worstBroken.message,
    },
    changes,
    seconds: rounded(seconds),
    lag: spreadPart(lag),
    realServers: realServers.map(totalsPart),
    nodes: nodes.map(nodePart),
  };
}

function totalsPart({address, port, standing, pod, connections, deadConnections}: RealServerTotals) {
  return {address, port, standing, pod, connections, deadConnections};
}

function nodePart({
  node,
  samples,
  gaps,
  connections,
  deadConnections,
  lag,
  late,
  networkProgramming,
  error,
}: NodeTraceSummary) {
  return {
    name: node,
    samples,
    gaps,
    connections,
    deadConnections,
    lag: spreadPart(lag),
    late,
    networkProgramming: networkProgramming && {p50: networkProgramming.p50, p99: networkProgramming.p99},
    error,
  };
}

function spreadPart({count, p50, p95, max, errorSeconds}: LagSpread) {
  return {
    count,
    p50: rounded(p50),
    p95: rounded(p95),
    max: rounded(max),
    errorSeconds: rounded(errorSeconds),
  };
}

/** To a thousandth: more digits would claim more than was measured. */
function rounded<Known extends number | null>(number: Known): Known | number {
  return number === null ? number : Math.round(number * 1000) / 1000;
}
