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
      'Changes take tens of seconds to reach nodes, all of them or those with large tables, and rollouts lose ' +
      'requests.',
    evidence:
      'The p99 of `kubeproxy_sync_proxy_rules_duration_seconds`, and ' +
      '`kubeproxy_network_programming_duration_seconds`. Log at `-v=4`: `syncProxyRules complete` with ' +
      '`elapsed`.',
    cause:
      'Every sync processes every Service: netlink calls for each virtual server, an `ipset` process for each ' +
      'member that changed, and iptables-restore under the xtables lock. The time grows with Services, ports, ' +
      'node-port addresses and endpoints. A CPU limit or a busy node slows it further. The set members of a /32 ' +
      "source range are rewritten in each sync. From 1.28 to 1.36 the node's addresses are listed once per " +
      'interface: with 19,500 Services that alone took 47 to 54 s.',
    remedy:
      'Do not set a CPU limit for kube-proxy; set `nodePortAddresses`; use fewer node ports; set `minSyncPeriod: ' +
      '1s` or more to merge changes. In very large clusters use 1.37 or later, or nftables mode.',
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
    title: 'minSyncPeriod is 0: no pause between syncs',
    severity: 'warning',
    affects: 'where `ipvs.minSyncPeriod` is 0s, as it is in a configuration file that does not set it',
    group: 'sync',
    detectedFrom: ['configuration', 'metric'],
    findings: [],
    symptom: 'kube-proxy uses a whole CPU while Pods come and go, and changes are still late.',
    evidence:
      'The rate of `kubeproxy_sync_proxy_rules_duration_seconds_count`, and many short-lived ipset and ' +
      'iptables processes.',
    cause:
      'Nothing delays the next sync. Up to 1.33 a minimum still allows bursts of 2; since 1.34 it is a real pause, ' +
      'counted from the end of a sync.',
    remedy: 'Set `ipvs.minSyncPeriod: 1s`, or 5s to 10s in very large clusters.',
    sources: [
      'https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/',
      'https://github.com/kubernetes/kubernetes/issues/133773',
    ],
  },
  {
    code: 'IPVS077',
    title: 'kube-proxy does not receive changes (dead watch)',
    severity: 'error',
    affects: 'all versions; frequent before 1.19 and 1.20, whose HTTP/2 had no health check',
    group: 'sync',
    detectedFrom: ['table', 'API', 'log', 'sockets'],
    findings: ['real-server-missing', 'real-server-stale'],
    symptom:
      'After a control-plane failure or a network change, a node keeps old endpoints for minutes or until someone ' +
      'acts. kube-proxy seems healthy and logs nothing.',
    evidence:
      'Table and API differ, there are no errors, `/healthz` returns 200, and the last-queued time is old. The log ' +
      'stops, or has client-go lines: `Failed to watch`, `watch of *v1.EndpointSlice ended with`, `use of closed ' +
      'network connection`, `http2: client connection lost`. `ss -tnp | grep kube-proxy` shows a connection to an ' +
      'address that is gone.',
    cause:
      'The connection to the API server died without being closed (load balancer, lost node). Or kube-proxy ' +
      'reaches the API through a Service address, and so through the very table that is stale.',
    remedy:
      "Restart kube-proxy. Use a load balancer that resets dead connections, and use the control plane's own " +
      "address in kube-proxy's kubeconfig, not the `kubernetes` Service. `HTTP2_READ_IDLE_TIMEOUT_SECONDS` sets " +
      'how soon a dead connection is detected (30 s plus 15 s).',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/76338',
      'https://github.com/kubernetes/kubernetes/issues/56720',
      'https://github.com/kubernetes/kubernetes/pull/77242',
      'https://github.com/kubernetes/kubernetes/issues/87615',
    ],
  },
  {
    code: 'IPVS078',
    title: 'kube-proxy reports itself unhealthy (503)',
    severity: 'error',
    affects: 'all versions; for nodes being removed 1.30 and later, and then only info',
    group: 'sync',
    detectedFrom: ['/healthz', 'metric'],
    findings: [],
    symptom: 'Cloud load balancers stop using the node: with policy Cluster they probe `:10256/healthz`.',
    evidence:
      'The body has `lastUpdated`, `currentTime` and `nodeEligible`, in 1.36 also a status per family. 503 with an ' +
      'old `lastUpdated`: syncs fail (IPVS061, IPVS067, IPVS068). While the answer is 200, `lastUpdated` is just ' +
      'the time of the request and not that of the last sync. `nodeEligible: false`: the taint ' +
      '`ToBeDeletedByClusterAutoscaler`, or a Node that is being deleted. Log `Healthz server failed`: the port is ' +
      'in use.',
    cause:
      'A sync was requested and did not finish within twice `syncPeriod` (up to 1.30, twice that of iptables). ' +
      '`kubeproxy_proxy_healthz_total{code="503"}` counts these responses.',
    remedy: 'Fix the sync. For a node that is being removed nothing is wrong: its connections are draining.',
    sources: [
      'https://github.com/kubernetes/enhancements/issues/3836',
      'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/proxy/healthcheck/proxy_health.go',
    ],
  },
  {
    code: 'IPVS079',
    title: 'kube-proxy metrics can be misleading',
    severity: 'info',
    affects: 'all versions',
    group: 'sync',
    detectedFrom: ['configuration', 'version'],
    findings: [],
    symptom:
      'kube-proxy exposes no metrics, or the last-sync time is recent although IPv6 is stuck, or dashboards made ' +
      'for iptables mode are empty.',
    evidence:
      '`metricsBindAddress` is 127.0.0.1:10249. Up to 1.32 there is no `ip_family` label. ' +
      '`kubeproxy_sync_proxy_rules_no_local_endpoints_total` can fall: it is a gauge. No metric counts partial ' +
      'syncs in IPVS mode.',
    cause:
      'These are the defaults; before 1.33 both families write one series; some metrics exist only for other modes.',
    remedy:
      'Set `metricsBindAddress: 0.0.0.0:10249` and restrict access with a network policy. Alert on the age of the ' +
      'last sync and also on pending changes, by `ip_family` since 1.33.',
    sources: [
      'https://kubernetes.io/docs/reference/instrumentation/metrics/',
      'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/proxy/metrics/metrics.go',
    ],
  },
  {
    code: 'IPVS080',
    title: 'Node clocks differ',
    severity: 'warning',
    affects: 'all versions',
    group: 'sync',
    detectedFrom: ['clock'],
    findings: [],
    symptom:
      'Impossible numbers: a network programming latency that is flat, huge or negative; log lines whose order ' +
      'across nodes makes no sense; certificates that are not yet valid.',
    evidence:
      "The node's clock compared with the `Date` header of the API server; `timedatectl`; single nodes far off in " +
      'the metrics.',
    cause:
      'The control plane writes the start time (annotation ' +
      '`endpoints.kubernetes.io/last-change-trigger-time`), the node measures the end.',
    remedy: 'Run NTP. Across nodes, compare only durations that each node measured itself.',
    sources: [
      'https://github.com/kubernetes/community/blob/master/sig-scalability/slos/network_programming_latency.md',
    ],
  },
  {
    code: 'IPVS081',
    title: 'A sysctl was changed after kube-proxy set it',
    severity: 'warning',
    affects: 'all versions; as severe as the entry for that sysctl',
    group: 'sync',
    detectedFrom: ['sysctl', 'log'],
    findings: [],
    symptom:
      'A tuning job or `sysctl --system` ran, and some nodes show the symptoms of IPVS013 to IPVS017, IPVS028 or ' +
      'IPVS036.',
    evidence:
      'The value differs from what kube-proxy sets. At `-v=1` kube-proxy logs `Changed sysctl` with the previous ' +
      'value at startup.',
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
