import {atLeast, formatKubeVersion} from '../../../model/index.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable} from '../../verdict.ts';

/** IPVS mode is deprecated since 1.35, and off by default from 1.40 (KEP-5495). */
export const DEPRECATED = nodeRule({
  code: 'IPVS089',
  needs: ['version'],
  wants: ['log'],
  check: ({version, log}) => {
    const text = formatKubeVersion(version);
    if (!atLeast(version, 35)) return notApplicable(`${text} does not deprecate IPVS mode yet`);
    const line = log?.hits.find(({codes, previous}) => !previous && codes[0] === 'IPVS089')?.lines.at(-1);
    return fail({
      message: atLeast(version, 40)
        ? 'IPVS mode works in this version only with the feature gate KubeProxyIPVS, and its code is about to be ' +
          'removed'
        : 'IPVS mode is deprecated in this version: 1.40 refuses it, unless a feature gate allows it',
      evidence: [`kube-proxy ${text}`, ...(line === undefined ? [] : [line])],
      remedy: 'plan the move to nftables mode: kubectl ipvs check --migration',
    });
  },
});
