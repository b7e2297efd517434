import type {LogSignature} from '../catalogue-entry.ts';
import {klogSignature} from './make-signature.ts';

/** What kube-proxy logs about health checks and conntrack entries. */
export const HEALTH_CHECK_AND_CONNTRACK_SIGNATURES: readonly LogSignature[] = [
  klogSignature('Opening healthcheck', 'service_health.go', {
    level: 'I',
    verbosity: 2,
    meaning: 'a health-check node port was opened',
  }),
  klogSignature('Closing healthcheck', 'service_health.go', {
    level: 'I',
    verbosity: 2,
    meaning: 'a health-check node port was closed',
  }),
  klogSignature('Failed to start healthcheck', 'service_health.go', {
    level: 'E',
    meaning: 'a health-check node port could not be opened: the port is in use',
    codes: ['IPVS049'],
  }),
  klogSignature('Received request for closed healthcheck', 'service_health.go', {
    level: 'E',
    meaning: 'a health check arrived while its port was being closed',
    codes: ['IPVS049'],
  }),
  klogSignature(
    'Failed to get node ip address matching node port addresses, health check port will listen to all node addresses',
    'service_health.go',
    {
      level: 'E',
      meaning: 'nodePortAddresses matches nothing, so health-check ports are open on all addresses',
      codes: ['IPVS042'],
    },
  ),
  klogSignature('Error syncing healthcheck services', 'proxier.go', {
    level: 'E',
    meaning: 'the health-check node ports could not be updated',
    codes: ['IPVS049'],
  }),
  klogSignature('Failed to list conntrack entries', 'cleanup.go', {
    level: 'E',
    versions: '1.36',
    meaning: 'conntrack could not be read, so stale UDP entries were not removed',
    codes: ['IPVS019'],
  }),
  klogSignature('Failed to clear all conntrack entries', 'cleanup.go', {
    level: 'E',
    versions: '1.36',
    meaning: 'some stale UDP conntrack entries could not be removed',
    codes: ['IPVS019'],
  }),
  klogSignature('received a partial result, continuing to clean with partial result', 'cleanup.go', {
    level: 'E',
    verbosity: 2,
    versions: '1.36',
    meaning: 'conntrack changed while it was read; the cleanup continues with what it got',
    codes: ['IPVS019'],
  }),
  klogSignature('Failed to delete endpoint connections', 'cleanup.go', {
    level: 'E',
    versions: '1.30',
    meaning: 'UDP conntrack entries to an endpoint that is gone stay',
    codes: ['IPVS019'],
  }),
  klogSignature('Failed to delete stale service connections', 'cleanup.go', {
    level: 'E',
    versions: '1.30',
    meaning: 'UDP conntrack entries of a Service stay',
    codes: ['IPVS019'],
  }),
  klogSignature('Failed to delete nodeport-related endpoint connections', 'cleanup.go', {
    level: 'E',
    versions: '1.30',
    meaning: 'UDP conntrack entries of a node port stay',
    codes: ['IPVS019'],
  }),
  klogSignature('Failed to clear udp conntrack', 'cleanup.go', {
    level: 'E',
    versions: '1.30',
    meaning: 'UDP conntrack entries of a node port stay',
    codes: ['IPVS019'],
  }),
];
