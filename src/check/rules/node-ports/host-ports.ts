import {jumpsTo} from '../../../model/index.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable, pass, undecidable} from '../../verdict.ts';

const HOST_PORTS = 'CNI-HOSTPORT-DNAT';

/** hostPorts behind kube-proxy's chain: what a Service takes first never gets to them. */
export const HOST_PORTS_BEHIND_SERVICES = nodeRule({
  code: 'IPVS046',
  needs: ['iptables'],
  check: ({iptables}) => {
    const rules = iptables.IPv4;
    if (!rules) return undecidable('the IPv4 rules were not captured');
    const chain = rules.get('nat')?.chains.get(HOST_PORTS) ?? [];
    if (chain.length === 0) return notApplicable("the CNI's portmap plugin serves no hostPort here");
    const order = rules.get('nat')?.chains.get('PREROUTING') ?? [];
    const services = order.findIndex((rule) => rule.includes('KUBE-SERVICES'));
    const hostPorts = order.findIndex((rule) => rule.includes(HOST_PORTS));
    const jumped = jumpsTo(rules, 'nat', {from: 'PREROUTING', to: HOST_PORTS});
    if (!jumped || services < 0 || hostPorts < services) return pass(`${chain.length} hostPorts`);
    return fail({
      severity: 'info',
      message:
        'packets for hostPorts go through the Service chains first: a hostPort on an address and port of a Service ' +
        'gets no packets',
      evidence: [`-A PREROUTING ${order[services] ?? ''}`, `-A PREROUTING ${order[hostPorts] ?? ''}`],
    });
  },
});
