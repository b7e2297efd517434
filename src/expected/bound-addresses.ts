import {DUMMY_INTERFACE, type ExpectedEntry, type InterfaceAddress} from '../model/index.ts';
import {addEntry} from './entries.ts';
import type {Rules} from './rules.ts';
import type {IndexedPort} from './service-index.ts';

/**
 * The addresses that kube-proxy keeps on kube-ipvs0: cluster IPs always, external and load-balancer addresses unless
 * another interface of the node has them (since 1.28; `pkg/proxy/ipvs/proxier.go`, `netlink_linux.go`). Without the
 * node's interfaces the latter are optional.
 */
export function boundAddresses(
  ports: readonly IndexedPort[],
  interfaces: readonly InterfaceAddress[] | undefined,
  rules: Rules,
): ReadonlyMap<string, ExpectedEntry> {
  const elsewhere = new Set(
    interfaces?.filter((entry) => entry.interface !== DUMMY_INTERFACE).map((entry) => entry.address),
  );
  const addresses = new Map<string, ExpectedEntry>();
  const external = interfaces || !rules.addressesPerInterface ? 'required' : 'optional';
  for (const {ref, clusterIP, externalIPs, loadBalancerIPs} of ports) {
    const owner = {...ref, port: ''};
    addEntry(addresses, clusterIP, {presence: 'required', owner});
    for (const address of [...(rules.externalIpsServed ? externalIPs : []), ...loadBalancerIPs]) {
      if (rules.addressesPerInterface && elsewhere.has(address)) continue;
      addEntry(addresses, address, {presence: external, owner});
    }
  }
  return addresses;
}
