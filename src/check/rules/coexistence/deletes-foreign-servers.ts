import {driftVerdicts} from '../../drift-verdicts.ts';
import {logVerdicts} from '../../log-verdicts.ts';
import {nodeRule} from '../../rule.ts';
import {undecidable} from '../../verdict.ts';

/**
 * Virtual servers of another program, which kube-proxy deletes at its next sync unless they are excluded
 * (`pkg/proxy/ipvs/proxier.go`, `cleanLegacyService`). The comparison judges which are foreign.
 */
export const DELETES_FOREIGN_SERVERS = nodeRule({
  code: 'IPVS082',
  needs: [],
  wants: ['findings', 'log', 'capturedAt', 'configuration', 'pod'],
  check: ({findings, log, ...moment}, {name}) => {
    const exclusions = log
      ? logVerdicts(
          {...moment, log},
          {
            codes: ['IPVS082'],
            severity: 'warning',
            message: 'ipvs.excludeCIDRs does not match the address families of the cluster',
            persists: true,
            // Deletions are routine: they count only where the address is seen to be foreign.
            except: ['Delete service'],
          },
        )
      : [];
    if (!findings)
      return exclusions.length > 0 ? exclusions : undecidable('the IPVS table could not be compared');
    const foreign = findings.filter(({code}) => code === 'IPVS082');
    return [...exclusions, ...driftVerdicts(foreign, name)];
  },
});
