import {formatKubeVersion, type KubeVersion} from '../../../model/index.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable} from '../../verdict.ts';

/**
 * Versions whose sync runner was given an hour in place of `syncPeriod`
 * (https://github.com/kubernetes/kubernetes/pull/135631, /136122, /136123).
 */
export const HOURLY_RESYNC = nodeRule({
  code: 'IPVS008',
  needs: ['version'],
  check: ({version}) => {
    if (!resyncsHourly(version))
      return notApplicable(`${formatKubeVersion(version)} does not have this defect`);
    return fail({
      message: `kube-proxy ${formatKubeVersion(version)} puts right what it did not change itself only once an hour`,
      evidence: [`kube-proxy ${formatKubeVersion(version)}`],
    });
  },
});

/** Whether this version does a full resync only once an hour. */
function resyncsHourly({major, minor, patch}: KubeVersion): boolean {
  if (major !== 1) return false;
  return (minor === 34 && patch <= 3) || (minor === 35 && patch === 0);
}
