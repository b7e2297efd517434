import {nodeRule} from '../../rule.ts';
import {fail, pass, undecidable} from '../../verdict.ts';

const SYSCTL = 'net.ipv4.vs.expire_nodest_conn';

/** Connections whose real server is gone must be ended, not dropped: kube-proxy sets this once, when it starts. */
export const EXPIRE_NODEST_CONN = nodeRule({
  code: 'IPVS015',
  needs: ['sysctls'],
  check: ({sysctls}) => {
    const value = sysctls.get(SYSCTL);
    if (value === undefined) return undecidable(`${SYSCTL} was not captured`);
    if (value !== '0') return pass(`${SYSCTL} = ${value}`);
    return fail({
      message: 'packets of connections whose real server is gone are dropped silently',
      evidence: [`${SYSCTL} = 0`],
    });
  },
});
