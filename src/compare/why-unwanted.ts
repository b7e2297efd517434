import type {Endpoint, ExpectedVirtualServer} from '../model/index.ts';
import {ownerName} from './comparison.ts';

/** Why kube-proxy should not send traffic to this real server, as the end of a sentence. */
export function whyUnwanted(server: ExpectedVirtualServer, key: string): string {
  const owner = ownerName(server);
  const endpoint = server.endpoints.get(key);
  if (!endpoint) return `is no endpoint of ${owner} any more`;
  if (endpoint.terminating && !endpoint.ready) return `is a terminating endpoint of ${owner}${pod(endpoint)}`;
  if (!endpoint.ready) return `is not a ready endpoint of ${owner}${pod(endpoint)}`;
  return `is an endpoint of ${owner}${pod(endpoint)} that this node must not use (${bySelection(server)})`;
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
