import {type Concern, type ProxyState, spanText} from '../model/index.ts';
import {logsCommand} from './next-steps.ts';
import type {NodeObservation} from './node-observation.ts';

/** Whether kube-proxy runs on the node and answers. */
export function proxyState(observation: NodeObservation): ProxyState {
  const {pod, podsExist, captureError, modeConfirmed, sync} = observation;
  // What answers runs, whatever a Pod's status says.
  if (modeConfirmed || sync) return 'running';
  if (pod && pod.notRunning !== '') return 'not-running';
  // A process that answers health checks runs.
  if (observation.silent) return observation.healthy === undefined ? 'silent' : 'running';
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
  if (state === 'absent') return observation.proxyExpected ? [absent()] : [];
  return [...hiddenMetrics(observation), ...restarted(observation)];
}

function concern(parts: Omit<Concern, 'code' | 'count'>): Concern {
  return {...parts, code: null, count: 1};
}

function notRunning(observation: NodeObservation): Concern {
  const {pod} = observation;
  return concern({
    severity: 'error',
    message: `kube-proxy does not run (${pod?.notRunning}, ${restartsText(observation)}): the table stays as it was`,
    remedy: `read why: ${logsCommand(observation, {previous: true})}`,
  });
}

function restartsText({pod}: NodeObservation): string {
  return `${pod?.restarts} ${pod?.restarts === 1 ? 'restart' : 'restarts'}`;
}

/** A process that was stopped takes connections and never answers; before its first sync none of the ports is open. */
function silence(observation: NodeObservation): Concern {
  const {pod, hangs, cutOff} = observation;
  if (cutOff) return dropped();
  const read = `read its log: ${logsCommand(observation, {previous: false})}`;
  const restart = pod
    ? `then restart it: kubectl -n ${pod.namespace} delete pod ${pod.name}`
    : 'then restart it';
  return concern({
    severity: 'error',
    message: hangs
      ? 'kube-proxy takes connections on its HTTP ports but never answers: it hangs, and the table gets old'
      : 'kube-proxy does not listen on its HTTP ports: it has not reached the API server yet, or does not run',
    remedy: hangs ? `${read}; ${restart}` : read,
  });
}

/** Nothing is known of a kube-proxy whose answers do not get through: a restart would change nothing. */
function dropped(): Concern {
  return concern({
    severity: 'error',
    message:
      'connections to 127.0.0.1 are dropped on the node, so kube-proxy could not be asked: it may well run',
    remedy: 'look for a full conntrack table, or a rule that drops packets on lo',
  });
}

/** A log line of a hanging process is older than what made it hang: it explains nothing. */
function withLastWords(silent: Concern, {lastWords, hangs, cutOff}: NodeObservation): Concern {
  if (!lastWords || hangs || cutOff) return silent;
  const {code, message} = lastWords;
  return {...silent, code, message: `${silent.message}. Its log: ${withoutQueries(message)}`};
}

/** What stands behind a question mark in an address of the API is long, and other on each node. */
function withoutQueries(message: string): string {
  return message.replace(/\?[\w.-]+=[^\s"]*/g, '?…');
}

function absent(): Concern {
  return concern({
    severity: 'warning',
    message: 'no kube-proxy Pod runs here: nobody keeps an IPVS table',
    remedy: 'kubectl -n kube-system describe daemonset kube-proxy',
  });
}

function hiddenMetrics(observation: NodeObservation): readonly Concern[] {
  const {silent, sync, askedAt} = observation;
  if (!silent || sync) return [];
  return [
    concern({
      severity: 'warning',
      message: `kube-proxy answers health checks, but not at ${askedAt.join(', ')}: its mode and its syncs are not known`,
      remedy: 'set metricsBindAddress to 127.0.0.1:10249 in its configuration',
    }),
  ];
}

/** A kube-proxy that restarted so few seconds ago may do so again. */
const RECENT = 600;

function restarted(observation: NodeObservation): readonly Concern[] {
  const {pod, sync, capturedAt} = observation;
  const age = sync?.startedAt === undefined ? undefined : capturedAt - sync.startedAt;
  if (!pod || pod.restarts === 0 || age === undefined || age > RECENT) return [];
  return [
    concern({
      severity: 'warning',
      message: `kube-proxy was restarted ${spanText(age)} ago (${restartsText(observation)})`,
      remedy: `read why: ${logsCommand(observation, {previous: true})}`,
    }),
  ];
}
