import type {CatalogueEntry} from '../catalogue-entry.ts';

/** How kube-proxy's nftables and iptables modes fail, where everyone who leaves IPVS mode arrives. */
export const OTHER_MODE_ENTRIES: readonly CatalogueEntry[] = [
  {
    code: 'IPVS096',
    title: 'Rules of nftables or iptables mode do not match the API',
    severity: 'error',
    affects: 'nftables mode (since 1.29) and iptables mode, all versions',
    group: 'table',
    detectedFrom: ['rules', 'API'],
    findings: [
      'virtual-server-missing',
      'virtual-server-unexpected',
      'real-server-missing',
      'real-server-stale',
      'persistence-mismatch',
      'refusal-mismatch',
    ],
    symptom:
      'On some nodes a Service times out, is refused, or sends a share of its connections to Pods that are gone. ' +
      'kube-proxy may look healthy: a process that is hung, or no longer receives changes, leaves its rules as ' +
      'they were.',
    evidence:
      '`nft list table ip kube-proxy` or `iptables-save -t nat` leads to endpoints that differ from the ' +
      'EndpointSlices. `kubeproxy_sync_proxy_rules_last_timestamp_seconds` is old, or ' +
      '`kubeproxy_sync_proxy_rules_nftables_sync_failures_total` or ' +
      '`kubeproxy_sync_proxy_rules_iptables_restore_failures_total` grows. Log: `nftables sync failed`, `Failed to ' +
      'execute iptables-restore`.',
    cause: 'kube-proxy stopped, is hung, lost its watch (IPVS077), or fails in every sync.',
    remedy:
      "Read kube-proxy's log on that node for the reason, then restart it: it rewrites all rules at startup. Do " +
      'not edit its rules by hand.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/28674',
      'https://github.com/kubernetes/kubernetes/issues/129128',
      'https://kubernetes.io/docs/reference/networking/virtual-ips/',
    ],
  },
  {
    code: 'IPVS097',
    title: 'nftables mode without a usable nft',
    severity: 'error',
    affects: 'nftables mode; nft older than 1.0.1 or a kernel older than 5.13',
    group: 'start',
    detectedFrom: ['log', 'person'],
    findings: ['virtual-server-missing'],
    symptom:
      'After the move to nftables mode, no Service works on a node: kube-proxy does not start, or each sync fails.',
    evidence:
      'Log of kube-proxy: `nft binary not found`, `nft version must be 1.0.1 or later`, `kube-proxy in nftables ' +
      'mode requires kernel 5.13 or later`, or parse errors of `nft`. `nft list table ip kube-proxy` reports that ' +
      'there is no such table.',
    cause:
      'The kube-proxy image or the node has no nft, or one that is too old; or an older nft cannot read what a ' +
      'newer one on the host wrote to the same kernel.',
    remedy:
      'Use the kube-proxy image that matches the version, and kernel 5.13 or later. Until then, keep the node in ' +
      'its previous mode.',
    sources: [
      'https://kubernetes.io/docs/reference/networking/virtual-ips/',
      'https://github.com/kubernetes/kubernetes/issues/136786',
    ],
  },
  {
    code: 'IPVS098',
    title: "Another program flushed kube-proxy's nftables table",
    severity: 'error',
    affects: 'nftables mode, all versions',
    group: 'coexistence',
    detectedFrom: ['rules', 'person'],
    findings: ['virtual-server-missing'],
    symptom: 'All Services fail on a node at once, and recover by themselves up to an hour later.',
    evidence:
      '`nft list tables` has no `ip kube-proxy` or `ip6 kube-proxy`, although kube-proxy runs in nftables mode. At ' +
      'that time someone ran `nft flush ruleset`, or a unit such as nftables.service was restarted.',
    cause:
      '`flush ruleset` removes the tables of all programs. kube-proxy does not watch its table: it rewrites it in ' +
      'its next full sync, which happens after a failed sync, after a restart, or once an hour.',
    remedy:
      'Restart kube-proxy on the node. Make the other program flush only its own table, and disable ' +
      'nftables.service if its file begins with `flush ruleset`.',
    sources: ['https://kubernetes.io/docs/reference/networking/virtual-ips/'],
  },
  {
    code: 'IPVS099',
    title: 'Rules of two kube-proxy modes on one node',
    severity: 'warning',
    affects: 'nodes that were moved from one mode to another without a reboot; all versions',
    group: 'coexistence',
    detectedFrom: ['rules', 'table', 'chains'],
    findings: ['virtual-server-unexpected', 'real-server-stale'],
    symptom:
      'After a change of mode, a Service behaves differently from node to node, or goes to endpoints that are ' +
      'gone: the rules of the previous mode are still in use, and nothing keeps them up to date.',
    evidence:
      'More than one of these exists: a table `kube-proxy` in `nft list tables`, chains KUBE-SVC- in ' +
      '`iptables-save`, virtual servers in `ipvsadm -Ln` with addresses on kube-ipvs0.',
    cause:
      'Startup in nftables mode removes what iptables and IPVS mode left; other changes of mode do not, and ' +
      'neither does a cleanup that fails or that runs with another variant of iptables.',
    remedy:
      'Drain and reboot the node, or run `kube-proxy --cleanup` from the kube-proxy image while kube-proxy is ' +
      'stopped, then start it in its new mode. `kubectl ipvs check --migration --verify` lists what is left.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/109286',
      'https://kubernetes.io/docs/reference/networking/virtual-ips/',
    ],
  },
  {
    code: 'IPVS100',
    title: 'Drift that partial syncs in iptables mode never repair',
    severity: 'error',
    affects: 'iptables mode; 1.34 and later with more than 1,000 endpoints; partly since 1.26',
    group: 'sync',
    detectedFrom: ['rules', 'API'],
    findings: ['virtual-server-missing', 'real-server-missing', 'real-server-stale'],
    symptom:
      'A rule that was changed or lost on the node stays wrong for days, although kube-proxy syncs every few ' +
      'seconds without an error.',
    evidence:
      'The rules of a Service that has not changed recently differ from the API; those of Services that do change ' +
      'are right. `kubeproxy_sync_full_proxy_rules_duration_seconds_count` does not grow.',
    cause:
      'In large clusters kube-proxy writes only the chains of Services that changed, and no longer runs periodic ' +
      'full syncs (PR 138571). It does not notice changes to the other chains on the node.',
    remedy: 'Restart kube-proxy on the node: its first sync is a full one. Find out what changed the rules.',
    sources: ['https://github.com/kubernetes/kubernetes/pull/138571'],
  },
  {
    code: 'IPVS101',
    title: "kube-proxy's rules are not as it writes them",
    severity: 'error',
    affects: 'nftables and iptables mode, all versions',
    group: 'packets',
    detectedFrom: ['rules', 'API'],
    findings: ['masquerade-mismatch', 'source-ranges-mismatch', 'real-server-weight'],
    symptom:
      "Connections from outside the cluster get no answer, endpoints see the node's address instead of the " +
      "client's, or clients get through that the source ranges of a Service should keep out.",
    evidence:
      'The rules of a Service lead to the right endpoints, but the masquerade mark, the source ranges or the ' +
      "endpoints' shares do not match the Service and the configuration.",
    cause:
      'Someone edited the rules, another program changes the same tables, or kube-proxy was given a different ' +
      'clusterCIDR, masqueradeAll or detectLocalMode and was not restarted everywhere.',
    remedy:
      'Compare the configuration of the nodes, then restart kube-proxy: it rewrites all rules at startup.',
    sources: ['https://kubernetes.io/docs/reference/networking/virtual-ips/'],
  },
];
