import type {ExpectedVirtualServer, FindingService} from '../model/index.ts';
import {serviceName, wholeService} from './whole-service.ts';

/** Virtual servers of one Service. */
export interface ServiceServers {
  readonly service: FindingService;
  readonly servers: readonly ExpectedVirtualServer[];
}

/** Virtual servers by the Service that they are for; those of a collision go to each of its Services. */
export function groupByService(servers: Iterable<ExpectedVirtualServer>): readonly ServiceServers[] {
  const groups = new Map<string, {service: FindingService; servers: ExpectedVirtualServer[]}>();
  for (const server of servers) {
    for (const owner of new Map(server.owners.map((ref) => [serviceName(ref), ref])).values()) {
      const name = serviceName(owner);
      const group = groups.get(name);
      if (group) group.servers.push(server);
      else groups.set(name, {service: wholeService(owner), servers: [server]});
    }
  }
  return [...groups.values()];
}
