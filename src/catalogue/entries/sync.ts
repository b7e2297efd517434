import type {CatalogueEntry} from '../catalogue-entry.ts';

/** Syncs, and what metrics and health checks say about them. */
export const SYNC_ENTRIES: readonly CatalogueEntry[] = [
  {
    code: 'IPVS075',
    title: 'Syncs are slow',
    severity: 'warning',
    affects: 'all versions; a warning above 5 s, an error above `syncPeriod`',
    group: 'sync',
    detectedFrom: ['metric', 'log'],
    findings: [],
    symptom:
      'Changes take tens of seconds to arrive, on all nodes or on those with big tables, and roll-outs ' +
      'lose requests.',
    evidence:
      'The p99 of `kubeproxy_sync_proxy_rules_duration_seconds`, and ' +
      '`kubeproxy_network_programming_duration_seconds`. Log at `-v=4`: `syncProxyRules complete` with ' +
      '`elapsed`.',
    cause:
      'Every sync handles every Service: netlink calls for each virtual server, an `ipset` process for ' +
      'each member that changed, and iptables-restore under the xtables lock. It grows with Services, ' +
      'ports, node-port addresses and endpoints. A CPU limit or a busy node slows it further. A source ' +
      'range of /32 has its set members written anew in each sync. From 1.28 to 1.36 the addresses of the node are ' +
      'listed once for each interface: with 19,500 Services that alone took 47 to 54 s.',
    remedy:
      'No CPU limit for kube-proxy; set `nodePortAddresses`; use fewer node ports; `minSyncPeriod: 1s` or ' +
      'more merges changes. Very large clusters: 1.37 or later, or nftables mode.',
    sources: [
      'https://github.com/kubernetes/kubernetes/pull/138927',
      'https://github.com/kubernetes/kubernetes/issues/133773',
      'https://github.com/kubernetes/kubernetes/issues/53736',
      'https://github.com/kubernetes/kubernetes/issues/73382',
      'https://github.com/kubernetes/kubernetes/issues/84906',
    ],
  },
  {
    code: 'IPVS076',
    title: 'minSyncPeriod 0: syncs without a pause',
    severity: 'warning',
    affects: 'where `ipvs.minSyncPeriod` is 0s, as it is in a configuration file that does not set it',
    group: 'sync',
    detectedFrom: ['configuration', 'metric'],
    findings: [],
    symptom: 'kube-proxy uses a whole CPU while Pods come and go, and changes are late all the same.',
    evidence:
      'The rate of `kubeproxy_sync_proxy_rules_duration_seconds_count`, and many short-lived ipset and ' +
      'iptables processes.',
    cause:
      'Nothing keeps two syncs apart. Up to 1.33 a minimum still allows bursts of 2; since 1.34 it is a ' +
      'real pause, counted from when a sync ends.',
    remedy: '`ipvs.minSyncPeriod: 1s`, or 5s to 10s in very large clusters.',
    sources: [
      'https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/',
      'https://github.com/kubernetes/kubernetes/issues/133773',
    ],
  },
  {
    code: 'IPVS077',
    title: 'kube-proxy does not hear of changes (dead watch)',
    severity: 'error',
    affects: 'all versions; frequent before 1.19 and 1.20, whose HTTP/2 had no health check',
    group: 'sync',
    detectedFrom: ['table', 'API', 'log', 'sockets'],
    findings: ['real-server-missing', 'real-server-stale'],
    symptom:
      'After a failure of the control plane or a change in the network a node has old endpoints and keeps ' +
      'them, for minutes or until someone acts. kube-proxy seems healthy and is silent.',
    evidence:
      'Table and API differ, no errors, `/healthz` 200, the last-queued time is old. The log stops, or ' +
      'has lines of client-go: `Failed to watch`, `watch of *v1.EndpointSlice ended with`, `use of closed ' +
      'network connection`, `http2: client connection lost`. `ss -tnp | grep kube-proxy` shows a ' +
      'connection to an address that is gone.',
    cause:
      'The connection to the API server died without being closed (load balancer, lost node). Or the API ' +
      'is behind a Service address, and so behind the very table that is stale.',
    remedy:
      'Restart kube-proxy. Use a load balancer that resets dead connections, and write the control ' +
      "plane's own address into kube-proxy's kubeconfig, not the `kubernetes` Service. " +
      '`HTTP2_READ_IDLE_TIMEOUT_SECONDS` sets how soon it is noticed (30 s plus 15 s).',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/76338',
      'https://github.com/kubernetes/kubernetes/issues/56720',
      'https://github.com/kubernetes/kubernetes/pull/77242',
      'https://github.com/kubernetes/kubernetes/issues/87615',
    ],
  },
  {
    code: 'IPVS078',
    title: 'kube-proxy calls itself unhealthy (503)',
    severity: 'error',
    affects: 'all versions; for nodes being removed 1.30 and later, and then only for information',
    group: 'sync',
    detectedFrom: ['/healthz', 'metric'],
    findings: [],
    symptom: 'Cloud load balancers take the node out: with policy Cluster they ask `:10256/healthz`.',
    evidence:
      'The body has `lastUpdated`, `currentTime` and `nodeEligible`, in 1.36 also a status per family. ' +
      '503 with an old `lastUpdated`: syncs fail (IPVS061, IPVS067, IPVS068). While the answer is 200, ' +
      '`lastUpdated` is just the time of the request and tells nothing of the last sync. `nodeEligible: ' +
      'false`: the taint `ToBeDeletedByClusterAutoscaler`, or a Node that is being deleted. Log `Healthz ' +
      'server failed`: the port is taken.',
    cause:
      'A sync was asked for and did not finish within twice `syncPeriod` (up to 1.30 twice that of ' +
      'iptables). `kubeproxy_proxy_healthz_total{code="503"}` counts the answers.',
    remedy: 'Repair the sync. For a node that is being removed nothing is wrong: its connections drain.',
    sources: [
      'https://github.com/kubernetes/enhancements/issues/3836',
      'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/proxy/healthcheck/proxy_health.go',
    ],
  },
  {
    code: 'IPVS079',
    title: 'Metrics of kube-proxy that mislead',
    severity: 'info',
    affects: 'all versions',
    group: 'sync',
    detectedFrom: ['configuration', 'version'],
    findings: [],
    symptom:
      'kube-proxy gives no metrics, or the last-sync time is recent although IPv6 is stuck, or dashboards ' +
      'made for iptables mode are empty.',
    evidence:
      '`metricsBindAddress` is 127.0.0.1:10249. Up to 1.32 there is no label `ip_family`. ' +
      '`kubeproxy_sync_proxy_rules_no_local_endpoints_total` can fall: it is a gauge. Nothing counts ' +
      'partial syncs in IPVS mode.',
    cause:
      'These are the defaults; before 1.33 both families write one series; some metrics belong to other ' +
      'modes.',
    remedy:
      '`metricsBindAddress: 0.0.0.0:10249` behind a network policy. Alert on the age of the last sync and ' +
      'also on pending changes, by `ip_family` since 1.33.',
    sources: [
      'https://kubernetes.io/docs/reference/instrumentation/metrics/',
      'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/proxy/metrics/metrics.go',
    ],
  },
  {
    code: 'IPVS080',
    title: 'Clocks differ',
    severity: 'warning',
    affects: 'all versions',
    group: 'sync',
    detectedFrom: ['clock'],
    findings: [],
    symptom:
      'Impossible numbers: a network programming latency that is flat, huge or below zero, log lines ' +
      'whose order across nodes makes no sense, certificates from the future.',
    evidence:
      "The node's clock against the `Date` header of the API server; `timedatectl`; single nodes far off " +
      'in the metrics.',
    cause:
      'The control plane writes the start time (annotation ' +
      '`endpoints.kubernetes.io/last-change-trigger-time`), the node measures the end.',
    remedy: 'Run NTP. Compare nodes only by times that each measured itself.',
    sources: [
      'https://github.com/kubernetes/community/blob/master/sig-scalability/slos/network_programming_latency.md',
    ],
  },
  {
    code: 'IPVS081',
    title: "A sysctl was changed behind kube-proxy's back",
    severity: 'warning',
    affects: 'all versions; as severe as the entry for that sysctl',
    group: 'sync',
    detectedFrom: ['sysctl', 'log'],
    findings: [],
    symptom:
      'A tuning job or `sysctl --system` ran, and single nodes show what IPVS013 to IPVS017, IPVS028 or ' +
      'IPVS036 describe.',
    evidence:
      'The value is not the one that kube-proxy sets. At `-v=1` the log of its start says `Changed ' +
      'sysctl` with the value before.',
    cause:
      'kube-proxy writes sysctls once and never again. A hardening job that sets `net.ipv4.ip_forward=0` ' +
      'stops all forwarding.',
    remedy: 'Write the right values into `/etc/sysctl.d` and restart kube-proxy.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/71358',
      'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/proxy/ipvs/proxier.go',
    ],
  },
];
