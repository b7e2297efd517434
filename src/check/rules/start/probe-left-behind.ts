import {nodeRule} from '../../rule.ts';
import {fail, pass} from '../../verdict.ts';

/** The virtual server with which kube-proxy tries the scheduler (`pkg/proxy/ipvs/supported.go`). */
const PROBE = 'TCP 198.51.100.0:20000';

/** The probe that a kube-proxy left in the table when it was killed while it started. */
export const PROBE_LEFT_BEHIND = nodeRule({
  code: 'IPVS073',
  needs: ['table'],
  inEveryMode: true,
  check: ({table}) => {
    if (!table.has(PROBE)) return pass();
    return fail({message: "kube-proxy's probe is still in the table; it is harmless", evidence: [PROBE]});
  },
});
