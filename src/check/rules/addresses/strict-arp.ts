import {
  type AddressRole,
  cidrContains,
  DUMMY_INTERFACE,
  type ExpectedState,
  type InterfaceAddress,
  LAYER_2_ANNOTATIONS,
  parseCidr,
  type Service,
} from '../../../model/index.ts';
import {firstFew} from '../../first-few.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable, pass, undecidable, type Verdict} from '../../verdict.ts';
import {serviceName} from '../../whole-service.ts';

const IGNORE = 'net.ipv4.conf.all.arp_ignore';
const ANNOUNCE = 'net.ipv4.conf.all.arp_announce';

/** Annotations by which layer-2 load balancers mark the Services that they announce. */
const ANNOUNCERS = Object.entries(LAYER_2_ANNOTATIONS);

/**
 * Nodes that answer ARP for addresses of Services. That is harmful where one node is to answer for an address in the
 * network of the nodes; elsewhere nobody asks, and external IPs may even count on it.
 */
export const ARP_FOR_SERVICE_ADDRESSES = nodeRule({
  code: 'IPVS036',
  needs: ['sysctls', 'addresses', 'expected'],
  check: ({sysctls, addresses, expected}, {cluster}) => {
    const value = sysctls.get(IGNORE);
    if (value === undefined) return undecidable(`${IGNORE} was not captured`);
    if (value !== '0') return pass(`${IGNORE} = ${value}`);
    const announced = announcedAddresses(expected);
    if (announced.length === 0)
      return notApplicable('no Service has an external or load-balancer IPv4 address');
    const near = announced.filter(({address}) => isInNetworkOf(address, addresses));
    const balanced = near.filter(({role}) => role === 'load-balancer');
    const marked = balanced.flatMap((entry) => announcerOf(entry, cluster.services));
    return judge({announced, balanced, marked});
  },
});

interface Announced {
  readonly address: string;
  readonly role: AddressRole;
  readonly owner: string;
}

interface ArpEvidence {
  readonly announced: readonly Announced[];
  /** Load-balancer addresses in a network of the node. */
  readonly balanced: readonly Announced[];
  /** Those that a layer-2 load balancer marked, as evidence. */
  readonly marked: readonly string[];
}

function judge({announced, balanced, marked}: ArpEvidence): Verdict {
  const lines = (entries: readonly Announced[]) =>
    entries.map(({address, owner}) => `${address} of ${owner}`);
  if (marked.length > 0) {
    return fail({
      message:
        'every node answers ARP for addresses that a layer-2 load balancer announces: their traffic lands on any node',
      evidence: [`${IGNORE} = 0`, ...firstFew(marked)],
    });
  }
  if (balanced.length > 0) {
    return fail({
      severity: 'warning',
      message:
        'every node answers ARP for load-balancer addresses in its own network: with a layer-2 load balancer (MetalLB, kube-vip, OpenELB) their traffic lands on any node',
      evidence: [`${IGNORE} = 0`, ...firstFew(lines(balanced))],
    });
  }
  return fail({
    severity: 'info',
    message:
      'this node answers ARP for Service addresses; this matters only with a layer-2 load balancer (MetalLB, ' +
      'kube-vip, OpenELB)',
    evidence: [`${IGNORE} = 0`, ...firstFew(lines(announced))],
  });
}

function announcedAddresses({virtualServers}: ExpectedState): readonly Announced[] {
  const addresses = new Map<string, Announced>();
  for (const {id, role, family, owners} of virtualServers.values()) {
    if (family !== 'IPv4' || (role !== 'load-balancer' && role !== 'external-ip')) continue;
    const owner = owners[0] ? serviceName(owners[0]) : 'a Service';
    addresses.set(id.address, {address: id.address, role, owner});
  }
  return [...addresses.values()].sort((one, other) => (one.address < other.address ? -1 : 1));
}

function announcerOf({address, owner}: Announced, services: readonly Service[]): readonly string[] {
  const annotations = services.find((service) => serviceName(service) === owner)?.annotations ?? {};
  return ANNOUNCERS.filter(([annotation]) => annotation in annotations).map(
    ([, announcer]) => `${address} of ${owner} is announced by ${announcer}`,
  );
}

function isInNetworkOf(address: string, interfaces: readonly InterfaceAddress[]): boolean {
  return interfaces.some(({interface: name, family, address: own, prefix}) => {
    if (name === DUMMY_INTERFACE || family !== 'IPv4' || prefix >= 32 || own === address) return false;
    const network = parseCidr(`${own}/${prefix}`);
    return network !== undefined && cidrContains(network, address);
  });
}

/** What strict ARP writes stays when it is switched off (`pkg/proxy/ipvs/proxier.go`, `NewProxier`). */
export const STRICT_ARP_LEFT = nodeRule({
  code: 'IPVS037',
  needs: ['sysctls', 'configuration'],
  check: ({sysctls, configuration}) => {
    const [ignore, announce] = [sysctls.get(IGNORE), sysctls.get(ANNOUNCE)];
    if (ignore === undefined || announce === undefined) return undecidable(`${IGNORE} was not captured`);
    if (configuration.source === 'defaults') return undecidable("kube-proxy's configuration was not read");
    const evidence = [
      `${IGNORE} = ${ignore}`,
      `${ANNOUNCE} = ${announce}`,
      `ipvs.strictARP is ${configuration.strictArp}`,
    ];
    if (configuration.strictArp || (ignore === '0' && announce === '0')) return pass(...evidence);
    const asKubeProxy = ignore === '1' && announce === '2';
    return fail({
      severity: asKubeProxy ? 'warning' : 'info',
      message: asKubeProxy
        ? 'the node answers ARP as with strictARP, but strictARP is off: left over from earlier, or set by ' +
          'something else'
        : 'the node has custom ARP settings: kube-proxy did not set them',
      evidence,
    });
  },
});
