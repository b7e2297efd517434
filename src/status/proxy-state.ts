import type {ProxyConditionKind, ProxyState} from '../model/index.ts';
import type {NodeObservation} from './node-observation.ts';

const STATES: Readonly<Record<ProxyConditionKind, ProxyState>> = {
  running: 'running',
  'not-running': 'not-running',
  absent: 'absent',
  hung: 'silent',
  'cut-off': 'silent',
  silent: 'silent',
  unknown: 'unknown',
};

/** The condition of kube-proxy on a node in the words of a status report; of a node that could not be read its Pod tells. */
export function proxyState({condition, captureError, pod}: NodeObservation): ProxyState {
  if (captureError !== undefined && condition.kind === 'unknown' && pod?.ready) return 'running';
  return STATES[condition.kind];
}

/** Whether kube-proxy should run, and does not or does not answer: its log may tell why. */
export function isSilent({condition}: NodeObservation): boolean {
  return ['not-running', 'hung', 'cut-off', 'silent'].includes(condition.kind);
}

/** A log line of a hung process is older than what made it hang: it explains nothing. */
export function logExplains({condition}: NodeObservation): boolean {
  return condition.kind === 'not-running' || condition.kind === 'silent';
}
