import type {Concern, ProxyState} from '../model/index.ts';
import type {NodeObservation} from './node-observation.ts';

/** Whether kube-proxy runs on the node and answers. */
export function proxyState({
  pod,
  podsExist,
  captureError,
  silent,
  modeConfirmed,
  sync,
}: NodeObservation): ProxyState {
  if (pod && pod.notRunning !== '') return 'not-running';
  if (silent) return 'silent';
  if (modeConfirmed || sync) return 'running';
  if (!pod && podsExist) return 'absent';
  return pod && captureError !== undefined && pod.ready ? 'running' : 'unknown';
}

/** Whether kube-proxy should run, and does not or does not answer. */
export function isSilent(observation: NodeObservation): boolean {
  const state = proxyState(observation);
  return state === 'not-running' || state === 'silent';
}

/** What is wrong with the kube-proxy of a node, apart from its syncs. */
export function proxyConcerns(observation: NodeObservation): readonly Concern[] {
  const state = proxyState(observation);
  if (state === 'not-running') return [withLastWords(notRunning(observation), observation)];
  if (state === 'silent') return [withLastWords(silence(observation), observation)];
  return state === 'absent' && observation.proxyExpected ? [absent()] : [];
}

function notRunning({pod}: NodeObservation): Concern {
  const restarts = `${pod?.restarts} ${pod?.restarts === 1 ? 'restart' : 'restarts'}`;
  return {
    severity: 'error',
    code: null,
    count: 1,
    message: `kube-proxy does not run (${pod?.notRunning}, ${restarts}): the table stays as it was`,
    remedy: `read why: ${logsCommand(pod)} --previous`,
  };
}

/** A process that was stopped takes connections and never answers; before its first sync none of the ports is open. */
function silence({pod, hangs}: NodeObservation): Concern {
  const logs = pod ? logsCommand(pod) : "kube-proxy's log on the node";
  return {
    severity: 'error',
    code: null,
    count: 1,
    message: hangs
      ? 'kube-proxy takes connections on its HTTP ports but never answers: it hangs, and the table gets old'
      : 'kube-proxy does not listen on its HTTP ports: it has not reached the API server yet, or does not run',
    remedy: hangs
      ? `read its log: ${logs}; then restart it${pod ? `: ${deleteCommand(pod)}` : ''}`
      : `read its log: ${logs}`,
  };
}

/** A log line of a hanging process is older than what made it hang: it explains nothing. */
function withLastWords(concern: Concern, {lastWords, hangs}: NodeObservation): Concern {
  if (!lastWords || hangs) return concern;
  const {code, message} = lastWords;
  return {...concern, code, message: `${concern.message}. Its log: ${withoutQueries(message)}`};
}

/** What stands behind a question mark in an address of the API is long, and other on each node. */
function withoutQueries(message: string): string {
  return message.replace(/\?[\w.-]+=[^\s"]*/g, '?…');
}

function absent(): Concern {
  return {
    severity: 'warning',
    code: null,
    count: 1,
    message: 'no kube-proxy Pod runs here: nobody keeps an IPVS table',
    remedy: 'kubectl -n kube-system describe daemonset kube-proxy',
  };
}

interface PodName {
  readonly namespace: string;
  readonly name: string;
}

function logsCommand(pod: PodName | undefined): string {
  return pod ? `kubectl -n ${pod.namespace} logs ${pod.name}` : 'kubectl logs';
}

function deleteCommand({namespace, name}: PodName): string {
  return `kubectl -n ${namespace} delete pod ${name}`;
}
