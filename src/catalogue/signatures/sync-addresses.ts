import type {LogSignature} from '../catalogue-entry.ts';
import {klogSignature} from './make-signature.ts';

/** What a sync logs about addresses, and how long changes took. */
export const SYNC_ADDRESS_SIGNATURES: readonly LogSignature[] = [
  klogSignature('Removing addresses', 'proxier.go', {
    level: 'I',
    routine: true,
    verbosity: 2,
    meaning: 'leftover addresses were removed from kube-ipvs0',
    codes: ['IPVS029'],
  }),
  klogSignature('UnbindAddress', 'proxier.go', {
    level: 'E',
    meaning: 'an address could not be removed from kube-ipvs0',
    codes: ['IPVS029'],
  }),
  klogSignature('Bind address', 'proxier.go', {
    level: 'I',
    verbosity: 4,
    meaning: 'an address was added to kube-ipvs0',
  }),
  klogSignature('Failed to bind service address to dummy device', 'proxier.go', {
    level: 'E',
    meaning: 'an address could not be added to kube-ipvs0; its virtual server is deleted in this sync',
    codes: ['IPVS003', 'IPVS030'],
  }),
  klogSignature('Failed to create dummy interface', 'proxier.go', {
    level: 'E',
    meaning: 'kube-ipvs0 could not be created, and the whole sync stops here',
    codes: ['IPVS003'],
  }),
  klogSignature('Error listing addresses binded to dummy interface', 'proxier.go', {
    level: 'E',
    meaning: 'the addresses of kube-ipvs0 could not be read; leftover ones stay',
    codes: ['IPVS030'],
  }),
  klogSignature('Error listing node addresses', 'proxier.go', {
    level: 'E',
    meaning: "the node's addresses could not be read; this sync removes all node ports",
    codes: ['IPVS043'],
  }),
  klogSignature('Failed to get node IP address matching nodeport cidr', 'proxier.go', {
    level: 'E',
    meaning: 'no node address for node ports; this sync removes all of them',
    codes: ['IPVS042', 'IPVS043'],
  }),
  klogSignature('Reading addresses', 'netlink_linux.go', {
    level: 'E',
    meaning: 'harmless: an interface went away while addresses were read',
    codes: ['IPVS043'],
  }),
  klogSignature('Could not look up link', 'netlink_linux.go', {
    level: 'E',
    versions: '1.37 and later',
    meaning: 'kube-ipvs0 was not found while addresses were read: node ports are removed in this sync',
    codes: ['IPVS043'],
  }),
  klogSignature('Failed to dump node addresses', 'netlink_linux.go', {
    level: 'E',
    versions: '1.37 and later',
    meaning: 'the addresses of the node could not be read: node ports are removed in this sync',
    codes: ['IPVS043', 'IPVS070'],
  }),
  klogSignature('Network programming', 'proxier.go', {
    level: 'I',
    routine: true,
    verbosity: 4,
    meaning: 'how long a change took to reach the kernel, per Service',
    codes: ['IPVS080'],
  }),
];
