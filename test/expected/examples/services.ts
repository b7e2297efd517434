import type {JsonObject} from '../../../src/model/index.ts';
import {aPort, aService, type ServiceOverrides} from '../../support/builders/service.ts';

/** `svc` with node port 30080. */
export function nodePortService(overrides: ServiceOverrides = {}): JsonObject {
  return aService({type: 'NodePort', ports: [aPort({nodePort: 30080})], ...overrides});
}

/** `svc` with node port 30080 and load-balancer address 203.0.113.5. */
export function loadBalancerService(overrides: ServiceOverrides = {}): JsonObject {
  return nodePortService({type: 'LoadBalancer', ingress: [{ip: '203.0.113.5'}], ...overrides});
}

/** {@link loadBalancerService} with externalTrafficPolicy Local: row 32. */
export function localLoadBalancerService(overrides: ServiceOverrides = {}): JsonObject {
  return loadBalancerService({externalTrafficPolicy: 'Local', healthCheckNodePort: 32000, ...overrides});
}
