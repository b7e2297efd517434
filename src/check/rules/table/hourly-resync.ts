import {bugReference, hasBug, KNOWN_BUGS} from '../../../catalogue/index.ts';
import {formatKubeVersion} from '../../../model/index.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable} from '../../verdict.ts';

/** Of Kubernetes. */
const RESYNC_BUG = 134147;

/**
 * Versions whose sync runner was given an hour in place of `syncPeriod`
 * (https://github.com/kubernetes/kubernetes/pull/135631, /136122, /136123).
 */
export const HOURLY_RESYNC = nodeRule({
  code: 'IPVS008',
  needs: ['version'],
  check: ({version}) => {
    if (!hasBug(version, RESYNC_BUG))
      return notApplicable(`${formatKubeVersion(version)} does not have this bug`);
    return fail({
      cause: 'rare-full-sync',
      message: `kube-proxy ${formatKubeVersion(version)} corrects changes made by others only once an hour`,
      evidence: [
        `kube-proxy ${formatKubeVersion(version)}`,
        ...KNOWN_BUGS.filter(({number}) => number === RESYNC_BUG).map(bugReference),
      ],
    });
  },
});
