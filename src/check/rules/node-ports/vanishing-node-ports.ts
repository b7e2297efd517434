import {hasBug} from '../../../catalogue/index.ts';
import {atLeast, formatKubeVersion, type KubeVersion} from '../../../model/index.ts';
import {logVerdicts, type Moment} from '../../log-verdicts.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable, type Verdict} from '../../verdict.ts';

/** Of Kubernetes. */
const LISTING_BUG = 112185;

/** An interface that vanished while it was read, which does no harm by itself. */
const HARMLESS = ['Reading addresses'];

/** A failed listing of interfaces removes all node ports until the next sync; 1.27.3 reads interfaces one by one. */
export const VANISHING_NODE_PORTS = nodeRule({
  code: 'IPVS043',
  needs: ['version'],
  wants: ['log', 'capturedAt', 'configuration', 'pod'],
  check: ({version, log, capturedAt, configuration, pod}) => {
    const seen = listings(log && {log, capturedAt, configuration, pod});
    if (seen.length > 0) return seen;
    const shown = `kube-proxy ${formatKubeVersion(version)}`;
    if (!hasBug(version, LISTING_BUG)) return notApplicable(`${shown} reads interfaces one by one`);
    return defect(version, shown);
  },
});

function listings(moment: Moment | undefined): readonly Verdict[] {
  if (!moment) return [];
  return logVerdicts(moment, {
    codes: ['IPVS043'],
    except: HARMLESS,
    message:
      'the addresses of the node could not be listed: all its node ports were removed until the next sync',
  });
}

/** Whether a patch release before 1.27 has the fix is not known. */
function defect(version: KubeVersion, shown: string): Verdict {
  const older = !atLeast(version, 27);
  return fail({
    severity: older ? 'info' : 'warning',
    message:
      'node ports disappear for a moment when an interface goes away while kube-proxy lists interfaces' +
      (older ? ', unless this patch release has the fix' : ''),
    evidence: [shown],
  });
}
