import {
  compareNaturally,
  compareStandings,
  type JudgedReal,
  type Node,
  type TraceRealServer,
  zoneOf,
} from '../model/index.ts';
import {describeRoute, findRoute} from './find-route.ts';
import type {PathContext} from './path-context.ts';

/** All real servers of a path, and all endpoints without one, worst first. */
export function describeRealServers({reals, view}: PathContext): readonly TraceRealServer[] {
  return reals.map((real) => describe(real, view)).sort(compare);
}

function compare(one: TraceRealServer, other: TraceRealServer): number {
  return (
    compareStandings(one.standing, other.standing) ||
    compareNaturally(one.address, other.address) ||
    one.port - other.port
  );
}

function describe(judged: JudgedReal, {routes, nodes}: PathContext['view']): TraceRealServer {
  const {address, port, standing, condition, why, endpoint, real} = judged;
  const route = routes && findRoute(routes, address);
  return {
    address,
    port,
    standing,
    weight: real?.weight ?? null,
    forwarding: real?.forwarding ?? null,
    activeConnections: real?.activeConnections ?? null,
    inactiveConnections: real?.inactiveConnections ?? null,
    pod: endpoint?.pod ?? '',
    node: endpoint?.nodeName ?? '',
    zone: zoneOfNode(endpoint?.nodeName, nodes),
    condition,
    why,
    route: route ? describeRoute(route) : '',
  };
}

function zoneOfNode(name: string | undefined, nodes: readonly Node[]): string {
  const node = nodes.find((candidate) => candidate.name === name);
  return (node && zoneOf(node)) ?? '';
}
