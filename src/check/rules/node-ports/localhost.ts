import {cidrContains, parseCidr} from '../../../model/index.ts';
import {nodeRule} from '../../rule.ts';
import {fail, pass, undecidable} from '../../verdict.ts';

/** A configuration that asks for node ports on loopback addresses, which IPVS mode leaves out (`pkg/proxy/ipvs/proxier.go`). */
export const LOCALHOST_NODE_PORTS = nodeRule({
  code: 'IPVS040',
  needs: ['configuration'],
  check: ({configuration: {source, nodePortAddresses}}) => {
    if (source === 'defaults') return undecidable("kube-proxy's configuration was not read");
    const asked = nodePortAddresses.filter(isLoopbackNetwork);
    if (asked.length === 0) return pass('nodePortAddresses includes no loopback address');
    return fail({
      message: 'nodePortAddresses includes loopback addresses, but IPVS mode serves no node ports there',
      evidence: [`nodePortAddresses: ${nodePortAddresses.join(', ')}`],
    });
  },
});

/** A network of loopback addresses, or the word for them of 1.37; one that holds everything asks for nothing in particular. */
export function isLoopbackNetwork(text: string): boolean {
  if (text === 'localhost') return true;
  const cidr = parseCidr(text);
  if (!cidr || cidr.prefix === 0) return false;
  return cidrContains(cidr, '127.0.0.1') || cidrContains(cidr, '::1');
}
