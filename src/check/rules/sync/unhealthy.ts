import {
  type HealthAnswer,
  type KubeProxyPod,
  type ProxyCondition,
  readHealthAnswer,
} from '../../../model/index.ts';
import {logVerdicts} from '../../log-verdicts.ts';
import type {ProxyReplies} from '../../node-evidence.ts';
import type {ProxyLog} from '../../proxy-log.ts';
import {nodeRule} from '../../rule.ts';
import {fail, pass, undecidable, unread, type Verdict} from '../../verdict.ts';
import {lateVerdicts} from './late-syncs.ts';

/**
 * A kube-proxy that does not run, does not answer, says at its health port that it is not well
 * (`pkg/proxy/healthcheck/proxy_health.go`), or whose syncs do not come.
 */
export const UNHEALTHY = nodeRule({
  code: 'IPVS078',
  needs: [],
  wants: [
    'healthz',
    'log',
    'capturedAt',
    'configuration',
    'pod',
    'proxy',
    'replies',
    'syncs',
    'mode',
    'version',
  ],
  inEveryMode: true,
  check: ({healthz, log, pod, proxy, replies, syncs, mode, version, ...moment}) => {
    const down = proxy && conditionVerdict(proxy, pod, log);
    if (down) return down;
    const taken = log
      ? logVerdicts(
          {...moment, log, pod},
          {
            codes: ['IPVS078'],
            message: "kube-proxy's health endpoint does not work for load balancers",
          },
        )
      : [];
    const health = healthz === undefined ? undefined : readHealthAnswer(healthz);
    // In other modes the periods are others.
    const late =
      mode === undefined || mode === 'ipvs' ? lateVerdicts({syncs, health, version, ...moment}) : [];
    const found = [...taken, ...late];
    if (healthz === undefined) return found.length > 0 ? found : withoutHealth(replies);
    return late.some(({result}) => result === 'fail') && health !== 'draining'
      ? found
      : [...found, healthVerdict(healthz, health)];
  },
});

function conditionVerdict(
  {kind}: ProxyCondition,
  pod: KubeProxyPod | undefined,
  log: ProxyLog | undefined,
): Verdict | undefined {
  if (kind === 'not-running' && pod) return notRunning(pod, log);
  const logs = pod ? `kubectl -n ${pod.namespace} logs ${pod.name}` : "kube-proxy's log on the node";
  switch (kind) {
    case 'hung':
      return fail({
        message:
          'kube-proxy is hung: it accepts connections on its HTTP ports but never responds, and its table is frozen',
        evidence: ['the connection to 127.0.0.1:10249 was accepted and timed out'],
        remedy: pod
          ? `read its log (${logs}), then restart it (kubectl -n ${pod.namespace} delete pod ${pod.name})`
          : `read its log (${logs}), then restart it`,
      });
    case 'cut-off':
      // Nothing is known of a kube-proxy whose answers do not get through: a restart would change nothing.
      return fail({
        message:
          'connections to 127.0.0.1 are dropped on the node, so kube-proxy could not be queried: it may be running',
        evidence: ['127.0.0.1:10249 neither accepted nor refused the connection'],
        remedy: 'look for a full conntrack table, or a rule that drops packets on lo',
      });
    case 'silent':
      return fail({
        message:
          'kube-proxy does not listen on its HTTP ports: it has not reached the API server yet, or is not running',
        evidence: ['127.0.0.1:10249 refused the connection'],
        remedy: `read its log (${logs}) before a restart`,
      });
    default:
      return undefined;
  }
}

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
    message:
      `kube-proxy is not running (${reason}, ${restarts} ${restarts === 1 ? 'restart' : 'restarts'}): load balancers leave the node, and its tables are ` +
      'frozen',
    evidence: [
      ...(words && words.length > 0 ? words : last),
      `${namespace}/${name}: ${reason}, ${restarts} restarts`,
    ],
    remedy: `find the reason: kubectl -n ${namespace} logs ${name} --previous`,
  });
}

/** No answer was read: only a question that was asked can be without an answer. */
function withoutHealth(replies: ProxyReplies | undefined): Verdict {
  if (replies?.health === 'answered')
    return unread("kube-proxy's health port responded, but /healthz returned nothing recognisable");
  return replies?.health === 'unanswered'
    ? unread(`kube-proxy did not respond on /healthz (${replies.healthText})`)
    : unread(`the state of /healthz is unknown: ${replies?.healthText ?? 'it was not queried'}`);
}

function healthVerdict(answer: unknown, health: HealthAnswer | undefined): Verdict {
  const evidence = [JSON.stringify(answer)];
  if (health === undefined) return undecidable('/healthz was answered by something else');
  if (health === 'healthy') return pass(...evidence);
  if (health === 'draining') {
    return fail({
      severity: 'info',
      message: 'load balancers are asked to stop using this node: it is being deleted or scaled down',
      evidence,
    });
  }
  return fail({
    message: 'kube-proxy does not finish a requested sync: /healthz returns 503',
    evidence,
  });
}
