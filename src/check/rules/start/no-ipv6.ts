import type {Service} from '../../../model/index.ts';
import {type LogMeaning, logVerdicts} from '../../log-verdicts.ts';
import type {ProxyLog} from '../../proxy-log.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable, undecidable, type Verdict} from '../../verdict.ts';

const MEANING: LogMeaning = {
  codes: ['IPVS071'],
  message: 'kube-proxy does not serve an address family on this node that Services need',
  persists: true,
};

const FORWARDING = 'net.ipv6.conf.all.forwarding';

/** IPv6 that Services need and a node does not serve. */
export const NO_IPV6 = nodeRule({
  code: 'IPVS071',
  needs: [],
  wants: ['log', 'capturedAt', 'configuration', 'pod', 'sysctls'],
  check: ({log, sysctls, ...moment}, {cluster}) => {
    const example = cluster.services.find(hasIpv6);
    if (!example) return notApplicable('no Service has an IPv6 address');
    const found: Verdict[] = log ? [...logVerdicts({...moment, log: aboutIpv6(log)}, MEANING)] : [];
    if (sysctls?.get(FORWARDING) === '0') {
      found.push(
        fail({
          message:
            'the node does not forward IPv6 packets, so IPv6 Services cannot reach Pods on other nodes',
          evidence: [`${FORWARDING} = 0`],
        }),
      );
    }
    if (found.length > 0 || log || sysctls) return found;
    return undecidable('neither sysctls nor the log of kube-proxy could be read');
  },
});

/** The log with only those of its lines that say that IPv6 is left out. */
function aboutIpv6(log: ProxyLog): ProxyLog {
  const hits = log.hits.flatMap((hit) => {
    const family = hit.signature === 'kube-proxy running in single-stack mode' ? 'IPv4' : 'IPv6';
    const other = family === 'IPv4' ? 'IPv6' : 'IPv4';
    const lines = hit.lines.filter((line) => !line.includes(`ipFamily="${other}"`));
    return lines.length === 0 ? [] : [{...hit, lines}];
  });
  return {...log, hits};
}

function hasIpv6({clusterIP, clusterIPs}: Service): boolean {
  return [clusterIP, ...clusterIPs].some((address) => address.includes(':'));
}
