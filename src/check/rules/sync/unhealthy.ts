import {logVerdicts} from '../../log-verdicts.ts';
import {nodeRule} from '../../rule.ts';
import {fail, pass, undecidable, type Verdict} from '../../verdict.ts';

/** With 200, `lastUpdated` is the time of the request; so much apart the two are still one, in seconds. */
const SAME = 5;

/** What kube-proxy's own health endpoint says (`pkg/proxy/healthcheck/proxy_health.go`). */
export const UNHEALTHY = nodeRule({
  code: 'IPVS078',
  needs: ['healthz'],
  wants: ['log', 'capturedAt', 'configuration', 'pod'],
  inEveryMode: true,
  check: ({healthz, log, ...moment}) => {
    const taken = log
      ? logVerdicts(
          {...moment, log},
          {
            codes: ['IPVS078'],
            message: 'the health endpoint of kube-proxy is not what load balancers need',
          },
        )
      : [];
    return [...taken, healthVerdict(healthz)];
  },
});

function healthVerdict(answer: unknown): Verdict {
  const {healthy, nodeEligible, lastUpdated, currentTime} = fields(answer);
  const evidence = [JSON.stringify(answer)];
  if (nodeEligible === false) {
    return fail({
      severity: 'info',
      message: 'load balancers are told to leave this node: it is being deleted or scaled down',
      evidence,
    });
  }
  const late = (Date.parse(String(currentTime)) - Date.parse(String(lastUpdated))) / 1000;
  if (healthy === true || late <= SAME) return pass(...evidence);
  if (healthy === undefined && Number.isNaN(late))
    return undecidable('/healthz was answered by something else');
  return fail({
    message: 'kube-proxy is asked for a sync and does not finish it: /healthz says 503',
    evidence,
  });
}

function fields(answer: unknown): Readonly<Record<string, unknown>> {
  return typeof answer === 'object' && answer !== null ? (answer as Readonly<Record<string, unknown>>) : {};
}
