import type {ExpectedState, IpSet} from '../../../model/index.ts';
import {driftVerdicts} from '../../drift-verdicts.ts';
import {type LogMeaning, logVerdicts} from '../../log-verdicts.ts';
import {nodeRule} from '../../rule.ts';
import {fail, undecidable, type Verdict} from '../../verdict.ts';

const MEANING: LogMeaning = {
  codes: ['IPVS068'],
  message: 'a set cannot be created as kube-proxy needs it, so its syncs stop before any change is applied',
  cause: 'syncs-fail',
};

/** A set that exists with another type or other options stops all syncs of its family (`pkg/proxy/ipvs/ipset.go`, `createSet`). */
export const SET_OF_OTHER_TYPE = nodeRule({
  code: 'IPVS068',
  needs: [],
  wants: ['log', 'capturedAt', 'configuration', 'pod', 'ipSets', 'expected', 'findings'],
  check: ({log, ipSets, expected, findings, ...moment}, {name}) => {
    const logged = log ? logVerdicts({...moment, log}, MEANING) : [];
    const differing = ipSets && expected ? differentTypes(ipSets, expected) : [];
    const missing = driftVerdicts(findings?.filter(({code}) => code === 'IPVS068') ?? [], name);
    const all = [...logged, ...differing, ...missing];
    if (all.length > 0) return all;
    if (log || (ipSets && expected)) return [];
    return undecidable('neither the IP sets nor the log of kube-proxy could be read');
  },
});

function differentTypes(
  ipSets: ReadonlyMap<string, IpSet>,
  {ipSets: wanted}: ExpectedState,
): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  for (const {name, type, family} of wanted.values()) {
    const present = ipSets.get(name);
    if (!present) continue;
    const sameFamily = present.family === undefined || present.family === family;
    if (present.type === type && sameFamily) continue;
    verdicts.push(
      fail({
        message: `the type of the set ${name} differs from what kube-proxy creates`,
        evidence: [
          `create ${name} ${present.type} ${present.family ?? ''}`.trim(),
          `expected: ${type} ${family}`,
        ],
      }),
    );
  }
  return verdicts;
}
