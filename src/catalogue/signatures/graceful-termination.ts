import type {LogSignature} from '../catalogue-entry.ts';
import {klogSignature} from './make-signature.ts';

/** What kube-proxy logs about draining real servers. */
export const GRACEFUL_TERMINATION_SIGNATURES: readonly LogSignature[] = [
  klogSignature('Adding real server to graceful delete real server list', 'graceful_termination.go', {
    level: 'I',
    verbosity: 5,
    meaning: 'a real server begins to drain: its weight is now 0',
  }),
  klogSignature('Skip deleting real server till all connection have expired', 'graceful_termination.go', {
    level: 'I',
    routine: true,
    verbosity: 5,
    meaning: 'a real server still drains; the line has the connections that are left',
    codes: ['IPVS005'],
  }),
  klogSignature('Trying to delete real server', 'graceful_termination.go', {
    level: 'I',
    verbosity: 5,
    meaning: 'the check of draining real servers that runs every minute',
  }),
  klogSignature('Deleting real server', 'graceful_termination.go', {
    level: 'I',
    verbosity: 5,
    meaning: 'a drained real server is being removed',
  }),
  klogSignature('Removed real server from graceful delete real server list', 'graceful_termination.go', {
    level: 'I',
    routine: true,
    meaning: 'draining is over and the real server removed; the only trace of it at default verbosity',
    codes: ['IPVS005'],
  }),
  klogSignature('Error in deleting real server', 'graceful_termination.go', {
    level: 'E',
    meaning: 'harmless with "can\'t find the real server": its virtual server went first',
    codes: ['IPVS001'],
  }),
  klogSignature('Try flush graceful termination list error', 'graceful_termination.go', {
    level: 'E',
    routine: true,
    meaning: 'logged after an error in deleting a real server',
    codes: ['IPVS001'],
  }),
];
