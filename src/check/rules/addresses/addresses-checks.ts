import type {GroupChecks} from '../../rule.ts';
import {ADDRESS_DRIFT} from '../drift.ts';
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
        'only NetworkManager or systemd-networkd know what they manage: run nmcli or networkctl on the node',
    },
    {
      code: 'IPVS033',
      reason:
        'kube-proxy 1.26 and later rejects ping to every Service address by design: there is nothing to check',
    },
    {
      code: 'IPVS038',
      reason:
        'whether neighbours and routers noticed a moved address cannot be seen on the node: watch ARP in the network',
    },
  ],
};
