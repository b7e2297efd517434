import {DUMMY_INTERFACE, type Finding, type FindingService, isIPv6LinkLocal} from '../model/index.ts';
import {type ComparisonInput, inScope, restartRemedy, wholeService} from './comparison.ts';

/**
 * Compares the addresses on kube-ipvs0. An address on another interface needs no binding, and IPv6 link-local ones are
 * the kernel's own (`pkg/proxy/ipvs/proxier.go`, `cleanLegacyBindAddr`).
 */
export function compareAddresses(input: ComparisonInput): readonly Finding[] {
  const {expected, actual, services} = input;
  if (!actual.addresses || !expected.addresses) return [];
  const bound = new Set<string>();
  const elsewhere = new Set<string>();
  for (const entry of actual.addresses) (entry.interface === DUMMY_INTERFACE ? bound : elsewhere).add(entry.address);
  const findings: Finding[] = [];
  for (const [address, {presence, owners}] of expected.addresses) {
    if (!inScope(owners, services) || !serves(address, input)) continue;
    if (presence === 'required' && !bound.has(address) && !elsewhere.has(address)) {
      findings.push(unbound(address, wholeService(owners), input));
    }
  }
  if (services !== undefined) return findings;
  for (const address of bound) {
    if (!expected.addresses.has(address) && !isIPv6LinkLocal(address)) findings.push(unexpected(address, input));
  }
  return findings;
}

function serves(address: string, {expected}: ComparisonInput): boolean {
  return expected.families.includes(address.includes(':') ? 'IPv6' : 'IPv4');
}

function unbound(address: string, service: FindingService | null, input: ComparisonInput): Finding {
  const owner = service ? `${service.namespace}/${service.name}` : 'a Service';
  return {
    kind: 'address-unbound',
    code: 'IPVS030',
    severity: 'error',
    node: input.expected.node,
    service,
    virtualServer: null,
    realServer: null,
    expected: {address, interface: DUMMY_INTERFACE},
    actual: null,
    message: `${address} of ${owner} is not on ${DUMMY_INTERFACE}: this node does not take packets for it`,
    remedy: `kube-proxy binds it again at its next sync; if it stays away, ${restartRemedy(input)}`,
    confirmed: false,
  };
}

function unexpected(address: string, input: ComparisonInput): Finding {
  return {
    kind: 'address-unexpected',
    code: 'IPVS029',
    severity: 'warning',
    node: input.expected.node,
    service: null,
    virtualServer: null,
    realServer: null,
    expected: null,
    actual: {address, interface: DUMMY_INTERFACE},
    message: `${address} is on ${DUMMY_INTERFACE}, but no Service has it: this node swallows packets for it`,
    remedy: `kube-proxy removes it at its next sync; if it stays, ${restartRemedy(input)}`,
    confirmed: false,
  };
}
