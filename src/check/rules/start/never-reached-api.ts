import {evidenceOf, goesOn} from '../../log-verdicts.ts';
import type {ProxyLog} from '../../proxy-log.ts';
import {nodeRule} from '../../rule.ts';
import {lastSync, secondsBetween} from '../../sync-metrics.ts';
import {fail, pass} from '../../verdict.ts';

/** A connection that fails for so long is not about to come up, in seconds. */
const LONG_ENOUGH = 60;

/** A kube-proxy that has not heard anything from the API server since it started. */
export const NEVER_REACHED_API = nodeRule({
  code: 'IPVS092',
  needs: ['log'],
  wants: ['metrics', 'capturedAt', 'configuration', 'pod'],
  check: ({log, metrics, capturedAt, configuration, pod}) => {
    if ((metrics && lastSync(metrics)) || log.reachedApi) return pass();
    const failures = failedWatches(log);
    // What failed once and is not tried again came about: at a low verbosity success leaves no line.
    if (!failures.some((hit) => goesOn(hit, {log, capturedAt, configuration, pod}))) return pass();
    const started = log.begins;
    const waiting = started && capturedAt ? secondsBetween(started, capturedAt) : undefined;
    const early = waiting !== undefined && waiting < LONG_ENOUGH;
    return fail({
      severity: early ? 'warning' : 'error',
      cause: 'api-unreachable',
      message: 'kube-proxy has not reached the API server since it started: no API change reaches this node',
      evidence: [...(started ? [`started ${started.toISOString()}`] : []), ...failures.flatMap(evidenceOf)],
    });
  },
});

function failedWatches({hits}: ProxyLog) {
  return hits.filter(
    ({codes, previous}) => !previous && codes.includes('IPVS092') && codes.includes('IPVS077'),
  );
}
