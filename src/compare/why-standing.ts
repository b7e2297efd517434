import type {Endpoint, EndpointSelection, ExpectedVirtualServer, RealServerStanding} from '../model/index.ts';
import {isCollision, ownerName} from './comparison.ts';

const SELECTIONS: Readonly<Record<EndpointSelection, string>> = {
  'all-ready': 'it is ready, and all ready endpoints are used',
  'topology-zone': "it is hinted for this node's zone",
  'topology-node': 'it is hinted for this node',
  'terminating-fallback': 'no endpoint is ready, so terminating ones that still serve are used',
  local: 'the traffic policy is Local, and it is on this node',
  'local-terminating-fallback':
    'the policy is Local, and this node has only terminating endpoints that still serve',
  'local-none-so-all':
    'the policy is Local, but no endpoint is on this node: IPVS mode then uses all endpoints',
  'local-none-so-empty': 'the policy is Local, and no endpoint is on this node',
};

/** Why a real server, or an endpoint, has its standing. */
export function whyStanding(
  server: ExpectedVirtualServer,
  key: string,
  standing: RealServerStanding,
): string {
  if (isCollision(server)) return 'several Services claim the address and port of its virtual server';
  if (standing === 'unknown') return 'the data about its virtual server is contradictory';
  if (standing === 'optional')
    return (
      'EndpointSlices contradict each other about it, or not everything that decides it is known: either state is ' +
      'correct'
    );
  if (standing === 'missing') return `${SELECTIONS[server.selection]}, but the kernel lacks it`;
  const wanted = server.realServers.has(key);
  return wanted ? SELECTIONS[server.selection] : whyUnwanted(server, key);
}

/** Why kube-proxy should not send traffic to this real server, as the end of a sentence. */
export function whyUnwanted(server: ExpectedVirtualServer, key: string): string {
  const owner = ownerName(server);
  const endpoint = server.endpoints.get(key);
  if (!endpoint) return `is no longer an endpoint of ${owner}`;
  if (endpoint.terminating && !endpoint.ready) return `is a terminating endpoint of ${owner}${pod(endpoint)}`;
  if (!endpoint.ready) return `is not a ready endpoint of ${owner}${pod(endpoint)}`;
  return `is an endpoint of ${owner}${pod(endpoint)} that this node should not use (${bySelection(server)})`;
}

function pod(endpoint: Endpoint): string {
  return endpoint.pod ? ` (pod ${endpoint.pod})` : '';
}

function bySelection({selection}: ExpectedVirtualServer): string {
  if (selection === 'topology-zone') return 'topology hints give this node endpoints of its own zone only';
  if (selection === 'topology-node') return 'topology hints give this node its own endpoints only';
  if (selection === 'local' || selection === 'local-terminating-fallback') {
    return 'the traffic policy Local allows endpoints on this node only';
  }
  if (selection === 'local-none-so-empty')
    return 'internalTrafficPolicy is Local and no endpoint is on this node';
  return 'it should get no traffic from here';
}
