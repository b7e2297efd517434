import type {LogSignature} from '../catalogue-entry.ts';
import {klogSignature} from './make-signature.ts';

/** What kube-proxy logs when it starts: configuration, families, its node, conntrack, the API server. */
export const START_NODE_SIGNATURES: readonly LogSignature[] = [
  klogSignature('Kube-proxy configuration may be incomplete or incorrect', 'server.go', {
    level: 'E',
    meaning: 'err gives the advice; harmless if node ports are meant to be open on all addresses',
    codes: ['IPVS041'],
  }),
  klogSignature('kube-proxy running in single-stack mode', 'server.go', {
    level: 'I',
    routine: true,
    meaning: 'one address family only; the other one has no state on this node',
    codes: ['IPVS071'],
  }),
  klogSignature('kube-proxy running in dual-stack mode', 'server.go', {
    level: 'I',
    meaning: 'both address families are served',
  }),
  klogSignature('No iptables support for family', 'server_linux.go', {
    level: 'I',
    meaning: 'iptables does not work for this family, so it is left out',
    codes: ['IPVS071'],
  }),
  klogSignature('No kernel support for family', 'server_linux.go', {
    level: 'I',
    versions: '1.36',
    meaning: 'the kernel has no IPv6, so the family is left out',
    codes: ['IPVS071'],
  }),
  klogSignature('Kernel support disabled for family', 'server_linux.go', {
    level: 'I',
    versions: '1.36',
    meaning: 'disable_ipv6 is 1, so the family is left out',
    codes: ['IPVS071'],
  }),
  klogSignature("Can't determine this node's IP, assuming loopback", 'server.go', {
    level: 'I',
    meaning: "the node's address is unknown and assumed to be 127.0.0.1",
    codes: ['IPVS072'],
  }),
  klogSignature('Failed to retrieve node info', 'server.go', {
    level: 'E',
    versions: '1.30',
    meaning: 'the Node object does not exist under this name, or may not be read',
    codes: ['IPVS054', 'IPVS072'],
  }),
  klogSignature('Failed to retrieve node IPs', 'server.go', {
    level: 'E',
    versions: '1.30',
    meaning: 'the Node object has no addresses yet',
    codes: ['IPVS072'],
  }),
  klogSignature('Timed out waiting for node to exist', 'node.go', {
    level: 'E',
    versions: '1.34 and later',
    meaning: "no Node object has kube-proxy's node name",
    codes: ['IPVS054'],
  }),
  klogSignature('Timed out waiting for node to be assigned IPs', 'node.go', {
    level: 'E',
    versions: '1.34 and later',
    meaning: 'the Node object got no addresses in time',
    codes: ['IPVS072'],
  }),
  klogSignature('Successfully retrieved NodeIPs', 'server.go', {
    level: 'I',
    versions: '1.36',
    meaning: "the node's addresses, which `primary` stands for",
  }),
  klogSignature('Successfully retrieved node IP(s)', 'server.go', {
    level: 'I',
    versions: '1.30',
    meaning: "the node's addresses",
  }),
  klogSignature('Detect-local-mode set to ClusterCIDR, but no cluster CIDR', 'server_linux.go', {
    level: 'I',
    meaning: "the Pods' range is not known, so masquerade rules cannot tell Pods from others",
    codes: ['IPVS058'],
  }),
  klogSignature('Defaulting to no-op detect-local', 'server_linux.go', {
    level: 'I',
    meaning: "the Pods' range is not known, so masquerade rules cannot tell Pods from others",
    codes: ['IPVS058'],
  }),
  klogSignature('Setting nf_conntrack_max', 'sysctls.go', {
    level: 'I',
    routine: true,
    meaning: 'the conntrack limit that kube-proxy sets',
    codes: ['IPVS028'],
  }),
  klogSignature('GetConntrackMax: using scaled conntrack-max-per-core', 'sysctls.go', {
    level: 'I',
    routine: true,
    verbosity: 3,
    meaning: 'the conntrack limit comes from conntrack.maxPerCore times cores',
    codes: ['IPVS028'],
  }),
  klogSignature('GetConntrackMax: capping scaled conntrack-max-per-core', 'sysctls.go', {
    level: 'I',
    routine: true,
    verbosity: 3,
    versions: '1.36',
    meaning: 'the conntrack limit is cut to 1,048,576',
    codes: ['IPVS028'],
  }),
  klogSignature('Sysfs is not writable', 'conntrack.go', {
    level: 'E',
    versions: '1.30',
    meaning: "the size of conntrack's hash table cannot be set",
    codes: ['IPVS028'],
  }),
  klogSignature('Using lenient decoding as strict decoding failed', 'options.go', {
    level: 'I',
    meaning: 'the configuration has an unknown or duplicate field',
    codes: ['IPVS074'],
  }),
  klogSignature(
    'Neither kubeconfig file nor master URL was specified, falling back to in-cluster config',
    'server.go',
    {
      level: 'I',
      routine: true,
      meaning: 'the API server is reached through the kubernetes Service, which kube-proxy itself serves',
      codes: ['IPVS077'],
    },
  ),
  klogSignature('Healthz server failed', 'server.go', {
    level: 'E',
    meaning: 'port 10256 is in use, so there is no health endpoint',
    codes: ['IPVS078'],
  }),
  klogSignature('command failed', 'run.go', {
    level: 'E',
    meaning: 'kube-proxy exits; err gives the reason',
    codes: ['IPVS093', 'IPVS091', 'IPVS065', 'IPVS067'],
  }),
  klogSignature('Warning: watch ended with error', 'reflector.go', {
    level: 'I',
    versions: '1.36',
    meaning: 'a watch ended and is reopened; if this is frequent, the path to the API server is bad',
    codes: ['IPVS077'],
  }),
  klogSignature('watch-list failed - backing off', 'reflector.go', {
    level: 'I',
    verbosity: 2,
    versions: '1.36',
    meaning: 'the API server could not be reached and is retried; err gives the reason',
    codes: ['IPVS092', 'IPVS077'],
  }),
];
