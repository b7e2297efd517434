import type {GroupChecks} from '../../rule.ts';
import {ADDRESS_DRIFT} from './drift.ts';
import {EXTERNAL_IPS} from './external-ips.ts';
import {NODE_ADDRESS_TAKEN} from './node-address-taken.ts';
import {OPEN_SERVICE_ADDRESSES} from './open-service-addresses.ts';
import {SERVICE_ADDRESS_AS_NODE_ADDRESS} from './service-address-as-node-address.ts';
import {ARP_FOR_SERVICE_ADDRESSES, STRICT_ARP_LEFT} from './strict-arp.ts';

/** Entries of the catalogue's group `addresses`. */
export const ADDRESSES_CHECKS: GroupChecks = {
  rules: [
    ...ADDRESS_DRIFT,
    OPEN_SERVICE_ADDRESSES,
    NODE_ADDRESS_TAKEN,
    EXTERNAL_IPS,
    ARP_FOR_SERVICE_ADDRESSES,
    STRICT_ARP_LEFT,
    SERVICE_ADDRESS_AS_NODE_ADDRESS,
  ],
  knowledgeOnly: [
    {
      code: 'IPVS031',
      reason:
        'what NetworkManager or systemd-networkd manages is known to them alone: ask nmcli or networkctl on the node',
    },
    {
      code: 'IPVS033',
      reason:
        'kube-proxy 1.26 and later refuses ping to every Service address, as it should: there is nothing to find',
    },
    {
      code: 'IPVS038',
      reason:
        'whether neighbours and routers took notice of a moved address is not on the node: watch ARP in the network',
    },
  ],
};
