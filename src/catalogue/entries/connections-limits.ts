import type {CatalogueEntry} from '../catalogue-entry.ts';

/** Timeouts, distribution and sizes: what limits connections through IPVS. */
export const CONNECTION_LIMIT_ENTRIES: readonly CatalogueEntry[] = [
  {
    code: 'IPVS021',
    title: 'TCP connections die when idle for 15 minutes',
    severity: 'warning',
    affects: 'all versions',
    group: 'connections',
    detectedFrom: ['timeouts'],
    findings: [],
    symptom:
      'A pooled connection is reset or hangs when it is first used after 900 idle seconds: `connection reset by ' +
      'peer`, `broken pipe`. Databases, gRPC and message brokers are typical.',
    evidence:
      '`ipvsadm -L --timeout` prints `Timeout (tcp tcpfin udp): 900 120 300`, and ' +
      '`net.ipv4.tcp_keepalive_time` in the Pod is 7200.',
    cause:
      'The IPVS connection entry expires after 900 s without a packet. The conntrack entry lasts 86400 s, but that ' +
      'does not help, and the first keepalive probe is due only after 7200 s.',
    remedy:
      'Have the application send keepalives more often than every 900 s, or set the Pod sysctls ' +
      '`net.ipv4.tcp_keepalive_time=600`, `net.ipv4.tcp_keepalive_intvl=30`, `net.ipv4.tcp_keepalive_probes=10`. ' +
      'Or set `ipvs.tcpTimeout: 2h`, at the cost of more entries and slower draining. iptables and nftables mode ' +
      'have only the conntrack timeout.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/80298',
      'https://github.com/kubernetes/kubernetes/issues/84041',
      'https://github.com/kubernetes/kubernetes/issues/71358',
      'https://github.com/cloudnativelabs/kube-router/issues/521',
    ],
  },
  {
    code: 'IPVS022',
    title: 'IPVS timeouts differ from the configuration',
    severity: 'warning',
    affects: 'all versions',
    group: 'connections',
    detectedFrom: ['timeouts', 'configuration', 'log'],
    findings: [],
    symptom:
      'New timeouts in the ConfigMap have no effect, or the timeouts changed although nobody changed the ' +
      'configuration.',
    evidence:
      '`ipvsadm -L --timeout` differs from `ipvs.tcpTimeout`, `ipvs.tcpFinTimeout` and `ipvs.udpTimeout`, where 0 ' +
      'means unchanged. Log at startup: `Failed to configure IPVS timeouts`.',
    cause:
      'kube-proxy writes them once, at startup, and only if one of them is above 0. Going back to 0 does not ' +
      "restore the kernel's values. A failed write is only logged. `ipvsadm --set` or another program may have " +
      'changed them, or kube-proxy was not restarted.',
    remedy:
      "`ipvsadm --set 900 120 300` restores the kernel's defaults. Restart kube-proxy after you change its " +
      'configuration.',
    sources: [
      'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/proxy/ipvs/proxier.go',
      'https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/',
    ],
  },
  {
    code: 'IPVS023',
    title: 'Connections are spread unevenly',
    severity: 'info',
    affects: 'all versions',
    group: 'connections',
    detectedFrom: ['table'],
    findings: [],
    symptom: 'Connections pile up on one endpoint.',
    evidence: 'The connection counts per real server, summed over all nodes; `ipvsadm -Ln --stats`.',
    cause:
      'Each node schedules on its own: `rr` begins at the same real server everywhere, `lc` sees only the ' +
      'connections of its node, `sh` and `mh` tie a source address to a real server, and all clients behind a NAT ' +
      'are one source. Open connections do not move to an endpoint that comes back, and a few long-lived ones ' +
      '(HTTP/2, gRPC) are never balanced.',
    remedy:
      'Balance at layer 7, limit the age of connections, or choose a scheduler that fits the traffic; since 1.27 ' +
      '`mh` also uses the source port.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/79213',
      'https://github.com/kubernetes/kubernetes/issues/126378',
      'https://github.com/kubernetes/kubernetes/issues/121591',
      'https://github.com/kubernetes/kubernetes/issues/115526',
    ],
  },
  {
    code: 'IPVS024',
    title: 'Weighted schedulers have no weights to use',
    severity: 'info',
    affects: 'all versions',
    group: 'connections',
    detectedFrom: ['configuration'],
    findings: [],
    symptom:
      '`wrr`, `wlc`, `sed` and `nq` behave like their unweighted counterparts, and a different scheduler per ' +
      'Service is not possible.',
    evidence: 'Every weight is 1, and the whole table has one scheduler.',
    cause: 'The configuration has one scheduler for all Services, and kube-proxy only ever writes weight 1.',
    remedy:
      'kube-proxy has no setting for this. For weighted traffic use a service mesh, a gateway, or more replicas.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/114619',
      'https://github.com/kubernetes/kubernetes/issues/121591',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/5495-deprecate-ipvs-mode-in-kube-proxy',
    ],
  },
  {
    code: 'IPVS025',
    title: 'IPVS connection table has too few buckets',
    severity: 'warning',
    affects: 'kernels with a fixed-size table, 4096 buckets by default; recent kernels resize it with load',
    group: 'connections',
    detectedFrom: ['table', 'connections'],
    findings: [],
    symptom: 'Latency and CPU time in softirq grow with the number of connections.',
    evidence:
      'The first line of `ipvsadm -Ln` says `size=4096`, and there are many times as many entries ' +
      '(`ipvsadm -Lnc | wc -l`, `/proc/net/ip_vs_conn`).',
    cause:
      '`conn_tab_bits` (12 by default) sets how many hash buckets the module allocates when it is loaded, and long ' +
      'chains are slow to search. No connection is ever refused because of this; it is only slower.',
    remedy:
      '`options ip_vs conn_tab_bits=18` in `/etc/modprobe.d/ip_vs.conf` and a reboot; for a built-in ' +
      "module `ip_vs.conn_tab_bits=18` on the kernel's command line.",
    sources: [
      'https://docs.kernel.org/networking/ipvs-sysctl.html',
      'https://github.com/kubernetes/kubernetes/issues/65820',
    ],
  },
  {
    code: 'IPVS026',
    title: 'An IPVS defence mechanism drops entries or packets',
    severity: 'warning',
    affects: 'nodes where `drop_entry`, `drop_packet` or `secure_tcp` is not 0',
    group: 'connections',
    detectedFrom: ['sysctl'],
    findings: [],
    symptom: 'New or half-open connections are lost at random on a node that is short of memory.',
    evidence:
      '`sysctl net.ipv4.vs.drop_entry net.ipv4.vs.drop_packet net.ipv4.vs.secure_tcp net.ipv4.vs.amemthresh`. A 2 ' +
      'means that the automatic defence is active right now, a 3 that it is always active.',
    cause:
      'An automatic defence starts when fewer than `amemthresh` pages of memory are free. kube-proxy sets none of ' +
      'these, so something else did, such as a hardening script.',
    remedy: 'Free memory, or set all three to 0.',
    sources: ['https://docs.kernel.org/networking/ipvs-sysctl.html'],
  },
  {
    code: 'IPVS027',
    title: 'The rate estimator uses a lot of CPU time',
    severity: 'warning',
    affects: 'kernels before about 6.2 with huge tables',
    group: 'connections',
    detectedFrom: ['kernel', 'table'],
    findings: [],
    symptom:
      'Latency peaks every 2 s, one CPU is busy in softirq, and soft-lockup messages name ' +
      '`estimation_timer`.',
    evidence:
      '`perf top`, and a table with tens of thousands of real servers (Services times endpoints times node-port ' +
      'addresses).',
    cause:
      'Old kernels compute every rate in the table in a single timer tick. Newer ones use kernel threads ' +
      '(`est_cpulist`, `est_nice`) and can switch it off (`run_estimation`).',
    remedy:
      'A newer kernel; `sysctl -w net.ipv4.vs.run_estimation=0` where it exists; fewer node-port ' +
      'addresses (IPVS041).',
    sources: [
      'https://docs.kernel.org/networking/ipvs-sysctl.html',
      'https://github.com/kubernetes/kubernetes/issues/73382',
    ],
  },
  {
    code: 'IPVS028',
    title: 'The conntrack table is full',
    severity: 'error',
    affects: 'all versions',
    group: 'connections',
    detectedFrom: ['sysctl', 'kernel log'],
    findings: [],
    symptom: 'Connections fail at random on a busy node; DNS timeouts come first.',
    evidence:
      'Kernel log `nf_conntrack: table full, dropping packet`; `nf_conntrack_count` close to `nf_conntrack_max`; ' +
      '`insert_failed` and `drop` in `conntrack -S`. The limit that kube-proxy chose: log `Setting ' +
      'nf_conntrack_max`, at `-v=3` also `GetConntrackMax`.',
    cause:
      'With `net.ipv4.vs.conntrack=1` each connection through IPVS uses a conntrack entry in addition to its IPVS ' +
      'entry. The limit is the larger of 131072 and 32768 per core unless configured, and an established entry ' +
      'lives 24 h. kube-proxy in a container may be unable to set it (log up to 1.30: `Sysfs is not writable`).',
    remedy:
      'Raise `conntrack.maxPerCore` or `conntrack.min`, lower `conntrack.tcpEstablishedTimeout`, use NodeLocal ' +
      'DNSCache, and find out who creates the entries with `conntrack -L`.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/18604',
      'https://github.com/kubernetes/kubernetes/issues/71261',
      'https://github.com/kubernetes/kubernetes/issues/72472',
    ],
  },
];
