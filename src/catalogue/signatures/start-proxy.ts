import type {LogSignature} from '../catalogue-entry.ts';
import {klogSignature} from './make-signature.ts';

/** What kube-proxy logs when it starts: mode, IPVS, sysctls. */
export const START_PROXY_SIGNATURES: readonly LogSignature[] = [
  klogSignature('Using ipvs Proxier', 'server_linux.go', {
    level: 'I',
    meaning: 'kube-proxy runs in IPVS mode',
  }),
  klogSignature('Using iptables Proxier', 'server_linux.go', {
    level: 'I',
    routine: true,
    meaning: 'kube-proxy runs in iptables mode; look for IPVS state that was left behind',
    codes: ['IPVS084'],
  }),
  klogSignature('Using nftables Proxier', 'server_linux.go', {
    level: 'I',
    routine: true,
    meaning: 'kube-proxy runs in nftables mode; it clears all IPVS state when it starts',
    codes: ['IPVS087'],
  }),
  klogSignature(
    'The ipvs proxier is now deprecated and may be removed in a future release.',
    'server_linux.go',
    {
      level: 'E',
      versions: '1.35 and 1.36',
      meaning: 'kube-proxy warns that IPVS mode is deprecated',
      codes: ['IPVS089'],
    },
  ),
  klogSignature('The ipvs proxier has been deprecated and will be disabled by default', 'server_linux.go', {
    level: 'E',
    versions: '1.37 and later',
    meaning: 'kube-proxy warns that 1.40 refuses IPVS mode and 1.43 no longer has it',
    codes: ['IPVS089'],
  }),
  klogSignature('Version info', 'server.go', {
    level: 'I',
    routine: true,
    meaning: 'kube-proxy starts: each of these lines marks a restart, with its version',
    codes: ['IPVS074'],
  }),
  klogSignature('Error running ProxyServer', 'server.go', {
    level: 'E',
    meaning: 'kube-proxy exits; err gives the reason',
    codes: ['IPVS093'],
  }),
  klogSignature("Can't use the IPVS proxier", 'server_others.go', {
    level: 'E',
    versions: '1.25 and older',
    meaning: 'IPVS cannot be used, so kube-proxy falls back to iptables mode',
    codes: ['IPVS066'],
  }),
  klogSignature("Can't use ipvs proxier, trying iptables proxier", 'server_others.go', {
    level: 'I',
    verbosity: 1,
    versions: '1.25 and older',
    meaning: 'IPVS cannot be used, so kube-proxy falls back to iptables mode',
    codes: ['IPVS066'],
  }),
  klogSignature("IPVS interface can't be initialized", 'ipvs_linux.go', {
    level: 'E',
    meaning: 'the kernel has no ip_vs',
    codes: ['IPVS065'],
  }),
  klogSignature("Can't read the ipvs", 'supported.go', {
    level: 'E',
    meaning: 'the IPVS table could not be read at startup',
    codes: ['IPVS065', 'IPVS070'],
  }),
  klogSignature('Could not create dummy VS', 'supported.go', {
    level: 'E',
    meaning: 'the probe virtual server could not be created: the scheduler or a module is missing',
    codes: ['IPVS065'],
  }),
  klogSignature('Dummy VS not created', 'supported.go', {
    level: 'I',
    meaning: 'the probe virtual server did not appear: the kernel was built without IPVS',
    codes: ['IPVS065'],
  }),
  klogSignature('Could not delete dummy VS', 'supported.go', {
    level: 'E',
    meaning: 'the probe 198.51.100.0:20000 may have been left behind',
    codes: ['IPVS073'],
  }),
  klogSignature('Got invalid version string', 'ipset.go', {
    level: 'E',
    meaning: 'the version that ipset prints could not be parsed',
    codes: ['IPVS067'],
  }),
  klogSignature('IPVS scheduler not specified, use rr by default', 'proxier.go', {
    level: 'I',
    meaning: 'the configuration names no scheduler, so rr is used',
  }),
  klogSignature('ipvs sync params', 'proxier.go', {
    level: 'I',
    routine: true,
    verbosity: 2,
    meaning: 'the minSyncPeriod and syncPeriod in effect',
    codes: ['IPVS076'],
  }),
  klogSignature('Record nodeIP and family', 'proxier.go', {
    level: 'I',
    routine: true,
    verbosity: 2,
    meaning: 'the node address that source ranges are compared with',
    codes: ['IPVS072'],
  }),
  klogSignature('Left as-is', 'proxier.go', {
    level: 'I',
    routine: true,
    verbosity: 2,
    meaning: 'conn_reuse_mode was not touched, as is right on kernel 5.9 and later',
    codes: ['IPVS014'],
  }),
  klogSignature(
    "Can't set sysctl, kernel version doesn't satisfy minimum version requirements",
    'proxier.go',
    {
      level: 'E',
      meaning: 'kernel before 4.1: conn_reuse_mode cannot be set',
      codes: ['IPVS013'],
    },
  ),
  klogSignature('Changed sysctl', 'utils.go', {
    level: 'I',
    routine: true,
    verbosity: 1,
    meaning: 'a sysctl was written; the line has the values before and after',
    codes: ['IPVS081'],
  }),
  klogSignature('Failed to configure IPVS timeouts', 'proxier.go', {
    level: 'E',
    meaning: 'the IPVS timeouts could not be set and are unchanged',
    codes: ['IPVS022'],
  }),
  klogSignature('System initialized and --init-only specified', 'proxier.go', {
    level: 'I',
    meaning: 'a run that only prepares the node (init container), not the proxy',
  }),
  klogSignature('Ipset name truncated', 'ipset.go', {
    level: 'I',
    meaning: 'harmless: two IPv6 set names are too long and are cut',
  }),
];
