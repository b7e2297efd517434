import type {KernelInfo} from '../../../model/index.ts';
import {hasBackports, isOlderKernel} from '../../kernel-age.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable} from '../../verdict.ts';

const VXLAN = /^(?:flannel\.\d+|vxlan[.-]?|cilium_vxlan|antrea-tun)/;

/** The first patch release of each old series with the fix of the kernel (kubernetes#88986). */
const FIXED_IN: Readonly<Record<string, number>> = {'4.14': 181, '4.19': 123, '5.4': 41, '5.6': 13};

/** Kernels that spoil the checksums of packets which are masqueraded twice. Distributors may have put the fix into older ones. */
export const VXLAN_CHECKSUMS = nodeRule({
  code: 'IPVS064',
  needs: ['kernel', 'addresses'],
  check: ({kernel, addresses}) => {
    if (!isAffected(kernel)) return notApplicable(`kernel ${kernel.kernelRelease} has the fix`);
    const tunnels = [
      ...new Set(addresses.map((entry) => entry.interface).filter((name) => VXLAN.test(name))),
    ];
    if (tunnels.length === 0) return notApplicable('no VXLAN interface has an address on this node');
    return fail({
      severity: isCertain(kernel) ? 'warning' : 'info',
      message:
        'connections from this node to Pods on other nodes may take seconds to establish, unless the distribution ' +
        'has fixed this kernel',
      evidence: [`kernel ${kernel.kernelRelease}`, ...tunnels.map((name) => `VXLAN interface ${name}`)],
    });
  },
});

/** The number tells what is in a kernel unless its distributor puts later changes into it, or calls all of a series x.y.0. */
function isCertain(kernel: KernelInfo): boolean {
  return !hasBackports(kernel) && !/^\d+\.\d+\.0-/.test(kernel.kernelRelease);
}

function isAffected(kernel: KernelInfo): boolean {
  if (!isOlderKernel(kernel, 5, 7)) return false;
  const {major, minor} = kernel.kernelVersion;
  const fixed = FIXED_IN[`${major}.${minor}`];
  const patch = Number(/^\d+\.\d+\.(\d+)/.exec(kernel.kernelRelease)?.[1] ?? Number.NaN);
  return fixed === undefined || !(patch >= fixed);
}
