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
      'A pooled connection is reset or hangs at its first use after 900 idle seconds: `connection reset ' +
      'by peer`, `broken pipe`. Databases, gRPC and message brokers are typical.',
    evidence:
      '`ipvsadm -L --timeout` prints `Timeout (tcp tcpfin udp): 900 120 300`, and ' +
      '`net.ipv4.tcp_keepalive_time` in the Pod is 7200.',
    cause:
      'The connection entry of IPVS expires after 900 s without a packet. That conntrack keeps its own ' +
      'for 86400 s does not help, and the first keep-alive probe is due after 7200 s.',
    remedy:
      'Let the application send keep-alives more often than every 900 s, or set the Pod sysctls ' +
      '`net.ipv4.tcp_keepalive_time=600`, `net.ipv4.tcp_keepalive_intvl=30`, ' +
      '`net.ipv4.tcp_keepalive_probes=10`. Or `ipvs.tcpTimeout: 2h`, which costs entries and slows ' +
      'draining. iptables and nftables mode know only the timeout of conntrack.',
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
    symptom: 'New timeouts in the ConfigMap change nothing, or the timeouts changed and nobody did it.',
    evidence:
      '`ipvsadm -L --timeout` differs from `ipvs.tcpTimeout`, `ipvs.tcpFinTimeout` and `ipvs.udpTimeout`, ' +
      'where 0 means leave it. Log at start: `Failed to configure IPVS timeouts`.',
    cause:
      'kube-proxy writes them once, at its start, and only if one of them is above 0. Going back to 0 ' +
      "does not bring back the kernel's values. A failed write is only logged. `ipvsadm --set` or another " +
      'program may have changed them, or kube-proxy was not restarted.',
    remedy:
      "`ipvsadm --set 900 120 300` restores the kernel's own values. Restart kube-proxy after a change of " +
      'its configuration.',
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
    evidence: 'The counts per real server, added up over all nodes; `ipvsadm -Ln --stats`.',
    cause:
      'Each node schedules on its own: `rr` begins at the same real server everywhere, `lc` sees only the ' +
      'connections of its node, `sh` and `mh` tie a source address to a real server, and behind NAT ' +
      'everyone is one source. Open connections do not move to an endpoint that comes back, and a few ' +
      'long ones (HTTP/2, gRPC) never get balanced.',
    remedy:
      'Balance at layer 7, limit the age of connections, pick a scheduler that fits the traffic; `mh` ' +
      'counts the source port too since 1.27.',
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
      '`wrr`, `wlc`, `sed` and `nq` act like their unweighted relatives, and a wish for another scheduler ' +
      'per Service has no effect.',
    evidence: 'Every weight is 1, and the whole table has one scheduler.',
    cause: 'The configuration has one scheduler for everything, and kube-proxy only ever writes weight 1.',
    remedy: 'kube-proxy offers nothing here. Weighting takes a service mesh, a gateway, or more replicas.',
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
    affects: 'kernels with a table of fixed size, 4096 buckets by default; recent ones size it by load',
    group: 'connections',
    detectedFrom: ['table', 'connections'],
    findings: [],
    symptom: 'Latency and CPU time in softirq grow with the number of connections.',
    evidence:
      'The first line of `ipvsadm -Ln` says `size=4096`, and there are many times as many entries ' +
      '(`ipvsadm -Lnc | wc -l`, `/proc/net/ip_vs_conn`).',
    cause:
      '`conn_tab_bits` (12 by default) sets how many hash buckets the module makes when it is loaded, and ' +
      'long chains are slow to search. No connection is ever refused for it: only speed suffers.',
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
    title: 'A defence of IPVS drops entries or packets',
    severity: 'warning',
    affects: 'nodes where `drop_entry`, `drop_packet` or `secure_tcp` is not 0',
    group: 'connections',
    detectedFrom: ['sysctl'],
    findings: [],
    symptom: 'New or half-open connections get lost at random on a node that is short of memory.',
    evidence:
      '`sysctl net.ipv4.vs.drop_entry net.ipv4.vs.drop_packet net.ipv4.vs.secure_tcp ' +
      'net.ipv4.vs.amemthresh`. A 2 says that the automatic defence acts right now, a 3 that it always ' +
      'does.',
    cause:
      'An automatic defence begins when less than `amemthresh` pages of memory are left. kube-proxy sets ' +
      'none of these, so a hardening script did.',
    remedy: 'Free memory, or write 0 to all three.',
    sources: ['https://docs.kernel.org/networking/ipvs-sysctl.html'],
  },
  {
    code: 'IPVS027',
    title: 'The rate estimator eats CPU time',
    severity: 'warning',
    affects: 'kernels before about 6.2 with huge tables',
    group: 'connections',
    detectedFrom: ['kernel', 'table'],
    findings: [],
    symptom:
      'Latency peaks every 2 s, one CPU is busy in softirq, and soft-lockup messages name ' +
      '`estimation_timer`.',
    evidence:
      '`perf top`, and a table of tens of thousands of real servers, which is Services times endpoints ' +
      'times node-port addresses.',
    cause:
      'Old kernels compute every rate in the table at one tick of a timer. Newer ones use threads for it ' +
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
    symptom: 'Connections fail at random on a busy node; DNS time-outs come first.',
    evidence:
      'Kernel log `nf_conntrack: table full, dropping packet`; `nf_conntrack_count` close to ' +
      '`nf_conntrack_max`; `insert_failed` and `drop` in `conntrack -S`. What kube-proxy chose: log ' +
      '`Setting nf_conntrack_max`, at `-v=3` also `GetConntrackMax`.',
    cause:
      'With `net.ipv4.vs.conntrack=1` each connection through IPVS takes a conntrack entry besides its ' +
      'own. The limit is the larger of 131072 and 32768 per core unless configured, and an established ' +
      'entry lives 24 h. kube-proxy in a container may be unable to set it (log up to 1.30: `Sysfs is not ' +
      'writable`).',
    remedy:
      'Raise `conntrack.maxPerCore` or `conntrack.min`, lower `conntrack.tcpEstablishedTimeout`, use ' +
      'NodeLocal DNSCache, and find who makes the entries with `conntrack -L`.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/18604',
      'https://github.com/kubernetes/kubernetes/issues/71261',
      'https://github.com/kubernetes/kubernetes/issues/72472',
    ],
  },
];
