import type {IpSet} from '../../../model/index.ts';
import {type LogMeaning, logVerdicts} from '../../log-verdicts.ts';
import {nodeRule} from '../../rule.ts';
import {fail, undecidable, type Verdict} from '../../verdict.ts';

/** The fixed size that kube-proxy makes hash sets with (`pkg/proxy/ipvs/ipset/ipset.go`, `setIPSetDefaults`). */
const MOST_MEMBERS = 65_536;

/** From here on a warning. */
const NEARLY = 0.9;

const MEANING: LogMeaning = {
  codes: ['IPVS069'],
  message: 'a set is full, so the newest Services are not masqueraded or are refused',
  cause: 'syncs-fail',
};

/** Hash sets that are full or nearly so. */
export const SET_FULL = nodeRule({
  code: 'IPVS069',
  needs: [],
  wants: ['log', 'capturedAt', 'configuration', 'pod', 'ipSets'],
  check: ({log, ipSets, ...moment}) => {
    const logged = log ? logVerdicts({...moment, log}, MEANING) : [];
    const full = ipSets ? [...ipSets.values()].flatMap(fullness) : [];
    if (logged.length + full.length > 0) return [...logged, ...full];
    return ipSets || log ? [] : undecidable('neither the IP sets nor the log of kube-proxy could be read');
  },
});

function fullness({name, type, members}: IpSet): readonly Verdict[] {
  if (!name.startsWith('KUBE-') || !type.startsWith('hash:') || members.size < NEARLY * MOST_MEMBERS)
    return [];
  const full = members.size >= MOST_MEMBERS;
  return [
    fail({
      severity: full ? 'error' : 'warning',
      message: full ? `the set ${name} is full` : `the set ${name} is nearly full`,
      evidence: [`${name}: ${members.size} of ${MOST_MEMBERS} members`],
    }),
  ];
}
