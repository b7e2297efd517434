import {type BugConcern, bugReference, bugsOf, type KnownBug} from '../../../catalogue/index.ts';
import {formatKubeVersion, parseCidr, type Service} from '../../../model/index.ts';
import {nodeRule} from '../../rule.ts';
import {fail, pass} from '../../verdict.ts';

/** From so many Service addresses on, listing the addresses of a node is slow (kubernetes#138927: 47 s with 19,500). */
const MANY_ADDRESSES = 4000;

/** Bugs of the very version of kube-proxy that runs, of those that concern the cluster; what has a check of its own is told there. */
export const HAS_KNOWN_BUGS = nodeRule({
  code: 'IPVS095',
  needs: ['version'],
  wants: ['mode'],
  inEveryMode: true,
  check: ({version, mode = 'ipvs'}, {cluster}) => {
    const bugs = bugsOf(version, mode).filter(
      ({ownCheck, concerns}) => !ownCheck && isConcerned(concerns, cluster.services),
    );
    const shown = formatKubeVersion(version);
    if (bugs.length === 0) return pass(`no known bug of ${shown} affects this cluster`);
    const number = bugs.length === 1 ? 'a known bug that affects' : `${bugs.length} known bugs that affect`;
    return fail({
      severity: bugs.some(({concerns}) => concerns === 'many-addresses') ? 'warning' : 'info',
      message: `kube-proxy ${shown} has ${number} this cluster`,
      evidence: bugs.map(bugText),
      remedy: bugs.map(({number: issue, meanwhile}) => `until #${issue} is fixed: ${meanwhile}`).join('; '),
    });
  },
});

function bugText(bug: KnownBug): string {
  return `${bug.title} (${bugReference(bug)}; ${bug.code})`;
}

/** Whether a cluster with these Services has what a bug needs. */
export function isConcerned(concerns: BugConcern, services: readonly Service[]): boolean {
  if (concerns === 'every-cluster') return true;
  if (concerns === 'many-addresses') return services.filter(hasAddress).length >= MANY_ADDRESSES;
  if (concerns === 'node-ports') return services.some(({ports}) => ports.some(({nodePort}) => nodePort > 0));
  if (concerns === 'open-range')
    return services.some(({loadBalancerSourceRanges}) =>
      loadBalancerSourceRanges.some((range) => parseCidr(range.trim())?.prefix === 0),
    );
  const udp = services.filter((service) => hasAddress(service) && hasUdp(service));
  if (concerns === 'udp') return udp.length > 0;
  return udp.some(({externalIPs, ingress}) => externalIPs.length + ingress.length > 0);
}

function hasAddress({clusterIP}: Service): boolean {
  return clusterIP !== '' && clusterIP !== 'None';
}

function hasUdp({ports}: Service): boolean {
  return ports.some(({protocol}) => protocol === 'UDP');
}
