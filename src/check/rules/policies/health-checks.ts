import {atLeast, type ExpectedState, formatKubeVersion, type Service} from '../../../model/index.ts';
import {logVerdicts} from '../../log-verdicts.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable, undecidable, type Verdict} from '../../verdict.ts';
import {serviceName, wholeService} from '../../whole-service.ts';

function withHealthChecks(services: readonly Service[]): readonly Service[] {
  return services.filter(
    ({type, externalTrafficPolicy}) => type === 'LoadBalancer' && externalTrafficPolicy === 'Local',
  );
}

/** Ports for health checks that kube-proxy could not open, or that a Service does not have (`pkg/proxy/healthcheck`). */
export const HEALTH_CHECK_PORT = nodeRule({
  code: 'IPVS049',
  needs: ['log'],
  wants: ['capturedAt', 'configuration', 'pod'],
  check: (moment, {cluster}) => {
    const services = withHealthChecks(cluster.services);
    const failed = logVerdicts(moment, {
      codes: ['IPVS049'],
      message: 'load-balancer health checks are not answered here',
    });
    if (failed.length > 0) return failed;
    const without = services.filter(({healthCheckNodePort}) => healthCheckNodePort === 0);
    if (services.length === 0)
      return notApplicable('no Service of type LoadBalancer has externalTrafficPolicy Local');
    return without.map((service) =>
      fail({
        severity: 'warning',
        service: wholeService(service),
        message: `${serviceName(service)} has externalTrafficPolicy Local, but no port for health checks`,
        evidence: ['spec.healthCheckNodePort is not set'],
      }),
    );
  },
});

/** Rules of KUBE-IPVS-FILTER that let something through, and what for (kubernetes PR 117723, and 1.30). */
const LET_THROUGH = {
  healthChecks: 'KUBE-HEALTH-CHECK-NODE-PORT',
  externalLocal: 'KUBE-EXTERNAL-IP-LOCAL',
} as const;

/** The first versions of KUBE-IPVS-FILTER rejected health checks, and external IPs with policy Local. */
export const FILTER_REJECTS = nodeRule({
  code: 'IPVS050',
  needs: ['iptables'],
  wants: ['version', 'expected'],
  check: ({iptables, version, expected}, {cluster}) => {
    const chain = iptables.IPv4?.get('filter')?.chains.get('KUBE-IPVS-FILTER');
    if (!iptables.IPv4) return undecidable('the IPv4 rules were not captured');
    const shown = version ? `kube-proxy ${formatKubeVersion(version)}` : 'this kube-proxy';
    if (!chain || chain.length === 0) {
      return version && atLeast(version, 26)
        ? undecidable('the chain KUBE-IPVS-FILTER is missing or empty')
        : notApplicable(`${shown} has no chain KUBE-IPVS-FILTER`);
    }
    const lets = (set: string) =>
      chain.some((rule) => rule.includes(` ${set} `) && rule.endsWith('-j RETURN'));
    const verdicts: Verdict[] = [];
    const checked = withHealthChecks(cluster.services).map(serviceName);
    if (checked.length > 0 && !lets(LET_THROUGH.healthChecks)) {
      const evidence = [nothingOf(LET_THROUGH.healthChecks), `needed by ${checked.join(', ')}`];
      verdicts.push(
        fail({message: 'this node rejects health checks sent to a load-balancer address', evidence}),
      );
    }
    if (lets(LET_THROUGH.externalLocal)) return verdicts;
    for (const service of withLocalExternalIPs(expected, cluster.services))
      verdicts.push(
        fail({
          service: wholeService(service),
          message: `this node rejects packets for the external IPs of ${serviceName(service)}, whose policy is Local`,
          evidence: [nothingOf(LET_THROUGH.externalLocal)],
        }),
      );
    return verdicts;
  },
});

/** Which Services those are depends on the version: their addresses are in a set of their own. */
function withLocalExternalIPs(
  expected: ExpectedState | undefined,
  services: readonly Service[],
): readonly Pick<Service, 'namespace' | 'name'>[] {
  if (!expected) {
    return services.filter(
      ({externalIPs, externalTrafficPolicy}) => externalIPs.length > 0 && externalTrafficPolicy === 'Local',
    );
  }
  const members = [...(expected.ipSets.get(LET_THROUGH.externalLocal)?.members.values() ?? [])];
  const owners = new Map(
    members.flatMap((member) => member.owners.map((owner) => [serviceName(owner), owner] as const)),
  );
  return [...owners].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, owner]) => owner);
}

function nothingOf(set: string): string {
  return `KUBE-IPVS-FILTER does not let ${set} through`;
}
