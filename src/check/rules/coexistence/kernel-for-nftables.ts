import {nodeRule} from '../../rule.ts';
import {fail, pass} from '../../verdict.ts';

/** The least kernel of nftables mode (`pkg/proxy/nftables`, `getNFTablesInterface`). */
const LEAST = {major: 5, minor: 13};

/** A kernel that is too old for nftables mode, the way out of IPVS mode. */
export const KERNEL_FOR_NFTABLES = nodeRule({
  code: 'IPVS090',
  needs: ['kernel'],
  check: ({kernel: {kernelRelease, kernelVersion}}) => {
    const {major, minor} = kernelVersion;
    const enough = major > LEAST.major || (major === LEAST.major && minor >= LEAST.minor);
    if (enough) return pass(`kernel ${kernelRelease}`);
    return fail({
      message: `nftables mode needs kernel ${LEAST.major}.${LEAST.minor}, and this node has an older one`,
      evidence: [`kernel ${kernelRelease}`],
      remedy:
        'upgrade the kernel before the node leaves IPVS mode; kubectl ipvs check --migration shows what else is ' +
        'needed',
    });
  },
});
