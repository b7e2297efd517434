import {describeVirtualServer, type ExpectedVirtualServer, type Service} from '../../../model/index.ts';
import {firstFew} from '../../first-few.ts';
import {groupByService, type ServiceServers} from '../../group-by-service.ts';
import {nodeRule} from '../../rule.ts';
import {fail, type Verdict} from '../../verdict.ts';
import {serviceName} from '../../whole-service.ts';

/**
 * `externalTrafficPolicy: Local` on a node without a local endpoint: in IPVS mode all endpoints serve then, and what
 * comes from outside is answered from a wrong address. A load balancer that heeds the health checks never sends there.
 */
export const EXTERNAL_POLICY_FALLS_BACK = nodeRule({
  code: 'IPVS047',
  needs: ['expected'],
  check: ({expected}, {cluster, name}) => {
    const servers = [...expected.virtualServers.values()].filter(
      ({role, selection, realServers}) =>
        role !== 'cluster-ip' && selection === 'local-none-so-all' && realServers.size > 0,
    );
    const services = new Map(cluster.services.map((service) => [serviceName(service), service]));
    return groupByService(servers).flatMap((group) => {
      const service = services.get(serviceName(group.service));
      return service?.externalTrafficPolicy === 'Local' ? fallsBack(group, service, name) : [];
    });
  },
});

function fallsBack(
  {service, servers}: ServiceServers,
  {healthCheckNodePort}: Service,
  node: string,
): Verdict {
  const checked = healthCheckNodePort !== 0;
  return fail({
    severity: checked ? 'info' : 'warning',
    service,
    message:
      `${serviceName(service)} has externalTrafficPolicy Local and no endpoint on ${node}: ` +
      (checked
        ? 'a load balancer that uses its health checks does not send there, but other outside clients hang'
        : 'outside clients that reach this node hang'),
    evidence: firstFew(describeServers(servers)),
  });
}

function describeServers(servers: readonly ExpectedVirtualServer[]): readonly string[] {
  return servers
    .map(
      ({id, realServers}) =>
        `${describeVirtualServer(id)} has ${realServers.size} real ${realServers.size === 1 ? 'server' : 'servers'}, none on this node`,
    )
    .sort();
}

/** `internalTrafficPolicy: Local` that lets traffic leave the node, or refuses it where no endpoint is local. */
export const INTERNAL_POLICY_NOT_KEPT = nodeRule({
  code: 'IPVS048',
  needs: ['expected'],
  check: ({expected}, {cluster, name}) => {
    const local = new Set(
      cluster.services
        .filter(({internalTrafficPolicy}) => internalTrafficPolicy === 'Local')
        .map(serviceName),
    );
    const servers = [...expected.virtualServers.values()].filter(
      ({role, endpoints}) => role === 'cluster-ip' && endpoints.size > 0,
    );
    return groupByService(servers)
      .filter(({service}) => local.has(serviceName(service)))
      .flatMap((group) => internalVerdicts(group, name));
  },
});

function internalVerdicts({service, servers}: ServiceServers, node: string): readonly Verdict[] {
  const elsewhere = servers.filter(
    ({realServers, endpoints}) =>
      realServers.size > 0 && [...realServers.keys()].every((key) => endpoints.get(key)?.nodeName !== node),
  );
  if (elsewhere.length > 0) {
    return [
      fail({
        service,
        message:
          `${serviceName(service)} has internalTrafficPolicy Local and no endpoint on ${node}: its traffic leaves ` +
          'the node, because the Service is also reachable from outside',
        evidence: firstFew(describeServers(elsewhere)),
      }),
    ];
  }
  const empty = servers.filter(({selection}) => selection === 'local-none-so-empty');
  if (empty.length === 0) return [];
  return [
    fail({
      severity: 'info',
      service,
      message: `${serviceName(service)} has internalTrafficPolicy Local and no endpoint on ${node}: connections to it are refused there`,
      evidence: firstFew(empty.map(({id}) => describeVirtualServer(id)).sort()),
    }),
  ];
}
