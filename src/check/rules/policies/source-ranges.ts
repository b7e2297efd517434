import {atLeast, formatKubeVersion, parseCidr, type Service} from '../../../model/index.ts';
import {firstFew} from '../../first-few.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable, type Verdict} from '../../verdict.ts';
import {serviceName} from '../../whole-service.ts';

function restricted(services: readonly Service[]): readonly Service[] {
  return services.filter(
    ({type, loadBalancerSourceRanges}) =>
      type === 'LoadBalancer' &&
      loadBalancerSourceRanges.length > 0 &&
      !loadBalancerSourceRanges.some(isEverything),
  );
}

function isEverything(range: string): boolean {
  return parseCidr(range.trim())?.prefix === 0;
}

/** Ways past `loadBalancerSourceRanges`: from the node itself (up to 1.28), through node ports and external IPs. */
export const SOURCE_RANGES_BYPASSED = nodeRule({
  code: 'IPVS052',
  needs: ['version'],
  check: ({version}, {cluster}) => {
    const services = restricted(cluster.services);
    if (services.length === 0) return notApplicable('no Service restricts its sources');
    const verdicts: Verdict[] = [];
    if (!atLeast(version, 29)) {
      verdicts.push(
        fail({
          message:
            'the node and its host-network Pods reach restricted Services, regardless of their source ranges',
          evidence: [`kube-proxy ${formatKubeVersion(version)}`, ...firstFew(services.map(rangesOf).sort())],
        }),
      );
    }
    const open = services.filter(
      ({ports, externalIPs}) => externalIPs.length > 0 || ports.some(({nodePort}) => nodePort !== 0),
    );
    if (open.length > 0) verdicts.push(otherWays(open));
    return verdicts;
  },
});

/** Whether outsiders get to node ports at all depends on firewalls that are not seen here. */
function otherWays(services: readonly Service[]): Verdict {
  return fail({
    severity: 'info',
    message:
      'source ranges apply only to load-balancer addresses: node ports and external IPs of these Services are open ' +
      'to anyone who can reach the node',
    evidence: firstFew(services.map(waysOf).sort()),
  });
}

function rangesOf(service: Service): string {
  return `${serviceName(service)}: loadBalancerSourceRanges ${service.loadBalancerSourceRanges.join(', ')}`;
}

function waysOf(service: Service): string {
  const ports = service.ports.filter(({nodePort}) => nodePort !== 0).map(({nodePort}) => nodePort);
  const ways = [
    ...(ports.length > 0 ? [`node ports ${ports.join(', ')}`] : []),
    ...(service.externalIPs.length > 0 ? [`external IPs ${service.externalIPs.join(', ')}`] : []),
  ];
  return `${serviceName(service)}: ${ways.join('; ')}`;
}

/** Up to 1.33 a range of length 0 does not fit into its set, and everyone is shut out (kubernetes PR 132722). */
export const EVERYONE_SHUT_OUT = nodeRule({
  code: 'IPVS053',
  needs: ['version', 'expected'],
  check: ({version, expected}, {cluster}) => {
    if (atLeast(version, 34))
      return notApplicable(`${formatKubeVersion(version)} handles a source range of length 0`);
    const balanced = new Set(
      [...expected.virtualServers.values()]
        .filter(({role}) => role === 'load-balancer')
        .flatMap(({owners}) => owners.map(serviceName)),
    );
    return cluster.services
      .filter(
        (service) =>
          balanced.has(serviceName(service)) && service.loadBalancerSourceRanges.some(isEverything),
      )
      .map((service) =>
        fail({
          service: {namespace: service.namespace, name: service.name, port: null},
          message: `${serviceName(service)} lets nobody in on its load-balancer addresses: kube-proxy cannot store the range of length 0`,
          evidence: [rangesOf(service), `kube-proxy ${formatKubeVersion(version)}`],
        }),
      );
  },
});
