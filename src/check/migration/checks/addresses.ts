import {
  cidrContains,
  DUMMY_INTERFACE,
  type ExpectedState,
  type InterfaceAddress,
  parseCidr,
} from '../../../model/index.ts';
import {firstFew} from '../../first-few.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable, pass, type Verdict} from '../../verdict.ts';
import {serviceName} from '../../whole-service.ts';
import type {MigrationCheck} from '../migration-check.ts';

/** Addresses of Services in the network of the nodes: today every node answers ARP for them, then none does. */
export const ANSWERED_ARP: MigrationCheck = {
  section: 'addresses',
  title: 'External addresses for which nodes answer ARP',
  rule: nodeRule({
    code: 'IPVS036',
    needs: ['expected', 'addresses', 'sysctls'],
    check: ({expected, addresses, sysctls}) => {
      const near = announced(expected).filter(({address}) => isNear(address, addresses));
      if (near.length === 0)
        return notApplicable("no external or load-balancer IPv4 address is in one of this node's networks");
      const quiet = sysctls.get('net.ipv4.conf.all.arp_ignore') !== '0';
      const lines = near.map(({address, owner}) => `${address} of ${owner}`);
      if (quiet) return pass(...firstFew(lines), 'this node does not answer ARP for them today either');
      return fail({
        severity: 'warning',
        message: 'this node answers ARP for Service addresses, and will stop once kube-ipvs0 is gone',
        evidence: firstFew(lines),
        remedy:
          'make sure that something announces them (MetalLB, kube-vip, a route): an external IP that works only ' +
          'because every node answers for it stops working',
      });
    },
  }),
};

interface Announced {
  readonly address: string;
  readonly owner: string;
}

function announced({virtualServers}: ExpectedState): readonly Announced[] {
  const owners = new Map<string, string>();
  for (const {id, role, family, owners: refs} of virtualServers.values()) {
    if (family !== 'IPv4' || (role !== 'load-balancer' && role !== 'external-ip')) continue;
    owners.set(id.address, refs[0] ? serviceName(refs[0]) : 'a Service');
  }
  return [...owners]
    .map(([address, owner]) => ({address, owner}))
    .sort((a, b) => (a.address < b.address ? -1 : 1));
}

function isNear(address: string, interfaces: readonly InterfaceAddress[]): boolean {
  return interfaces.some(({interface: name, family, address: own, prefix}) => {
    const network =
      name === DUMMY_INTERFACE || family !== 'IPv4' || prefix >= 32
        ? undefined
        : parseCidr(`${own}/${prefix}`);
    return network !== undefined && own !== address && cidrContains(network, address);
  });
}

/** The addresses on kube-ipvs0 themselves: whatever is bound to one of them loses it. */
export const LOCAL_SERVICE_ADDRESSES: MigrationCheck = {
  section: 'addresses',
  title: 'Service addresses on the node',
  rule: nodeRule({
    code: 'IPVS090',
    needs: ['addresses'],
    check: ({addresses}) => {
      const bound = addresses.filter((entry) => entry.interface === DUMMY_INTERFACE).length;
      if (bound === 0) return notApplicable(`${DUMMY_INTERFACE} has no address here`);
      return fail({
        severity: 'info',
        message:
          'Service addresses are no longer addresses of the node: programs that listen on one of them, and routes ' +
          `or scripts that use ${DUMMY_INTERFACE}, stop working`,
        evidence: [`${bound} addresses on ${DUMMY_INTERFACE}`],
        remedy:
          "on the node, ss -tlnp and ss -ulnp show what listens on them; bind those programs to the node's own " +
          'address',
      });
    },
  }),
};

/** NodeLocal DNSCache: its IPVS layout goes on to work, and the other one becomes possible. */
export const NODE_LOCAL_DNS: MigrationCheck = {
  section: 'addresses',
  title: 'NodeLocal DNSCache',
  rule: nodeRule({
    code: 'IPVS088',
    needs: ['addresses'],
    check: ({addresses}) => {
      const cache = addresses.filter((entry) => entry.interface === 'nodelocaldns');
      return cache.length === 0 ? notApplicable('no interface nodelocaldns') : dnsVerdict(cache);
    },
  }),
};

function dnsVerdict(cache: readonly InterfaceAddress[]): Verdict {
  return fail({
    severity: 'info',
    message:
      'NodeLocal DNSCache keeps working as it is set up for IPVS; in nftables mode it may also use the cluster IP ' +
      'of DNS',
    evidence: cache.map(({address}) => `nodelocaldns ${address}`),
    remedy: 'nothing; keep its link-local address for the move, and change its layout afterwards if you want',
  });
}
