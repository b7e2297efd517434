import {inWordsOf, isWanted, type PathStep, type Route, type TraceRealServer} from '../model/index.ts';
import {describeRoute, findRoute, isDeadEnd} from './find-route.ts';
import {brokenStep, okStep, unknownStep} from './make-step.ts';
import type {PathContext} from './path-context.ts';

/** Whether the node has a route to each real server that takes connections. */
export function routeStep(
  {view, server, present}: PathContext,
  realServers: readonly TraceRealServer[],
): PathStep {
  const {routes, actual} = view;
  const inWords = (text: string) => inWordsOf(view.expected.mode, text);
  if (!present) return unknownStep('route', inWords('without the virtual server no packet is sent on'));
  const taking = realServers.filter(({weight, standing}) => isWanted(standing) && weight !== null);
  const forwarding = actual.sysctls?.get(
    server.family === 'IPv4' ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding',
  );
  if (forwarding === '0') {
    return brokenStep('route', {
      message: `the node does not forward ${server.family} packets: only its own connections get through`,
      code: server.family === 'IPv4' ? 'IPVS081' : 'IPVS071',
      evidence: ['ip_forward = 0'],
      remedy:
        'enable forwarding, and stop what resets it; on the node: sysctl -w net.ipv4.ip_forward=1 (IPv6: ' +
        'net.ipv6.conf.all.forwarding=1)',
    });
  }
  if (!routes) return unknownStep('route', 'the routes were not captured');
  if (taking.length === 0) return unknownStep('route', inWords('there is no real server to send packets to'));
  const {message, ...step} = judge(
    taking.map((real) => ({real, route: findRoute(routes, real.address)})),
    routes,
  );
  return {...step, message: step.state === 'ok' ? inWords(message) : message};
}

interface Way {
  readonly real: TraceRealServer;
  readonly route: Route | undefined;
}

function judge(ways: readonly Way[], routes: readonly Route[]): PathStep {
  const lost = ways.find(({route}) => !route || isDeadEnd(route));
  if (
    lost &&
    (lost.route || routes.every(({table}) => ['local', 'main', 'default', 'unspec'].includes(table)))
  ) {
    const {real, route} = lost;
    return brokenStep('route', {
      message: `there is no route to ${real.address}${route ? `: ${describeRoute(route)}` : ''}`,
      remedy: "check the network plugin's status of this node and of the Pod's node",
    });
  }
  if (lost)
    return unknownStep('route', `the route to ${lost.real.address} is in a table that only rules lead to`);
  const texts = new Set(ways.map(({route}) => (route ? describeRoute(route) : '')));
  return okStep(
    'route',
    ways.length === 1 ? 'the real server can be reached' : `all ${ways.length} real servers can be reached`,
    [...texts],
  );
}
