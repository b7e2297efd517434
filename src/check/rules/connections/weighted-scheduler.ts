import {nodeRule} from '../../rule.ts';
import {fail, pass, undecidable} from '../../verdict.ts';

const WEIGHTED = ['wrr', 'wlc', 'sed', 'nq'];

/** A scheduler that weighs, where every weight is 1 (kube-proxy `pkg/proxy/ipvs/proxier.go`, `syncEndpoint`). */
export const WEIGHTED_SCHEDULER = nodeRule({
  code: 'IPVS024',
  needs: ['configuration'],
  check: ({configuration: {source, scheduler}}) => {
    if (source === 'defaults') return undecidable("kube-proxy's configuration was not read");
    const shown = `ipvs.scheduler is ${scheduler || 'not set, so rr'}`;
    if (!WEIGHTED.includes(scheduler)) return pass(shown);
    return fail({
      message: `the scheduler ${scheduler} uses weights, but kube-proxy gives every real server weight 1`,
      evidence: [shown],
    });
  },
});
