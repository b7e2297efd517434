import type {CatalogueEntry} from '../catalogue-entry.ts';

/** Connections that the kernel sends to the wrong real server, or nowhere. */
export const STALE_CONNECTION_ENTRIES: readonly CatalogueEntry[] = [
  {
    code: 'IPVS013',
    title: 'One-second connects: conn_reuse_mode=1 on an old kernel',
    severity: 'error',
    affects:
      'kernels before 5.9 with `conn_reuse_mode=1`: kube-proxy never set it to 0, or something reset it',
    group: 'connections',
    detectedFrom: ['sysctl', 'kernel'],
    findings: [],
    symptom:
      'A busy client waits 1 s for some connections, sometimes 3 s, and its throughput is poor. Typical for `wrk`, ' +
      '`ab` and proxies without connection reuse.',
    evidence:
      '`sysctl net.ipv4.vs.conn_reuse_mode` is 1 and `uname -r` is before 5.9. `ipvsadm -Lnc` is full of ' +
      'TIME_WAIT entries of one client.',
    cause:
      'When a client reuses a source port while the old entry is in TIME_WAIT and conntrack is on, these kernels ' +
      'drop its SYN; only the retry gets through. Kernel 5.9 fixed this, and some distributions backported the fix.',
    remedy:
      'Kernel 5.9 or later. Otherwise `sysctl -w net.ipv4.vs.conn_reuse_mode=0`, as kube-proxy does when it starts ' +
      'on kernels 4.1 to 5.8; the price is IPVS014. Have the client reuse its connections.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/93297',
      'https://github.com/kubernetes/kubernetes/issues/90854',
      'https://github.com/kubernetes/kubernetes/issues/70747',
      'https://github.com/kubernetes/kubernetes/pull/102122',
      'https://docs.kernel.org/networking/ipvs-sysctl.html',
    ],
  },
  {
    code: 'IPVS014',
    title: 'conn_reuse_mode=0: old source ports lead to drained real servers',
    severity: 'warning',
    affects:
      'kernels before 5.9, where kube-proxy sets 0; later kernels where an old kube-proxy or a sysctl file left a 0',
    group: 'connections',
    detectedFrom: ['sysctl', 'kernel', 'table'],
    findings: ['real-server-draining'],
    symptom:
      'During a rollout, a client with many short connections sees `connection refused` or timeouts for minutes, ' +
      'and real servers at weight 0 do not drain (IPVS005).',
    evidence: '`net.ipv4.vs.conn_reuse_mode` is 0, and the counts of a real server at weight 0 do not fall.',
    cause:
      'With 0, a SYN from a source port that the kernel knows uses the old entry, even when the real server has ' +
      'weight 0. In TIME_WAIT an entry lives up to 2 minutes, and each reuse restarts that time.',
    remedy:
      'Kernel 5.9 or later and `sysctl -w net.ipv4.vs.conn_reuse_mode=1`; kube-proxy 1.22 and later leaves the ' +
      'value alone there. Otherwise give the client a wider `net.ipv4.ip_local_port_range` or persistent ' +
      'connections, and the Pods a `preStop` delay.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/81775',
      'https://github.com/kubernetes/kubernetes/pull/71114',
      'https://github.com/cloudnativelabs/kube-router/issues/544',
    ],
  },
  {
    code: 'IPVS015',
    title: 'expire_nodest_conn is off',
    severity: 'error',
    affects: 'all versions, where something reset the sysctl or kube-proxy never ran',
    group: 'connections',
    detectedFrom: ['sysctl'],
    findings: [],
    symptom:
      'When an endpoint is removed, packets of open connections are dropped without an answer until they time out, ' +
      'above all with UDP.',
    evidence:
      '`sysctl net.ipv4.vs.expire_nodest_conn` is 0. kube-proxy sets it to 1 when it starts (at `-v=1` it logs ' +
      '`Changed sysctl`) and never checks it again.',
    cause:
      'With 0, packets to a real server that is gone are dropped silently. The 0 comes from a sysctl file applied ' +
      'later, a tuning daemon or another IPVS program.',
    remedy:
      '`sysctl -w net.ipv4.vs.expire_nodest_conn=1`, correct the file in `/etc/sysctl.d`, and restart kube-proxy.',
    sources: [
      'https://docs.kernel.org/networking/ipvs-sysctl.html',
      'https://github.com/kubernetes/kubernetes/issues/71358',
    ],
  },
  {
    code: 'IPVS016',
    title: 'expire_quiescent_template is off',
    severity: 'error',
    affects:
      'all versions, where something reset the sysctl or kube-proxy never ran; a warning where no Service has ' +
      'session affinity',
    group: 'connections',
    detectedFrom: ['sysctl', 'table'],
    findings: [],
    symptom:
      'Clients with session affinity are still sent to a draining Pod until the affinity times out, after 3 hours ' +
      'by default.',
    evidence:
      '`sysctl net.ipv4.vs.expire_quiescent_template` is 0, and `ipvsadm -Lnc` shows a persistence template ' +
      '(source port 0) to a real server with weight 0.',
    cause: 'With 0, a persistence template is used even if its real server has weight 0.',
    remedy:
      '`sysctl -w net.ipv4.vs.expire_quiescent_template=1`. It affects only real servers with weight 0.',
    sources: [
      'https://docs.kernel.org/networking/ipvs-sysctl.html',
      'https://github.com/kubernetes/kubernetes/pull/81591',
    ],
  },
  {
    code: 'IPVS017',
    title: 'IPVS runs without conntrack',
    severity: 'error',
    affects: 'all versions',
    group: 'connections',
    detectedFrom: ['sysctl'],
    findings: [],
    symptom: 'Pods on other nodes do not answer, nothing is masqueraded, and network policies drop replies.',
    evidence:
      "`sysctl net.ipv4.vs.conntrack` is 0. Packets reach the target node with the client's own source " +
      'address.',
    cause:
      'Without conntrack, IPVS connections bypass the NAT in POSTROUTING and rules that match on connection state. ' +
      'A sysctl file reset it, or the kernel was built without `CONFIG_IP_VS_NFCT`, and kube-proxy cannot even ' +
      "start: `can't set sysctl net/ipv4/vs/conntrack to 1`.",
    remedy: '`sysctl -w net.ipv4.vs.conntrack=1`, and stop whatever resets it.',
    sources: [
      'https://docs.kernel.org/networking/ipvs-sysctl.html',
      'https://github.com/kubernetes/kubernetes/issues/17470',
    ],
  },
  {
    code: 'IPVS018',
    title: 'Session affinity outlasts the endpoint or the setting',
    severity: 'warning',
    affects: 'all versions',
    group: 'connections',
    detectedFrom: ['table', 'connections'],
    findings: ['persistence-mismatch'],
    symptom:
      'With `sessionAffinity: ClientIP`, one client fails again and again, or everyone behind one NAT address ' +
      'lands on one Pod, or a shorter timeout on the Service seems to have no effect.',
    evidence:
      '`-p` on the virtual server, persistence templates in `ipvsadm -Lnc`, and one real server has nearly all the ' +
      'connections. If the kernel still has the old timeout, the finding is `persistence-mismatch`.',
    cause:
      'Persistence is per client address and virtual server, separately on each node. Open connections renew a ' +
      'template, and an entry in TIME_WAIT adds up to 2 minutes. A lower timeout does not shorten templates that ' +
      'exist. Clients masqueraded by another node (`externalTrafficPolicy: Cluster`) share one address.',
    remedy:
      'Cookies at layer 7 work better. With IPVS, use a short `timeoutSeconds` and `externalTrafficPolicy: Local`. ' +
      'To drop templates, delete the real server and let kube-proxy add it again.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/71809',
      'https://github.com/kubernetes/kubernetes/issues/89358',
      'https://github.com/kubernetes/kubernetes/issues/81587',
    ],
  },
  {
    code: 'IPVS019',
    title: 'Stale UDP conntrack entries',
    severity: 'error',
    affects:
      'all versions; how kube-proxy removes them changed in 1.32; Services without endpoints are skipped in 1.32 ' +
      'to 1.36, deleted Services up to 1.37',
    group: 'connections',
    detectedFrom: ['conntrack', 'log'],
    findings: [],
    symptom:
      'Syslog, SIP, VPN, DNS resolvers and other UDP clients with a fixed source port keep sending to a Pod that ' +
      'is gone, or reach nothing although the Service now has its first endpoint or the node now has the address.',
    evidence:
      '`conntrack -L -p udp --orig-dst ADDRESS` shows replies from an address that is not an endpoint, or entries ' +
      'marked `[UNREPLIED]` that wait for ADDRESS itself, while the IPVS table is right. Log up to 1.31: `Failed ' +
      'to delete endpoint connections`, `Failed to delete stale service connections`, or no `conntrack` program; ' +
      'since 1.32: `Failed to list conntrack entries`, `Failed to clear all conntrack entries`, `received a ' +
      'partial result, continuing to clean with partial result`. Metric since 1.33: ' +
      '`kubeproxy_conntrack_reconciler_deleted_entries_total`.',
    cause:
      "Packets keep a conntrack entry alive, and kube-proxy's cleanup missed it: a packet arrived at the same " +
      'moment, the address was a node port or an external one (old versions), the Service had lost all its ' +
      'endpoints, or no UDP endpoint changed, and without such a change the cleanup does not run. Or the client ' +
      'sent before the node had the address: that entry waits for an answer that never comes. From 1.32 to 1.36 ' +
      'the cleanup skips Services without endpoints, up to 1.37 it skips deleted Services.',
    remedy:
      '`conntrack -D -p udp --orig-dst ADDRESS --dport PORT`, or restart the client. Upgrade to 1.37, the first ' +
      'version whose cleanup covers Services without endpoints, or to 1.38, which covers deleted Services too.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/71514',
      'https://github.com/kubernetes/kubernetes/issues/76664',
      'https://github.com/kubernetes/kubernetes/issues/19029',
      'https://github.com/kubernetes/kubernetes/issues/105192',
      'https://github.com/kubernetes/kubernetes/issues/122740',
      'https://github.com/kubernetes/kubernetes/issues/125467',
      'https://github.com/kubernetes/kubernetes/issues/139628',
      'https://github.com/kubernetes/kubernetes/pull/141371',
    ],
  },
  {
    code: 'IPVS020',
    title: 'One UDP source port stays with one real server',
    severity: 'info',
    affects: 'all versions',
    group: 'connections',
    detectedFrom: ['connections'],
    findings: [],
    symptom: 'Load is uneven over UDP endpoints; a client that keeps one socket always reaches the same Pod.',
    evidence:
      'Each source port has its own UDP entry in `ipvsadm -Lnc`. It expires after 300 s without a packet.',
    cause:
      'IPVS balances by connection entry, not by packet; kube-proxy does not use one-packet scheduling. ' +
      '300 s is a long time for DNS.',
    remedy: 'Use a new source port for each request, or a smaller `ipvs.udpTimeout`, such as 10s.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/76664',
      'https://github.com/kubernetes/kubernetes/issues/120076',
      'https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/',
    ],
  },
];
