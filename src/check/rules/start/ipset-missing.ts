import {type LogMeaning, logVerdicts} from '../../log-verdicts.ts';
import {nodeRule} from '../../rule.ts';

const MEANING: LogMeaning = {
  codes: ['IPVS067'],
  message: 'kube-proxy cannot use ipset: nothing is programmed until it can',
};

/** The ipset program, or its kernel modules, that kube-proxy looked for in vain. */
export const IPSET_MISSING = nodeRule({
  code: 'IPVS067',
  needs: ['log'],
  wants: ['capturedAt', 'configuration', 'pod'],
  check: (facts) => logVerdicts(facts, MEANING),
});
