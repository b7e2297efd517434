import {
  addressBits,
  cidrContains,
  DUMMY_INTERFACE,
  type Finding,
  type FindingService,
  isIPv6LinkLocal,
} from '../model/index.ts';
import {type ComparisonInput, inScope, ownersInScope, wholeService} from './comparison.ts';
import {newFinding} from './new-finding.ts';

/**
 * Compares the addresses on kube-ipvs0. An address on another interface needs no binding, and IPv6 link-local ones are
 * the kernel's own (`pkg/proxy/ipvs/proxier.go`, `cleanLegacyBindAddr`).
 */
export function compareAddresses(input: ComparisonInput): readonly Finding[] {
  const {expected, actual, services} = input;
  if (!actual.addresses || !expected.addresses) return [];
  const present = new Set(actual.addresses.map(({address}) => address));
  const findings: Finding[] = [];
  for (const [address, {presence, owners}] of expected.addresses) {
    if (presence !== 'required' || present.has(address)) continue;
    if (inScope(owners, services) && serves(address, input))
      findings.push(unbound(address, wholeService(ownersInScope(owners, input.services)), input));
  }
  return services === undefined ? [...findings, ...unexpectedAddresses(input)] : findings;
}

function unexpectedAddresses(input: ComparisonInput): readonly Finding[] {
  const {expected, actual} = input;
  const bound = actual.addresses?.filter((entry) => entry.interface === DUMMY_INTERFACE) ?? [];
  const unknown = bound.filter(({address}) => !expected.addresses?.has(address) && !isIPv6LinkLocal(address));
  return [...new Set(unknown.map(({address}) => address))].map((address) => unexpected(address, input));
}

function serves(address: string, {expected}: ComparisonInput): boolean {
  return expected.families.includes(address.includes(':') ? 'IPv6' : 'IPv4');
}

function unbound(address: string, service: FindingService | null, input: ComparisonInput): Finding {
  const owner = service ? `${service.namespace}/${service.name}` : 'a Service';
  return newFinding('address-unbound', {
    node: input.expected.node,
    service,
    expected: {address, interface: DUMMY_INTERFACE},
    message: `${address} of ${owner} is not on ${DUMMY_INTERFACE}: this node does not accept packets for it`,
    remedy: 'kube-proxy binds it again in its next sync, if it completes one',
  });
}

function unexpected(address: string, input: ComparisonInput): Finding {
  const stays = !input.expected.unbindsLeftovers;
  return newFinding('address-unexpected', {
    ...(stays ? {severity: 'info' as const} : {}),
    node: input.expected.node,
    actual: {address, interface: DUMMY_INTERFACE},
    message: `${address} is on ${DUMMY_INTERFACE}, but no Service has it: this node swallows packets to it`,
    remedy: stays
      ? staysRemedy(address, input)
      : 'kube-proxy removes it in its next sync, if it completes one',
  });
}

/**
 * Up to 1.26 kube-proxy unbinds an address only together with a virtual server that it deletes, so the address of one
 * that is excluded, or gone already, stays for ever (`pkg/proxy/ipvs/proxier.go`, `cleanLegacyService`).
 */
function staysRemedy(address: string, {expected}: ComparisonInput): string {
  const prefix = `${address}/${addressBits(address.includes(':') ? 'IPv6' : 'IPv4')}`;
  const removal = `ip addr del ${prefix} dev ${DUMMY_INTERFACE}`;
  return expected.excluded.some((cidr) => cidrContains(cidr, address))
    ? `none, if the program that owns it (ipvs.excludeCIDRs) needs it here; otherwise, on the node: ${removal}`
    : `kube-proxy up to 1.26 leaves such an address behind, and a restart does not remove it; on the node: ${removal}`;
}
