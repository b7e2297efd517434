import {realServerCount} from '../../../model/index.ts';
import {isOlderKernel} from '../../kernel-age.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable, pass} from '../../verdict.ts';

/** Since this release threads of their own compute the rates (kernel `net/netfilter/ipvs/ip_vs_est.c`). */
const THREADS = {major: 6, minor: 2};

/** Entries that one tick of a timer gets through without anybody noticing. */
const MANY_ENTRIES = 20_000;

/** Rates of a huge table that are all computed in one timer tick. */
export const RATE_ESTIMATOR = nodeRule({
  code: 'IPVS027',
  needs: ['kernel', 'table'],
  wants: ['sysctls'],
  check: ({kernel, table, sysctls}) => {
    if (!isOlderKernel(kernel, THREADS.major, THREADS.minor))
      return notApplicable(`kernel ${kernel.kernelRelease} computes rates in kernel threads`);
    const entries = [...table.values()].reduce((sum, server) => sum + 1 + realServerCount(server), 0);
    const evidence = [`${entries} virtual and real servers`, `kernel ${kernel.kernelRelease}`];
    const off = sysctls?.get('net.ipv4.vs.run_estimation') === '0';
    if (off || entries < MANY_ENTRIES)
      return pass(...evidence, ...(off ? ['net.ipv4.vs.run_estimation = 0'] : []));
    return fail({
      message: `the kernel computes the rates of ${entries} entries every two seconds, in one timer tick of one CPU`,
      evidence,
    });
  },
});
