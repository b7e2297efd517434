import {
  describeVirtualServer,
  type Endpoint,
  type ExpectedVirtualServer,
  formatEndpoint,
  type KernelTable,
  refusalCode,
  refusesAsWanted,
  virtualServerKey,
} from '../../../model/index.ts';
import {firstFew} from '../../first-few.ts';
import {groupByService, type ServiceServers} from '../../group-by-service.ts';
import {nodeRule} from '../../rule.ts';
import {fail, type Verdict} from '../../verdict.ts';
import {serviceName} from '../../whole-service.ts';

/**
 * Virtual servers that refuse connections since none of their endpoints can be used. A Service without any endpoint is
 * often meant to be so and is told as info; where endpoints are there and none is ready, somebody waits for them.
 */
export const NO_REAL_SERVERS = nodeRule({
  code: 'IPVS010',
  needs: ['table', 'expected'],
  check: ({table, expected}) => {
    const empty = [...expected.virtualServers.values()].filter((server) => isEmpty(server, table));
    return groupByService(empty).map(verdict);
  },
});

/** What policy Local leaves empty on one node is told by the entries on policies. */
function isEmpty(server: ExpectedVirtualServer, table: KernelTable): boolean {
  return refusalCode(server) === 'IPVS010' && refusesAsWanted(server, table.get(virtualServerKey(server.id)));
}

function verdict({service, servers}: ServiceServers): Verdict {
  const endpoints = new Map(servers.flatMap((server) => [...server.endpoints]));
  // Node ports have another address on each node, and would keep equal results of nodes apart.
  const addresses = servers
    .filter(({role}) => role !== 'node-port')
    .map(({id}) => describeVirtualServer(id))
    .sort();
  if (endpoints.size === 0) {
    return fail({
      severity: 'info',
      service,
      message: `${serviceName(service)} has no endpoints: connections to it are refused`,
      evidence: firstFew(addresses),
    });
  }
  const which =
    endpoints.size === 1
      ? 'one endpoint, which is not ready'
      : `${endpoints.size} endpoints, none of them ready`;
  return fail({
    service,
    message: `${serviceName(service)} has ${which}: connections to it are refused`,
    evidence: firstFew([...addresses.slice(0, 2), ...[...endpoints.values()].map(describeEndpoint).sort()]),
  });
}

function describeEndpoint({address, port, pod, ready, serving, terminating}: Endpoint): string {
  const who = pod === undefined ? '' : ` (pod ${pod})`;
  return `endpoint ${formatEndpoint(address, port)}${who}: ready ${ready}, serving ${serving}, terminating ${terminating}`;
}
