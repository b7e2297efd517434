import {atLeast, formatKubeVersion} from '../../../model/index.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable, pass, undecidable} from '../../verdict.ts';

/** Up to 1.25 kube-proxy took iptables mode where IPVS could not be used (https://github.com/kubernetes/kubernetes/pull/111806). */
export const SILENT_FALLBACK = nodeRule({
  code: 'IPVS066',
  needs: ['version', 'configuration'],
  wants: ['mode', 'runningConfiguration'],
  inEveryMode: true,
  check: ({version, mode, configuration, runningConfiguration}) => {
    if (atLeast(version, 26))
      return notApplicable(`${formatKubeVersion(version)} exits if it cannot use IPVS`);
    const wanted = (runningConfiguration ?? configuration).mode;
    if (wanted !== 'ipvs') return notApplicable('the configuration does not set IPVS mode');
    if (mode === undefined) return undecidable('kube-proxy did not report its mode');
    if (mode === 'ipvs') return pass();
    return fail({
      message: `the configuration sets IPVS mode, but kube-proxy runs in ${mode} mode`,
      evidence: [`mode: ${wanted}`, `/proxyMode: ${mode}`],
    });
  },
});
