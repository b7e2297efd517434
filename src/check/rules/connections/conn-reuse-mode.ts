import type {KernelInfo} from '../../../model/index.ts';
import {firstFew} from '../../first-few.ts';
import {hasBackports, isOlderKernel} from '../../kernel-age.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable, pass, undecidable, type Verdict} from '../../verdict.ts';
import {drainingLines} from './draining-lines.ts';

const SYSCTL = 'net.ipv4.vs.conn_reuse_mode';

/** Since this release a reused source port no longer costs a second (kernel `net/netfilter/ipvs/ip_vs_core.c`, `ip_vs_in`). */
const FIXED = {major: 5, minor: 9};

function isOld(kernel: KernelInfo): boolean {
  return isOlderKernel(kernel, FIXED.major, FIXED.minor);
}

/** `conn_reuse_mode=1` on a kernel before 5.9: a reused source port waits a second for the next SYN. */
export const SLOW_CONNECTION_REUSE = nodeRule({
  code: 'IPVS013',
  needs: ['sysctls', 'kernel'],
  check: ({sysctls, kernel}) => {
    const value = sysctls.get(SYSCTL);
    if (!isOld(kernel)) return notApplicable(`kernel ${kernel.kernelRelease} does not have this bug`);
    if (value === undefined) return undecidable(`${SYSCTL} was not captured`);
    if (value !== '1') return pass(`${SYSCTL} = ${value}`);
    const backports = hasBackports(kernel);
    return fail({
      ...(backports ? {severity: 'warning'} : {}),
      message:
        'a client that reuses a source port waits a second or more for its connection' +
        (backports ? ', unless the distribution has fixed this kernel' : ''),
      evidence: [`${SYSCTL} = 1`, `kernel ${kernel.kernelRelease}`],
    });
  },
});

/** `conn_reuse_mode=0`: a reused source port leads to the old real server, whatever its weight. */
export const CONNECTION_REUSE_TO_OLD_SERVER = nodeRule({
  code: 'IPVS014',
  needs: ['sysctls', 'kernel'],
  wants: ['table'],
  check: ({sysctls, kernel, table}) => {
    const value = sysctls.get(SYSCTL);
    if (value === undefined) return undecidable(`${SYSCTL} was not captured`);
    if (value !== '0') return pass(`${SYSCTL} = ${value}`);
    const draining = table ? drainingLines(table) : [];
    const evidence = [`${SYSCTL} = 0`, `kernel ${kernel.kernelRelease}`, ...firstFew(draining)];
    return isOld(kernel) ? onOldKernel(evidence, draining.length) : onNewKernel(evidence);
  },
});

function onOldKernel(evidence: readonly string[], draining: number): Verdict {
  return fail({
    severity: draining > 0 ? 'warning' : 'info',
    message:
      'kube-proxy must set this on kernels before 5.9: clients that reuse source ports stay with real servers that ' +
      (draining > 0 ? 'are draining, and some are draining now' : 'drain'),
    evidence,
  });
}

function onNewKernel(evidence: readonly string[]): Verdict {
  return fail({
    message:
      'left over from another kernel or set by hand: clients that reuse source ports stay with draining real servers',
    evidence,
    remedy:
      'on the node: `sysctl -w net.ipv4.vs.conn_reuse_mode=1`, and remove what sets it to 0 (a file in /etc/sysctl.d, a kube-proxy before 1.22)',
  });
}
