import type {InterfaceAddress} from '../../../model/index.ts';
import {driftVerdicts} from '../../drift-verdicts.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable, pass, undecidable, type Verdict} from '../../verdict.ts';

const SYSCTL = 'net.bridge.bridge-nf-call-iptables';

/** Bridges that CNIs put Pods on; docker0 and the like are those of container engines. */
const POD_BRIDGE = /^(?:cni\d|cbr\d|kube-bridge|weave|mynet)/;

/** Replies from a Pod to itself must pass the rules of iptables although they are only bridged. */
export const HAIRPIN = nodeRule({
  code: 'IPVS057',
  needs: ['sysctls', 'addresses'],
  wants: ['findings', 'modules'],
  check: ({sysctls, addresses, findings, modules}, {name}) => {
    const members = driftVerdicts(
      findings?.filter(
        ({kind, code, expected}) =>
          kind === 'ipset-member-missing' && code === 'IPVS061' && isLoopBack(expected),
      ) ?? [],
      name,
    );
    const bridges = podBridges(addresses);
    const value = sysctls.get(SYSCTL);
    if (members.length > 0) return value === '0' ? [...members, switchedOff(bridges)] : members;
    if (value === '0') return switchedOff(bridges);
    if (value !== undefined) return pass(`${SYSCTL} = ${value}`);
    if (bridges.length === 0) return notApplicable('no bridge with Pods has an address on this node');
    if (!modules) return undecidable(`${SYSCTL} was not captured`);
    return modules.has('br_netfilter') ? undecidable(`${SYSCTL} was not captured`) : notLoaded(bridges);
  },
});

function isLoopBack(expected: Readonly<Record<string, unknown>> | null): boolean {
  return Object.values(expected ?? {}).some((value) => /^KUBE-(?:6-)?LOOP-BACK$/.test(String(value)));
}

function podBridges(addresses: readonly InterfaceAddress[]): readonly string[] {
  return [
    ...new Set(addresses.map((entry) => entry.interface).filter((name) => POD_BRIDGE.test(name))),
  ].sort();
}

function switchedOff(bridges: readonly string[]): Verdict {
  return fail({
    severity: bridges.length > 0 ? 'warning' : 'info',
    message:
      bridges.length > 0
        ? 'a Pod on a bridge that calls its own Service times out whenever it is selected itself'
        : 'a Pod on a bridge would time out when it calls its own Service; no bridge with Pods was seen here',
    evidence: [`${SYSCTL} = 0`, ...bridges.map((bridge) => `bridge ${bridge}`)],
  });
}

/** It may be built in, and bridges of this name need not carry Pods. */
function notLoaded(bridges: readonly string[]): Verdict {
  return fail({
    severity: 'info',
    message:
      'the module br_netfilter is not loaded: a Pod on a bridge that calls its own Service may time out',
    evidence: [`${SYSCTL} does not exist`, ...bridges.map((bridge) => `bridge ${bridge}`)],
  });
}
