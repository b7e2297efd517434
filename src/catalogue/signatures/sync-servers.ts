import type {LogSignature} from '../catalogue-entry.ts';
import {klogSignature} from './make-signature.ts';

/** What a sync logs about virtual and real servers. */
export const SYNC_SERVER_SIGNATURES: readonly LogSignature[] = [
  klogSignature(
    'Not syncing ipvs rules until Services and Endpoints have been received from master',
    'proxier.go',
    {
      level: 'I',
      routine: true,
      verbosity: 2,
      meaning: 'normal at startup; later: the lists of Services and EndpointSlices never became complete',
      codes: ['IPVS077'],
    },
  ),
  klogSignature('Syncing ipvs proxier rules', 'proxier.go', {
    level: 'I',
    verbosity: 3,
    meaning: 'a sync begins',
  }),
  klogSignature('syncProxyRules complete', 'proxier.go', {
    level: 'I',
    routine: true,
    verbosity: 4,
    meaning: 'a sync ends, complete or cut short; elapsed is how long it took',
    codes: ['IPVS075'],
  }),
  klogSignature('Adding new service', 'proxier.go', {
    level: 'I',
    verbosity: 3,
    meaning: 'a virtual server was created',
  }),
  klogSignature('IPVS service was changed', 'proxier.go', {
    level: 'I',
    routine: true,
    verbosity: 3,
    meaning: 'attributes of a virtual server were updated; again and again means two owners',
    codes: ['IPVS009'],
  }),
  klogSignature('Delete service', 'proxier.go', {
    level: 'I',
    routine: true,
    verbosity: 4,
    meaning: "a virtual server that is not expected was removed; check that it was kube-proxy's own",
    codes: ['IPVS082'],
  }),
  klogSignature('Failed to add IPVS service', 'proxier.go', {
    level: 'E',
    meaning: 'a virtual server could not be created',
    codes: ['IPVS003'],
  }),
  klogSignature('Failed to update IPVS service', 'proxier.go', {
    level: 'E',
    meaning: 'attributes of a virtual server could not be changed and stay',
    codes: ['IPVS003'],
  }),
  klogSignature('Failed to delete service', 'proxier.go', {
    level: 'E',
    meaning:
      'a virtual server could not be removed; with 0.0.0.0 in each sync it is one named by a firewall ' +
      'mark',
    codes: ['IPVS004', 'IPVS083'],
  }),
  klogSignature('Failed to sync service', 'proxier.go', {
    level: 'E',
    meaning: 'logged after a virtual server that could not be created, changed or bound',
    codes: ['IPVS003'],
  }),
  klogSignature('Failed to sync endpoint for service', 'proxier.go', {
    level: 'E',
    meaning: 'the real servers of this virtual server were not compared',
    codes: ['IPVS002'],
  }),
  klogSignature('Failed to get IPVS service', 'proxier.go', {
    level: 'E',
    meaning: 'a virtual server was removed during the sync, or netlink failed',
    codes: ['IPVS070'],
  }),
  klogSignature('Failed to get ipvs service', 'proxier.go', {
    level: 'E',
    meaning: 'the table could not be listed, so this sync removes nothing',
    codes: ['IPVS004', 'IPVS070'],
  }),
  klogSignature('Failed to list IPVS destinations', 'proxier.go', {
    level: 'E',
    meaning: 'the real servers could not be read and were not compared',
    codes: ['IPVS070'],
  }),
  klogSignature('Failed to add destination', 'proxier.go', {
    level: 'E',
    meaning: 'a real server could not be added and is missing',
    codes: ['IPVS002'],
  }),
  klogSignature('Failed to update destination', 'proxier.go', {
    level: 'E',
    meaning: 'a weight could not be reset to 1 at startup',
    codes: ['IPVS006'],
  }),
  klogSignature('Failed to delete destination', 'proxier.go', {
    level: 'E',
    meaning: 'a real server could not be removed and is stale',
    codes: ['IPVS001'],
  }),
  klogSignature('Failed to delete endpoint in gracefulDeleteQueue', 'proxier.go', {
    level: 'E',
    meaning:
      'an endpoint came back while it drained, the old entry could not be removed, and it stays at weight ' +
      '0',
    codes: ['IPVS006'],
  }),
  klogSignature('new ep is in graceful delete list', 'proxier.go', {
    level: 'I',
    verbosity: 5,
    meaning: 'an endpoint came back while it drained',
  }),
  klogSignature('Using graceful delete', 'proxier.go', {
    level: 'I',
    verbosity: 5,
    meaning: 'a real server is no longer wanted and begins to drain',
  }),
  klogSignature('Failed to parse endpoint', 'proxier.go', {
    level: 'E',
    meaning: "an endpoint's address and port could not be read",
    codes: ['IPVS011'],
  }),
  klogSignature('Unable to filter endpoints due to missing service info', 'proxier.go', {
    level: 'I',
    meaning: 'an inconsistency inside kube-proxy; the next sync repairs it',
  }),
  klogSignature('Unsupported protocol type', 'proxier.go', {
    level: 'E',
    meaning: 'a protocol other than TCP, UDP and SCTP',
  }),
  klogSignature('Failed to cast serviceInfo', 'proxier.go', {level: 'E', meaning: 'a bug in kube-proxy'}),
];
