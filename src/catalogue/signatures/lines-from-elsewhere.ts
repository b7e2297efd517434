import type {LogSignature} from '../catalogue-entry.ts';
import {textSignature} from './make-signature.ts';

/** Lines that client-go, Go, iptables and the kernel write. */
export const ELSEWHERE_SIGNATURES: readonly LogSignature[] = [
  textSignature(['Failed to watch', 'services', 'is forbidden'], {
    level: 'E',
    meaning: 'kube-proxy is not allowed to read Services: its role lacks the permission',
    codes: ['IPVS077'],
  }),
  textSignature(['Failed to watch', 'endpointslices', 'is forbidden'], {
    level: 'E',
    meaning: 'kube-proxy is not allowed to read EndpointSlices: its role lacks the permission',
    codes: ['IPVS077'],
  }),
  textSignature(['Failed to watch', 'nodes', 'is forbidden'], {
    level: 'E',
    meaning: 'kube-proxy is not allowed to read Nodes: its role lacks the permission',
    codes: ['IPVS077'],
  }),
  textSignature(['failed to list', 'services', 'is forbidden'], {
    level: 'W',
    meaning: 'kube-proxy is not allowed to list Services: its role lacks the permission',
    codes: ['IPVS077'],
  }),
  textSignature(['failed to list', 'endpointslices', 'is forbidden'], {
    level: 'W',
    meaning: 'kube-proxy is not allowed to list EndpointSlices: its role lacks the permission',
    codes: ['IPVS077'],
  }),
  textSignature(['failed to list', 'nodes', 'is forbidden'], {
    level: 'W',
    meaning: 'kube-proxy is not allowed to list Nodes: its role lacks the permission',
    codes: ['IPVS077'],
  }),
  textSignature(['Failed to watch'], {
    level: 'E',
    meaning: 'an API watch failed and is retried; err gives the reason',
    codes: ['IPVS077', 'IPVS092'],
  }),
  textSignature(['watch of *v1.', ' ended with: '], {
    level: 'W',
    versions: '1.30',
    meaning: 'a watch ended and is reopened; if this is frequent, the path to the API server is bad',
    codes: ['IPVS077'],
  }),
  textSignature(['http2: client connection lost'], {
    level: 'E',
    versions: 'any',
    meaning: 'the connection to the API server was dead',
    codes: ['IPVS077'],
  }),
  textSignature(['use of closed network connection'], {
    level: 'E',
    versions: 'any',
    meaning: 'the connection to the API server was dead',
    codes: ['IPVS077'],
  }),
  textSignature(['Another app is currently holding the xtables lock'], {
    level: 'E',
    versions: 'any',
    meaning: 'another program holds the xtables lock (text of iptables)',
    codes: ['IPVS061'],
  }),
  textSignature(['IPVS: ', ': ', ' - no destination available'], {
    level: 'W',
    versions: 'any',
    meaning: 'a virtual server has no real server with a weight above 0 (kernel log)',
    codes: ['IPVS010'],
  }),
  textSignature(['IPVS: [', '] scheduler registered.'], {
    level: 'I',
    versions: 'any',
    meaning: "a scheduler's module was loaded (kernel log)",
  }),
  textSignature(['nf_conntrack: table full, dropping packet'], {
    level: 'W',
    versions: 'any',
    meaning: 'the conntrack table is full and packets are dropped (kernel log)',
    codes: ['IPVS028'],
  }),
];
