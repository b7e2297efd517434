import type {LogSignature} from '../catalogue-entry.ts';
import {klogSignature} from './make-signature.ts';

/** What a sync logs about IP sets and iptables. */
export const IP_SET_AND_IPTABLES_SIGNATURES: readonly LogSignature[] = [
  klogSignature('Failed to make sure existence of ip set', 'ipset.go', {
    level: 'E',
    meaning: 'one IP set is missing or wrong, and the whole sync stops here without logging anything else',
    codes: ['IPVS067', 'IPVS068'],
  }),
  klogSignature('Failed to list ip set entries', 'ipset.go', {
    level: 'E',
    meaning: 'the members of a set could not be read and were not compared',
    codes: ['IPVS067'],
  }),
  klogSignature('Failed to add ip set entry to ip set', 'ipset.go', {
    level: 'E',
    meaning: 'a member could not be added; the error gives the reason',
    codes: ['IPVS061', 'IPVS067', 'IPVS069', 'IPVS053'],
  }),
  klogSignature('Failed to delete ip set entry from ip set', 'ipset.go', {
    level: 'E',
    meaning: 'a member could not be removed and is left over',
    codes: ['IPVS067'],
  }),
  klogSignature('Error adding entry to ipset', 'proxier.go', {
    level: 'E',
    meaning: 'an invalid set member; the rest of this service port is skipped',
    codes: ['IPVS003'],
  }),
  klogSignature('error parsing ip net', 'ipset.go', {
    level: 'E',
    meaning: 'a source range is invalid',
    codes: ['IPVS053'],
  }),
  klogSignature('Failed to ensure chain exists', 'proxier.go', {
    level: 'E',
    meaning: 'a chain could not be created, and the chains after it were not tried',
    codes: ['IPVS061', 'IPVS062'],
  }),
  klogSignature('Failed to ensure chain jumps', 'proxier.go', {
    level: 'E',
    meaning: 'the jump to a chain could not be created',
    codes: ['IPVS061', 'IPVS062'],
  }),
  klogSignature('Failed to execute iptables-restore', 'proxier.go', {
    level: 'E',
    meaning: 'the rules could not be loaded; removals and the health timestamp are skipped',
    codes: ['IPVS061'],
  }),
  klogSignature('Restoring iptables', 'proxier.go', {
    level: 'I',
    verbosity: 5,
    meaning: 'the rules that are about to be loaded',
  }),
  klogSignature('Error checking iptables version, assuming version at least', 'iptables.go', {
    level: 'I',
    versions: '1.30',
    meaning: 'iptables could not be run',
    codes: ['IPVS061'],
  }),
  klogSignature('Failed to close iptables locks', 'iptables.go', {
    level: 'E',
    meaning: 'the xtables lock could not be released',
    codes: ['IPVS061'],
  }),
];
