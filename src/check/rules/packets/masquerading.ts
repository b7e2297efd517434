import {
  type ConnectionEntry,
  cidrContains,
  formatEndpoint,
  type IptablesRules,
  type KubeProxyConfiguration,
  parseCidr,
  type Service,
} from '../../../model/index.ts';
import {firstFew} from '../../first-few.ts';
import {remembered} from '../../remembered.ts';
import {nodeRule} from '../../rule.ts';
import {fail, type Verdict} from '../../verdict.ts';
import {serviceName} from '../../whole-service.ts';

/** So many handshakes of Service addresses with themselves that do not end are no accident of the moment. */
const MANY_HALF_OPEN = 3;

/** What keeps masquerading from happening: a wrong Pod range, missing rules; and connections that show the lack of it. */
export const MASQUERADING = nodeRule({
  code: 'IPVS058',
  needs: ['configuration'],
  wants: ['iptables', 'connections'],
  check: ({configuration, iptables, connections}, {cluster}) => [
    ...judgePodRange(configuration, cluster.services),
    ...judgeRules(iptables?.IPv4),
    ...judgeConnections(connections ?? []),
  ],
});

/** Addresses of Services that are in networks, by the text of the networks. */
const insideRanges = remembered((services: readonly Service[]) => {
  const known = new Map<string, readonly string[]>();
  return (networks: string): readonly string[] => {
    const inside = known.get(networks) ?? addressesInside(services, networks);
    known.set(networks, inside);
    return inside;
  };
});

function addressesInside(services: readonly Service[], networks: string): readonly string[] {
  const ranges = networks.split(',').map((text) => parseCidr(text.trim()));
  return services.flatMap((service) =>
    service.clusterIPs
      .filter(
        (address) => address !== 'None' && ranges.some((range) => range && cidrContains(range, address)),
      )
      .map((address) => `${address} of ${serviceName(service)}`),
  );
}

function judgePodRange(
  configuration: KubeProxyConfiguration,
  services: readonly Service[],
): readonly Verdict[] {
  const {source, clusterCidr, detectLocalMode, masqueradeAll} = configuration;
  if (source === 'defaults' || masqueradeAll) return [];
  if (detectLocalMode !== '' && detectLocalMode !== 'ClusterCIDR') return [];
  if (clusterCidr === '') {
    return [
      fail({
        severity: 'info',
        message:
          'kube-proxy does not know the Pod range: traffic from outside to a cluster IP is not masqueraded',
        evidence: ['clusterCIDR is not set', `detectLocalMode is ${detectLocalMode || 'not set'}`],
      }),
    ];
  }
  const inside = insideRanges(services)(clusterCidr);
  return inside.length === 0 ? [] : [servicesAmongPods(clusterCidr, inside)];
}

/** A node calls a Service with the Service's own address as source, since that is on kube-ipvs0. */
function servicesAmongPods(clusterCidr: string, inside: readonly string[]): Verdict {
  return fail({
    message:
      'the Pod range contains Service addresses: traffic from this node to Services is not masqueraded, and ' +
      'replies of Pods on other nodes are lost',
    evidence: [`clusterCIDR is ${clusterCidr}`, ...firstFew([...inside].sort())],
    remedy: 'set clusterCIDR to the Pod range only, and restart kube-proxy',
  });
}

/** What depends on the chains as such, missing jumps and missing chains, is told by IPVS060. */
function judgeRules(rules: IptablesRules | undefined): readonly Verdict[] {
  const chains = rules?.get('nat')?.chains;
  const post = chains?.get('KUBE-POSTROUTING');
  const mark = chains?.get('KUBE-MARK-MASQ');
  if (!post || !mark) return [];
  const lacking = [
    ...(post.some((rule) => /-j MASQUERADE\b/.test(rule) && !rule.includes('KUBE-LOOP-BACK'))
      ? []
      : ['KUBE-POSTROUTING does not masquerade marked packets']),
    ...(mark.some((rule) => /-j MARK\b/.test(rule)) ? [] : ['KUBE-MARK-MASQ sets no mark']),
  ];
  if (lacking.length === 0) return [];
  return [fail({message: 'the rules that masquerade Service traffic are missing', evidence: lacking})];
}

function judgeConnections(connections: readonly ConnectionEntry[]): readonly Verdict[] {
  const waiting = connections.filter(
    ({protocol, state, client, virtual}) =>
      protocol === 'TCP' && state === 'SYN_RECV' && client.address === virtual.address,
  );
  if (waiting.length < MANY_HALF_OPEN) return [];
  return [
    fail({
      severity: 'warning',
      message:
        `${waiting.length} connections of this node to Services wait for a reply, with the Service's address as ` +
        'their source',
      evidence: firstFew(
        waiting.map(({client, virtual, real}) =>
          [client, virtual, real].map(({address, port}) => formatEndpoint(address, port)).join(' -> '),
        ),
      ),
    }),
  ];
}
