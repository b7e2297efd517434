import type {Service} from '../model/index.ts';
import {serviceName} from './whole-service.ts';

/** The Services that have node ports, by `PROTOCOL NUMBER`. */
export function nodePortOwners(services: readonly Service[]): ReadonlyMap<string, string> {
  return new Map(
    services.flatMap((service) =>
      service.ports
        .filter(({nodePort}) => nodePort !== 0)
        .map(({protocol, nodePort}) => [`${protocol} ${nodePort}`, serviceName(service)] as const),
    ),
  );
}
