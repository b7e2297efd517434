import {type LogMeaning, logVerdicts, type Moment} from '../../log-verdicts.ts';
import {nodeRule} from '../../rule.ts';
import type {Verdict} from '../../verdict.ts';

const MEANING: LogMeaning = {
  codes: ['IPVS067'],
  message: 'kube-proxy cannot use ipset: until it can, no changes are applied',
  cause: 'ipset-missing',
};

/** Of the signature that an image without the names of protocols leaves. */
const NO_PROTOCOLS = "cannot parse '…' as a protocol";

/** The ipset program, what it needs, or its kernel modules, that kube-proxy looked for in vain. */
export const IPSET_MISSING = nodeRule({
  code: 'IPVS067',
  needs: ['log'],
  wants: ['capturedAt', 'configuration', 'pod'],
  check: (facts) => [
    ...withoutProtocols(facts),
    ...logVerdicts(facts, {...MEANING, except: [NO_PROTOCOLS, ...LESSER]}),
    ...logVerdicts(lesser(facts), {
      codes: ['IPVS067'],
      cause: 'syncs-fail',
      message: 'ipset fails for kube-proxy: members of its sets are missing or left over',
    }),
  ],
});

/** Failures after which a sync goes on. */
const LESSER = ['Failed to list ip set entries', 'Failed to delete ip set entry from ip set'];

function lesser(moment: Moment): Moment {
  return only(moment, LESSER);
}

/** ipset (`src/ipset/lib/parse.c`) asks getprotobyname(3), which reads `/etc/protocols`. */
function withoutProtocols(moment: Moment): readonly Verdict[] {
  const verdicts = logVerdicts(only(moment, [NO_PROTOCOLS]), {
    codes: ['IPVS067'],
    cause: 'protocols-missing',
    message:
      "ipset cannot resolve protocol names in kube-proxy's image, which lacks /etc/protocols: set members are " +
      'removed and not added again, so Services are not masqueraded, or are refused',
  });
  const remedy =
    "Use an image with /etc/protocols (Debian: package netbase), or mount the node's file into the kube-proxy Pod.";
  return verdicts.map((verdict) => (verdict.result === 'fail' ? {...verdict, remedy} : verdict));
}

function only(moment: Moment, signatures: readonly string[]): Moment {
  const hits = moment.log.hits.filter(({signature}) => signatures.includes(signature));
  return {...moment, log: {...moment.log, hits}};
}
