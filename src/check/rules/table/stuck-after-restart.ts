import {atLeast, formatKubeVersion} from '../../../model/index.ts';
import {driftVerdicts} from '../../drift-verdicts.ts';
import {nodeRule} from '../../rule.ts';
import {notApplicable} from '../../verdict.ts';

/** Endpoints kept at weight 0: since 1.26 the first sync resets weights (kubernetes PR 111635). */
export const STUCK_AFTER_RESTART = nodeRule({
  code: 'IPVS006',
  needs: ['version', 'findings'],
  check: ({version, findings}, {name}) => {
    if (atLeast(version, 26))
      return notApplicable(`${formatKubeVersion(version)} resets weights when it starts`);
    return driftVerdicts(
      findings.filter(({code}) => code === 'IPVS006'),
      name,
    );
  },
});
