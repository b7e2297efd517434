import type {LogSignature} from '../catalogue-entry.ts';
import {klogSignature} from './make-signature.ts';

/** What `kube-proxy --cleanup` logs. */
export const CLEAN_UP_SIGNATURES: readonly LogSignature[] = [
  klogSignature('Error flushing ipvs rules', 'cleanup.go', {
    level: 'E',
    meaning: 'the cleanup could not flush the IPVS table',
    codes: ['IPVS084'],
  }),
  klogSignature('Error deleting dummy device created by ipvs proxier', 'cleanup.go', {
    level: 'E',
    meaning: 'the cleanup could not delete kube-ipvs0',
    codes: ['IPVS084'],
  }),
  klogSignature('Error removing iptables rules in ipvs proxier', 'cleanup.go', {
    level: 'E',
    meaning: 'the cleanup could not remove the chains',
    codes: ['IPVS084'],
  }),
  klogSignature('Error removing ipset', 'cleanup.go', {
    level: 'E',
    meaning: 'the cleanup could not destroy a set: a rule still refers to it',
    codes: ['IPVS086'],
  }),
];
