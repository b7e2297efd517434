import type {CatalogueEntry} from '../catalogue-entry.ts';

/** Other programs, deprecation, and the way out of IPVS mode. */
export const COEXISTENCE_ENTRIES: readonly CatalogueEntry[] = [
  {
    code: 'IPVS082',
    title: 'kube-proxy deletes virtual servers of other programs',
    severity: 'error',
    affects: 'all versions',
    group: 'coexistence',
    detectedFrom: ['table', 'configuration', 'log'],
    findings: ['virtual-server-unexpected'],
    symptom:
      'The API server is unreachable for seconds at a time, in step with the syncs, because its address, held by ' +
      'kube-vip or keepalived, comes and goes.',
    evidence:
      'The entry comes and goes, and `ipvs.excludeCIDRs` is empty. At `-v=4` the log says `Delete service` and ' +
      'names the foreign address. Since 1.29 kube-proxy logs a line with `ipvs.excludeCIDRs contains only` at ' +
      "startup if its family does not match the cluster's.",
    cause:
      'Each sync deletes every virtual server that kube-proxy does not expect, whoever created it. Only those ' +
      'inside `excludeCIDRs` are left alone.',
    remedy:
      '`ipvs.excludeCIDRs: ["10.0.0.200/32"]` with the foreign address, and restart kube-proxy. In 1.34.0 to ' +
      '1.34.3 and 1.35.0, old entries are removed late, which can look as if the exclusion did not work (IPVS008).',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/76267',
      'https://github.com/kubernetes/kubernetes/issues/85799',
      'https://github.com/kubernetes/kubernetes/issues/134147',
      'https://github.com/kube-vip/kube-vip/issues/745',
      'https://github.com/kube-vip/kube-vip/issues/454',
      'https://github.com/kubesphere/kubekey/issues/1702',
      'https://kube-vip.io/docs/about/architecture/#known-issues',
    ],
  },
  {
    code: 'IPVS083',
    title: 'Firewall-mark virtual servers: an error in each sync',
    severity: 'info',
    affects: 'all versions',
    group: 'coexistence',
    detectedFrom: ['table', 'log'],
    findings: [],
    symptom: 'The log fills with error lines; otherwise nothing is affected.',
    evidence: '`Failed to delete service` with address 0.0.0.0 in the log, and FWM lines in `ipvsadm -Ln`.',
    cause:
      'kube-proxy does not know about firewall marks: it sees an entry without an address and cannot delete it.',
    remedy: 'Delete the entries (`ipvsadm -D -f MARK`), or try `0.0.0.0/32` in `ipvs.excludeCIDRs`.',
    sources: ['https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/proxy/ipvs/proxier.go'],
  },
  {
    code: 'IPVS084',
    title: 'IPVS state left behind after a change to iptables mode',
    severity: 'warning',
    affects: 'all versions',
    group: 'coexistence',
    detectedFrom: ['/proxyMode', 'table', 'addresses'],
    findings: ['virtual-server-unexpected', 'address-unexpected'],
    symptom:
      'Often nothing is visible, because iptables mode most likely translates packets before IPVS sees them. ' +
      'Traffic that it does not translate is affected: released or reassigned addresses stay local and old real ' +
      'servers answer; deleted Services still accept connections; the node uses a Service address as source; it ' +
      'answers ARP for old external IPs; KUBE-IPVS-FILTER rejects traffic by old set members.',
    evidence:
      '`/proxyMode` reports iptables, yet `ipvsadm -Ln` has entries, and kube-ipvs0, the KUBE-IPVS chains and the ' +
      'KUBE sets exist.',
    cause:
      'In iptables mode kube-proxy does not remove IPVS state (since 1.15 it no longer cleans up after other ' +
      'modes). nftables mode does so at startup (IPVS087).',
    remedy:
      'Best: drain and reboot each node. Or run `kube-proxy --cleanup` of the same version in a privileged ' +
      'container on the host network. By hand: `ipvsadm -C; ip link del kube-ipvs0`, delete the chains, then ' +
      '`ipset destroy` each KUBE set. `--cleanup` and `ipvsadm -C` flush the whole table: if kube-vip, keepalived ' +
      "or another program has virtual servers in it, delete kube-proxy's entries one by one (`ipvsadm -D`).",
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/102314',
      'https://github.com/kubernetes/kubernetes/pull/76109',
      'https://github.com/kubernetes/kubernetes/issues/119265',
    ],
  },
  {
    code: 'IPVS085',
    title: 'The CNI replaced kube-proxy, but IPVS state remains',
    severity: 'warning',
    affects:
      'Cilium (kube-proxy replacement), Calico (eBPF), Antrea proxy and kube-router; an error if both run',
    group: 'coexistence',
    detectedFrom: ['API', 'table', 'addresses'],
    findings: [],
    symptom:
      'Since the change some Services lead to old Pods or nowhere, mostly from the node and from host-network ' +
      'Pods, or on paths that the replacement does not translate. Old Service addresses are still local.',
    evidence:
      'The node no longer has a kube-proxy Pod, but still has kube-ipvs0 and virtual servers. Or both run, and ' +
      'kube-proxy logs iptables-restore errors whenever the CNI removes its rules.',
    cause: 'Deleting the DaemonSet removes nothing from the kernel.',
    remedy:
      'First remove kube-proxy, then clean up each node as for IPVS084, or reboot it. If both must stay, use a ' +
      "label to assign each Service to one of them, or set Calico's `bpfKubeProxyIptablesCleanupEnabled: false`.",
    sources: [
      'https://docs.cilium.io/en/stable/network/kubernetes/kubeproxy-free/',
      'https://github.com/cilium/cilium/issues/18610',
      'https://docs.tigera.io/calico/latest/operations/ebpf/enabling-ebpf',
      'https://github.com/projectcalico/calico/issues/10538',
      'https://github.com/kubernetes/kubernetes/issues/119265',
    ],
  },
  {
    code: 'IPVS086',
    title: 'kube-proxy --cleanup leaves the KUBE-6 sets',
    severity: 'info',
    affects: 'all versions up to 1.36',
    group: 'coexistence',
    detectedFrom: ['sets'],
    findings: ['ipset-member-unexpected'],
    symptom: 'After a cleanup `ipset list -n` still lists KUBE-6 sets.',
    evidence: 'The sets are not referenced by any rule (`References: 0`).',
    cause: 'The cleanup only knows the IPv4 names of the sets. Sysctls also keep their values.',
    remedy: "`ipset list -n | grep '^KUBE-6-' | xargs -n1 ipset destroy`.",
    sources: [
      'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/proxy/ipvs/cleanup.go',
      'https://github.com/kubernetes/kubernetes/issues/109286',
      'https://github.com/kubernetes/kubernetes/pull/131243',
    ],
  },
  {
    code: 'IPVS087',
    title: 'Cleanup, or startup in nftables mode, flushes entries of other programs',
    severity: 'error',
    affects: '`--cleanup`: all versions; nftables mode: 1.29 and later, at each startup',
    group: 'coexistence',
    detectedFrom: ['/proxyMode', 'table'],
    findings: [],
    symptom:
      'The virtual servers of keepalived or kube-vip disappear whenever kube-proxy restarts in nftables mode.',
    evidence: 'The table is empty right after kube-proxy starts, and `/proxyMode` reports nftables.',
    cause:
      'kube-proxy flushes the whole table and ignores `excludeCIDRs`; since 1.34 only where `modprobe ip_vs` works.',
    remedy:
      'Restart the other program after kube-proxy so that it writes its entries again, or move it off IPVS before ' +
      'you migrate.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/55857',
      'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/proxy/ipvs/cleanup.go',
    ],
  },
  {
    code: 'IPVS088',
    title: 'NodeLocal DNSCache is set up for another mode',
    severity: 'warning',
    affects: 'all versions',
    group: 'coexistence',
    detectedFrom: ['API', 'addresses'],
    findings: [],
    symptom:
      'The cache is installed, yet Pods still query kube-dns. Or DNS fails, because the cache also claims the ' +
      'cluster IP.',
    evidence:
      '`resolv.conf` in the Pods contains the cluster IP; node-local-dns runs with `-localip ' +
      '169.254.20.10,10.96.0.10`.',
    cause:
      'In IPVS mode the cluster IP is on kube-ipvs0 and IPVS handles its packets, so the cache can serve only its ' +
      'link-local address.',
    remedy:
      'Configure the cache with the link-local address only, set `clusterDNS: [169.254.20.10]` for the kubelet, ' +
      'and restart the Pods. In nftables mode the other layout works too.',
    sources: [
      'https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/',
      'https://github.com/kubernetes/website/pull/18716',
    ],
  },
  {
    code: 'IPVS089',
    title: 'IPVS mode is deprecated and will be removed',
    severity: 'warning',
    affects: '1.35 and later',
    group: 'coexistence',
    detectedFrom: ['version', 'events', 'log'],
    findings: [],
    symptom: 'A warning after an upgrade.',
    evidence:
      'Log, at level error: `The ipvs proxier is now deprecated and may be removed in a future release. ' +
      "Please use 'nftables' instead.` Event `IPVSDeprecation` on the Node.",
    cause:
      'KEP-5495. Its plan: a warning in 1.35; the feature gate `KubeProxyIPVS` in 1.37, on by default; off by ' +
      'default in 1.40, and without it kube-proxy refuses IPVS mode and exits; the code is removed in 1.43 and the ' +
      'gate in 1.46. It will not be continued in a separate repository.',
    remedy:
      'Move to nftables mode (kernel 5.13 or later) before 1.40; see IPVS090. On older kernels, use iptables mode.',
    sources: [
      'https://github.com/kubernetes/enhancements/issues/5495',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/5495-deprecate-ipvs-mode-in-kube-proxy',
      'https://github.com/kubernetes/kubernetes/pull/134539',
      'https://github.com/kubernetes/kubernetes/pull/139397',
      'https://github.com/kubernetes/enhancements/pull/5525',
      'https://github.com/kubernetes/enhancements/pull/6120',
    ],
  },
  {
    code: 'IPVS090',
    title: 'Not ready for nftables mode',
    severity: 'warning',
    affects: 'migrations; nftables mode is stable since 1.33 (KEP-3866)',
    group: 'coexistence',
    detectedFrom: ['kernel', 'configuration', 'API'],
    findings: [],
    symptom:
      'After the switch to nftables mode, kube-proxy does not start, or things that used to work no longer do.',
    evidence:
      'Kernel: before 5.13 it refuses to start (`kube-proxy in nftables mode requires kernel 5.13 or later`, ' +
      'unless `KUBE_PROXY_NFTABLES_SKIP_KERNEL_VERSION_CHECK` is set); `nft` before 1.0.1 is not supported; some ' +
      'versions were slow with very large rule sets. Node ports: the default is `primary`, so other addresses lose ' +
      'them; localhost has none. Policies: with `Local` and no local endpoint, traffic is dropped, both external ' +
      '(IPVS047) and internal (IPVS048). No longer used: scheduler, `excludeCIDRs`, `strictARP`, IPVS timeouts; ' +
      "balancing is random, idle connections last as long as conntrack's 24 h, not 900 s (IPVS021); session " +
      'affinity is unchanged. Addresses: kube-ipvs0 is gone, and with it ARP answers for external IPs (IPVS036, ' +
      'IPVS037) and host ports on Service addresses; source addresses on the node change, and NodeLocal DNSCache ' +
      'needs another layout (IPVS088). Tools: anything that reads iptables chains, `ipvsadm` or KUBE sets finds ' +
      'nothing; no CNI or firewall rule may drop the traffic earlier. Metrics with `iptables` in their name are ' +
      'replaced by ones with `nftables`, such as `kubeproxy_sync_proxy_rules_nftables_sync_failures_total`. ' +
      'Startup flushes all IPVS state and breaks open connections (IPVS087).',
    cause: 'nftables mode is a different data plane with its own rules.',
    remedy:
      'One node pool at a time, on new or drained nodes. While still in IPVS mode, set `nodePortAddresses` and ' +
      'find out who uses node ports; then set `mode: nftables` and reboot.',
    sources: [
      'https://github.com/kubernetes/enhancements/issues/3866',
      'https://kubernetes.io/docs/reference/networking/virtual-ips/',
      'https://github.com/kubernetes/kubernetes/issues/139513',
      'https://github.com/kubernetes/kubernetes/pull/135800',
      'https://github.com/kubernetes/kubernetes/pull/137501',
    ],
  },
];
