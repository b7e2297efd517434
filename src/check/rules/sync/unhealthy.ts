import {type KubeProxyPod, readHealthAnswer} from '../../../model/index.ts';
import {logVerdicts} from '../../log-verdicts.ts';
import type {ProxyLog} from '../../proxy-log.ts';
import {nodeRule} from '../../rule.ts';
import {fail, pass, undecidable, unread, type Verdict} from '../../verdict.ts';

/** A kube-proxy that does not run, or whose health endpoint says no (`pkg/proxy/healthcheck/proxy_health.go`). */
export const UNHEALTHY = nodeRule({
  code: 'IPVS078',
  needs: [],
  wants: ['healthz', 'log', 'capturedAt', 'configuration', 'pod'],
  inEveryMode: true,
  check: ({healthz, log, pod, ...moment}) => {
    if (pod && pod.notRunning !== '') return notRunning(pod, log);
    const taken = log
      ? logVerdicts(
          {...moment, log, pod},
          {
            codes: ['IPVS078'],
            message: 'the health endpoint of kube-proxy is not what load balancers need',
          },
        )
      : [];
    if (healthz === undefined)
      return taken.length > 0 ? taken : unread('kube-proxy did not answer on /healthz');
    return [...taken, healthVerdict(healthz)];
  },
});

/** Lines with which kube-proxy ends, whatever the reason. */
const LAST_WORDS = ['command failed', 'Error running ProxyServer'];

function notRunning(
  {notRunning: reason, restarts, namespace, name}: KubeProxyPod,
  log: ProxyLog | undefined,
): Verdict {
  const words = log?.hits
    .filter(({signature}) => LAST_WORDS.includes(signature))
    .flatMap(({lines}) => lines.slice(-1));
  const last = log && log.lastLine !== '' ? [log.lastLine] : [];
  return fail({
    message: 'kube-proxy does not run, so load balancers leave the node, and its tables stay as they were',
    evidence: [
      ...(words && words.length > 0 ? words : last),
      `${namespace}/${name}: ${reason}, ${restarts} restarts`,
    ],
    remedy: `read why: kubectl -n ${namespace} logs ${name} --previous`,
  });
}

function healthVerdict(answer: unknown): Verdict {
  const health = readHealthAnswer(answer);
  const evidence = [JSON.stringify(answer)];
  if (health === undefined) return undecidable('/healthz was answered by something else');
  if (health === 'healthy') return pass(...evidence);
  if (health === 'draining') {
    return fail({
      severity: 'info',
      message: 'load balancers are told to leave this node: it is being deleted or scaled down',
      evidence,
    });
  }
  return fail({
    message: 'kube-proxy is asked for a sync and does not finish it: /healthz says 503',
    evidence,
  });
}
