import {logVerdicts} from '../../log-verdicts.ts';
import {nodeRule} from '../../rule.ts';

/**
 * A kube-proxy that ends at its start with an error that has no entry of its own. The two lines say it whatever the reason is
 * (`cmd/kube-proxy/app/server.go`, `k8s.io/component-base/cli/run.go`), so the error itself is told.
 */
export const ENDS_AT_START = nodeRule({
  code: 'IPVS093',
  needs: ['log'],
  wants: ['capturedAt', 'configuration', 'pod'],
  check: (facts) => {
    const error = facts.log.hits
      .filter(({codes}) => codes[0] === 'IPVS093')
      .flatMap(({lines}) => lines.slice(-1))
      .map((line) => ERROR.exec(line)?.[1])
      .find((text) => text !== undefined);
    return logVerdicts(facts, {
      codes: ['IPVS093'],
      message: `kube-proxy exits at startup${error === undefined ? '' : `: ${error.replaceAll('\\"', '"')}`}`,
    });
  },
});

const ERROR = /\berr="((?:[^"\\]|\\.)*)"/;
