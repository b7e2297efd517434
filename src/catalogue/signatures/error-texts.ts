import type {LogSignature} from '../catalogue-entry.ts';
import {textSignature} from './make-signature.ts';

/** Texts that stand after `err=`. */
export const ERROR_TEXT_SIGNATURES: readonly LogSignature[] = [
  textSignature(['required kernel modules are not loaded: '], {
    level: 'E',
    versions: '1.26 and older',
    meaning: 'kernel modules that IPVS mode needs are not loaded; the rest of the line names them',
    codes: ['IPVS065', 'IPVS066'],
  }),
  textSignature(['Failed to add IPVS service"', 'no such file or directory'], {
    level: 'E',
    meaning:
      'the kernel has no ip_vs, or not the scheduler that is configured: no virtual server can be created',
    codes: ['IPVS065', 'IPVS003'],
  }),
  textSignature(['/proc/sys/net/netfilter/nf_conntrack_', ': permission denied'], {
    level: 'E',
    versions: 'any',
    meaning: 'kube-proxy may not write a sysctl of conntrack, and exits',
    codes: ['IPVS094'],
  }),
  textSignature(['/proc/sys/net/netfilter/nf_conntrack_', ': read-only file system'], {
    level: 'E',
    versions: 'any',
    meaning: 'kube-proxy cannot write a sysctl of conntrack, and exits',
    codes: ['IPVS094'],
  }),
  textSignature(["can't use the IPVS proxier: "], {
    level: 'E',
    versions: '1.26 and later',
    meaning: 'kube-proxy cannot use IPVS and exits; the rest of the line gives the reason',
    codes: ['IPVS065', 'IPVS067'],
  }),
  textSignature(['error getting ipset version'], {
    level: 'E',
    meaning: 'the ipset program cannot be run',
    codes: ['IPVS067'],
  }),
  textSignature(['ipvs not supported by the kernel'], {
    level: 'E',
    meaning: 'the kernel has no IPVS',
    codes: ['IPVS065'],
  }),
  textSignature(['ipvs not supported'], {level: 'E', meaning: 'the kernel has no IPVS', codes: ['IPVS065']}),
  textSignature(['ipset version: ', ' is less than min required version: 6.0'], {
    level: 'E',
    meaning: 'the ipset program is older than 6.0',
    codes: ['IPVS067'],
  }),
  textSignature(['error creating ipset ', ', error: exit status 1'], {
    level: 'E',
    meaning:
      'a set could not be created: it exists with another type or options, or a kernel module is missing',
    codes: ['IPVS068', 'IPVS067'],
  }),
  textSignature(['Hash is full, cannot add more elements'], {
    level: 'E',
    versions: 'any',
    meaning: 'a set has reached 65,536 members (text of ipset)',
    codes: ['IPVS069'],
  }),
  textSignature(['The value of the CIDR parameter of the IP address is invalid'], {
    level: 'E',
    versions: 'any',
    meaning: 'a source range of /0, which a set cannot hold (text of ipset)',
    codes: ['IPVS053'],
  }),
  textSignature(["cannot parse '", "' as a protocol"], {
    level: 'E',
    versions: 'any',
    meaning:
      'ipset does not know the name of a protocol: /etc/protocols is missing in its image (text of ipset)',
    codes: ['IPVS067'],
  }),
  textSignature(['set with the same name already exists'], {
    level: 'E',
    versions: 'any',
    meaning: 'a set exists with another type or other options (text of ipset)',
    codes: ['IPVS068'],
  }),
  textSignature(['err="no such process"', 'virtualServer="0.0.0.0:0/"'], {
    level: 'E',
    meaning: 'a virtual server named by a firewall mark, which kube-proxy cannot delete',
    codes: ['IPVS083'],
  }),
  textSignature(["can't set sysctl net/ipv4/vs/", ' to '], {
    level: 'E',
    meaning: 'a sysctl of IPVS could not be written, and kube-proxy exits',
    codes: ['IPVS017', 'IPVS065'],
  }),
  textSignature(['Expected only one service obtained=0'], {
    level: 'E',
    meaning: 'the virtual server was removed while kube-proxy read it',
    codes: ['IPVS002', 'IPVS070'],
  }),
  textSignature(['could not get IPVS services: no such file or directory'], {
    level: 'E',
    meaning: 'the ip_vs module is no longer loaded',
    codes: ['IPVS065', 'IPVS070'],
  }),
  textSignature(['failed to delete rs ', ", can't find the real server"], {
    level: 'E',
    routine: true,
    meaning: 'the real server was gone already: removed by someone else, or with its virtual server',
    codes: ['IPVS001'],
  }),
  textSignature(['error bind address: ', ' permission denied'], {
    level: 'E',
    meaning: 'IPv6 is switched off on kube-ipvs0',
    codes: ['IPVS071'],
  }),
  textSignature(['route ip+net: no such network interface'], {
    level: 'E',
    versions: 'any',
    meaning: 'an interface went away while addresses were read',
    codes: ['IPVS043'],
  }),
  textSignature(['no support for primary IP family'], {
    level: 'E',
    meaning: "the node cannot serve the cluster's first address family, and kube-proxy exits",
    codes: ['IPVS071'],
  }),
  textSignature(['nodePortAddresses is unset; NodePort connections will be accepted on all local IPs'], {
    level: 'E',
    versions: '1.31 and later',
    meaning: 'advice: node ports are open on all addresses',
    codes: ['IPVS041'],
  }),
  textSignature(['cluster appears to be dual-stack but nodePortAddresses contains only ', ' addresses'], {
    level: 'E',
    meaning: 'node ports of the other address family are open on all addresses',
    codes: ['IPVS041'],
  }),
  textSignature(['ipvs.excludeCIDRs contains only IPv', ' addresses'], {
    level: 'E',
    versions: '1.29 and later',
    meaning: "the exclusions do not fit the cluster's address families and may have no effect",
    codes: ['IPVS082'],
  }),
  textSignature(["content of the proxy server's configuration file was updated"], {
    level: 'E',
    meaning: 'kube-proxy exits on purpose to read its new configuration',
    codes: ['IPVS074'],
  }),
  textSignature(['failed validate: '], {
    level: 'E',
    meaning: 'the configuration has a value that is not allowed, and kube-proxy exits',
    codes: ['IPVS091'],
  }),
  textSignature(['failed complete: '], {
    level: 'E',
    meaning: 'the configuration could not be read, and kube-proxy exits',
    codes: ['IPVS091'],
  }),
  textSignature(['timeout waiting for PodCIDR allocation on node'], {
    level: 'E',
    versions: '1.34 and later',
    meaning: 'the Node got no Pod range in time, and kube-proxy exits',
    codes: ['IPVS072'],
  }),
];
