import {describeVirtualServer} from '../../../model/index.ts';
import {firstFew} from '../../first-few.ts';
import {groupByService} from '../../group-by-service.ts';
import {clusterRule, nodeRule} from '../../rule.ts';
import {fail, notApplicable} from '../../verdict.ts';
import {serviceName, wholeService} from '../../whole-service.ts';
import type {MigrationCheck} from '../migration-check.ts';

/** Cluster IPs with policy Local that remote endpoints answer today: nftables mode drops that traffic. */
export const INTERNAL_POLICY: MigrationCheck = {
  section: 'policies',
  title: 'internalTrafficPolicy Local without a local endpoint',
  rule: nodeRule({
    code: 'IPVS048',
    needs: ['expected'],
    check: ({expected}, {cluster, name}) => {
      const local = new Set(
        cluster.services
          .filter(({internalTrafficPolicy}) => internalTrafficPolicy === 'Local')
          .map(serviceName),
      );
      if (local.size === 0) return notApplicable('no Service has internalTrafficPolicy Local');
      const servers = [...expected.virtualServers.values()].filter(
        ({role, realServers, endpoints}) =>
          role === 'cluster-ip' &&
          realServers.size > 0 &&
          [...realServers.keys()].every((key) => endpoints.get(key)?.nodeName !== name),
      );
      return groupByService(servers)
        .filter(({service}) => local.has(serviceName(service)))
        .map(({service, servers: own}) =>
          fail({
            severity: 'warning',
            service,
            message:
              'no endpoint is on this node: endpoints on other nodes serve its cluster IP today; in nftables mode ' +
              'none will',
            evidence: firstFew(own.map(({id}) => describeVirtualServer(id)).sort()),
            remedy:
              'run a Pod of it on each node that calls it (a DaemonSet), or set internalTrafficPolicy: Cluster',
          }),
        );
    },
  }),
};

/** What comes from outside to a node without a local endpoint: sent away today, dropped in nftables mode. */
export const EXTERNAL_POLICY: MigrationCheck = {
  section: 'policies',
  title: 'externalTrafficPolicy Local without a local endpoint',
  rule: clusterRule({
    code: 'IPVS047',
    onlyInIpvsMode: true,
    check: ({cluster}) => {
      const services = cluster.services.filter(
        ({type, externalTrafficPolicy, externalIPs}) =>
          externalTrafficPolicy === 'Local' &&
          (type === 'NodePort' || type === 'LoadBalancer' || externalIPs.length > 0),
      );
      if (services.length === 0) return notApplicable('no Service has externalTrafficPolicy Local');
      return services.map((service) => {
        const checked = service.healthCheckNodePort !== 0;
        return fail({
          severity: checked ? 'info' : 'warning',
          service: wholeService(service),
          message:
            'in nftables mode, nodes without an endpoint drop traffic from outside; in IPVS mode they send it to ' +
            'other nodes, whose replies rarely arrive' +
            (checked ? '' : '; no health check stops clients from using these nodes'),
          evidence: [
            `type ${service.type}, ${checked ? `healthCheckNodePort ${service.healthCheckNodePort}` : 'no healthCheckNodePort'}`,
          ],
          remedy: checked
            ? 'nothing, if the load balancer uses the health checks'
            : 'send traffic only to nodes with an endpoint, run a Pod on each of them, or set externalTrafficPolicy: Cluster',
        });
      });
    },
  }),
};
