import {cidrContains, DUMMY_INTERFACE, type IpFamily, isLoopback, type Presence} from '../model/index.ts';
import type {AddressInput} from './node-facts.ts';
import {configuredCidrs, isPrimaryUnknown, type NodePortAddresses} from './node-port-addresses.ts';

/**
 * The addresses of a family that serve node ports by rules (`pkg/proxy/nftables/proxier.go`, `setupNFTables`;
 * `pkg/proxy/iptables/proxier.go`; `pkg/proxy/util/nodeport_addresses.go`): without networks all that are the node's own
 * at that moment, so those of kube-ipvs0 may or may not count. nftables mode has no loopback addresses, and since 1.31
 * means the primary addresses by default (`cmd/kube-proxy/app/options.go`); iptables mode has 127.0.0.0/8 unless
 * `localhostNodePorts` is off.
 */
export function ruleNodePorts(
  given: AddressInput,
  family: IpFamily,
  mode: 'iptables' | 'nftables',
): NodePortAddresses {
  const input = withDefault(given, mode);
  const {facts} = input;
  const interfaces = facts.interfaces?.filter((entry) => entry.family === family);
  if (!interfaces) return undefined;
  const cidrs = configuredCidrs(input).filter((cidr) => cidr.family === family);
  const all = cidrs.length === 0 || cidrs.some(({prefix}) => prefix === 0);
  const unsure = isPrimaryUnknown(input, family);
  const loopback = mode === 'iptables' && family === 'IPv4' && facts.configuration.localhostNodePorts;
  const addresses = new Map<string, Presence>();
  for (const {address, interface: name} of interfaces) {
    if (isLoopback(address) && !loopback) continue;
    const inside = cidrs.some((cidr) => cidrContains(cidr, address));
    if (!all && !inside && !unsure) continue;
    const certain = name !== DUMMY_INTERFACE && (inside || !unsure);
    addresses.set(address, certain ? 'required' : 'optional');
  }
  return addresses;
}

function withDefault(input: AddressInput, mode: string): AddressInput {
  const {facts, rules} = input;
  const {configuration} = facts;
  if (mode !== 'nftables' || configuration.nodePortAddresses.length > 0 || !rules.primaryNodePortAddresses)
    return input;
  return {...input, facts: {...facts, configuration: {...configuration, nodePortAddresses: ['primary']}}};
}
