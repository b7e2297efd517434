import {
  cidrContains,
  DUMMY_INTERFACE,
  type ExpectedState,
  type InterfaceAddress,
  parseCidr,
} from '../../../model/index.ts';
import {firstFew} from '../../first-few.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable, pass, undecidable} from '../../verdict.ts';

const IGNORE = 'net.ipv4.conf.all.arp_ignore';
const ANNOUNCE = 'net.ipv4.conf.all.arp_announce';

/**
 * Nodes that answer ARP for addresses of Services. That is harmful where such an address is announced in the network of
 * the nodes themselves; elsewhere nobody asks.
 */
export const ARP_FOR_SERVICE_ADDRESSES = nodeRule({
  code: 'IPVS036',
  needs: ['sysctls', 'addresses', 'expected'],
  check: ({sysctls, addresses, expected}) => {
    const value = sysctls.get(IGNORE);
    if (value === undefined) return undecidable(`${IGNORE} was not captured`);
    if (value !== '0') return pass(`${IGNORE} = ${value}`);
    const announced = announcedAddresses(expected);
    if (announced.length === 0)
      return notApplicable('no Service has an external or load-balancer IPv4 address');
    const near = announced.filter((address) => isInNetworkOf(address, addresses));
    return fail({
      severity: near.length > 0 ? 'error' : 'info',
      message:
        near.length > 0
          ? 'every node answers ARP for addresses of Services in its own network: their traffic lands on any node'
          : 'this node answers ARP for addresses of Services; it matters only with a layer-2 load balancer (MetalLB, kube-vip, OpenELB)',
      evidence: [`${IGNORE} = 0`, ...firstFew(near.length > 0 ? near : announced)],
    });
  },
});

function announcedAddresses({virtualServers}: ExpectedState): readonly string[] {
  const addresses = new Set<string>();
  for (const {id, role, family} of virtualServers.values())
    if (family === 'IPv4' && (role === 'load-balancer' || role === 'external-ip')) addresses.add(id.address);
  return [...addresses].sort();
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
        ? 'the node answers ARP as strictARP wants it, and strictARP is off: left from earlier, or set by somebody else'
        : 'the node answers ARP in a way of its own: kube-proxy did not set this',
      evidence,
    });
  },
});
