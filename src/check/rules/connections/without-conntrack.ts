import {nodeRule} from '../../rule.ts';
import {fail, pass, undecidable} from '../../verdict.ts';

const SYSCTL = 'net.ipv4.vs.conntrack';

/** Without conntrack the connections of IPVS pass by masquerading and stateful rules. */
export const WITHOUT_CONNTRACK = nodeRule({
  code: 'IPVS017',
  needs: ['sysctls'],
  check: ({sysctls}) => {
    const value = sysctls.get(SYSCTL);
    if (value === undefined) {
      return undecidable(
        `${SYSCTL} was not captured: if /proc/sys/net/ipv4/vs exists without it, the kernel does not support it`,
      );
    }
    if (value !== '0') return pass(`${SYSCTL} = ${value}`);
    return fail({
      message: 'connections through IPVS are not masqueraded: those to Pods on other nodes get no reply',
      evidence: [`${SYSCTL} = 0`],
    });
  },
});
