import type {CatalogueEntry} from '../catalogue-entry.ts';

/** Masquerading, filtering, and packets on the wire. */
export const PACKET_ENTRIES: readonly CatalogueEntry[] = [
  {
    code: 'IPVS057',
    title: 'A Pod that calls its own Service times out (hairpin)',
    severity: 'warning',
    affects: 'all versions, with CNIs that use a bridge',
    group: 'packets',
    detectedFrom: ['sets', 'sysctl'],
    findings: [],
    symptom:
      'When the Service sends a Pod back to itself, the connection hangs: with N endpoints, about one attempt in N.',
    evidence:
      "KUBE-LOOP-BACK lacks the Pod's member `ADDRESS,PROTOCOL:PORT,ADDRESS`; " +
      '`net.bridge.bridge-nf-call-iptables` is 0; or the bridge port has hairpin mode off.',
    cause:
      'The packet must be masqueraded and sent back through the port it came from. br_netfilter is not loaded ' +
      '(kube-proxy up to 1.28 logs this, later versions do not), the CNI has hairpin mode off, or the endpoint is ' +
      'not recognised as local (IPVS054).',
    remedy:
      '`modprobe br_netfilter; sysctl -w net.bridge.bridge-nf-call-iptables=1`, and turn on hairpinMode ' +
      'in the CNI.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/53775',
      'https://github.com/kubernetes/kubernetes/issues/54219',
      'https://github.com/kubernetes/kubernetes/issues/134884',
      'https://github.com/flannel-io/flannel/issues/1702',
    ],
  },
  {
    code: 'IPVS058',
    title: 'Service traffic is not masqueraded',
    severity: 'error',
    affects: 'all versions',
    group: 'packets',
    detectedFrom: ['connections', 'configuration', 'log'],
    findings: [],
    symptom:
      'Connections from the node, or from outside through the cluster IP, to Pods on other nodes hang. `ipvsadm ' +
      "-Lnc` shows SYN_RECV with the Service's address as source.",
    evidence:
      'An entry such as `SYN_RECV 10.96.0.1:... 10.96.0.1:443 ...`, and no KUBE-MARK-MASQ rule that matches the ' +
      'source. Log at startup: `Defaulting to no-op detect-local`, or `Detect-local-mode set to ClusterCIDR, but ' +
      'no cluster CIDR`.',
    cause:
      '`clusterCIDR` is empty or wrong, so kube-proxy cannot tell Pods from other sources; `net.ipv4.vs.conntrack` ' +
      'is 0 (IPVS017); KUBE-POSTROUTING was flushed (IPVS060); or another agent also uses the mark 0x4000 and ' +
      'rewrites it.',
    remedy:
      'Set `clusterCIDR` to the Pod range, or choose a suitable `detectLocalMode`. To test: ' +
      '`iptables.masqueradeAll: true`.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/63241',
      'https://github.com/kubernetes/kubernetes/issues/65158',
      'https://github.com/kubernetes/kubernetes/issues/77077',
      'https://github.com/kubernetes/kubeadm/issues/1461',
      'https://github.com/projectcalico/calico/issues/3258',
    ],
  },
  {
    code: 'IPVS059',
    title: 'INPUT or FORWARD drops Service traffic',
    severity: 'error',
    affects: 'all versions',
    group: 'packets',
    detectedFrom: ['chains'],
    findings: [],
    symptom:
      'Node ports work for local Pods only. After Docker or a firewall is installed, Services fail across nodes.',
    evidence:
      '`iptables -S FORWARD` shows `-P FORWARD DROP` and its counters rise; the drop comes before KUBE-FORWARD, or ' +
      'that chain does not exist. In IPVS mode INPUT also sees packets to Service addresses.',
    cause:
      'KUBE-FORWARD lets only marked packets through. For other packets, those under policy Local or from a Pod to ' +
      'a cluster IP, the CNI must have a rule, or the policy must be ACCEPT. A host firewall also sees Service ' +
      'addresses in INPUT.',
    remedy: 'Accept the Pod and Service ranges in FORWARD and INPUT. Remove Docker from the nodes.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/59656',
      'https://github.com/k3s-io/k3s/issues/7183',
    ],
  },
  {
    code: 'IPVS060',
    title: 'Something flushed iptables',
    severity: 'error',
    affects: 'all versions; lasts longer in 1.34.0 to 1.34.3 and 1.35.0',
    group: 'packets',
    detectedFrom: ['chains'],
    findings: ['iptables-chain-missing'],
    symptom:
      'After a firewall reload, only some clients reach the Services. This lasts up to 30 s, in the versions ' +
      'listed up to an hour; hostPorts do not recover at all.',
    evidence: 'KUBE chains are missing or nothing jumps to them, although the IPVS table is complete.',
    cause:
      '`firewall-cmd --reload`, `iptables -F`, `nft flush ruleset`, or a firewall service that restarted. IPVS ' +
      'mode has no canary chain to detect this; kube-proxy recreates the chains only in its next sync.',
    remedy:
      'Disable firewalld or set `FlushAllOnReload=no`. After a flush, restart kube-proxy and the Pods that use a ' +
      'hostPort.',
    sources: [
      'https://github.com/rancher/rke2/issues/10469',
      'https://github.com/k3s-io/k3s/issues/7542',
      'https://github.com/kubernetes/kubernetes/pull/81517',
    ],
  },
  {
    code: 'IPVS061',
    title: 'iptables rules or IP set members are not loaded',
    severity: 'error',
    affects: 'all versions',
    group: 'packets',
    detectedFrom: ['log', 'metric'],
    findings: [
      'virtual-server-unexpected',
      'real-server-stale',
      'address-unexpected',
      'ipset-member-missing',
      'ipset-member-unexpected',
    ],
    symptom:
      'New Services work but deleted ones remain; `/healthz` returns 503; the masquerade rules are old.',
    evidence:
      'Log `Failed to execute iptables-restore` with the lines it rejected. ' +
      '`kubeproxy_sync_proxy_rules_iptables_restore_failures_total` grows, and the last-sync time does not ' +
      "advance. If single members fail: `Failed to add ip set entry to ip set` with ipset's error (IPVS067, " +
      'IPVS069).',
    cause:
      'A rule names a set that does not exist; the kernel lacks xt_set, xt_ipvs or xt_comment; another program ' +
      'holds the xtables lock; the iptables variants do not match (IPVS062); or up to 1.24 KUBE-MARK-DROP is ' +
      "missing. If only members are wrong: they were changed by hand, or the image's ipset program fails.",
    remedy:
      'Run the printed rule by hand to see its error. Load the modules: `modprobe -a xt_set xt_ipvs xt_comment ' +
      'xt_mark`. Stop the program that holds the lock.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/71071',
      'https://github.com/kubernetes/kubernetes/issues/80462',
      'https://github.com/kubernetes/kubernetes/issues/112477',
    ],
  },
  {
    code: 'IPVS062',
    title: 'iptables legacy and nft are mixed',
    severity: 'error',
    affects: 'all versions',
    group: 'packets',
    detectedFrom: ['chains'],
    findings: ['iptables-chain-missing'],
    symptom:
      "kube-proxy's rules exist twice or cannot be seen, old rules drop packets, and the kubelet's KUBE-FIREWALL " +
      'has duplicates.',
    evidence:
      '`iptables-legacy-save` and `iptables-nft-save` both contain KUBE chains; a warning `iptables-legacy tables ' +
      'present`.',
    cause:
      'The container has one variant and the host the other, or a system upgrade switched variants and left the ' +
      'old rules in place.',
    remedy:
      'Use one variant everywhere. Flush the other, in tables nat and filter (for legacy: `iptables-legacy -t nat ' +
      '-F`, then `-X`, and likewise `-t filter`), or reboot after a system upgrade. Current kube-proxy images ' +
      'choose the variant by the hint chain that the kubelet creates.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/71305',
      'https://github.com/kubernetes/kubernetes/issues/82361',
      'https://github.com/kubernetes/kubernetes/issues/107965',
      'https://github.com/kubernetes/kubernetes/issues/109811',
      'https://github.com/kubernetes/kubernetes/issues/112477',
    ],
  },
  {
    code: 'IPVS063',
    title: 'Large packets are lost (MTU)',
    severity: 'warning',
    affects: 'overlays, VPNs, jumbo frames, paths through load balancers',
    group: 'packets',
    detectedFrom: ['person'],
    findings: [],
    symptom:
      'Small requests work but large responses hang; TLS handshakes stop halfway; only through Service addresses ' +
      'or between nodes.',
    evidence:
      '`ping -M do -s 1472 POD` fails; the MTUs of tunnel and Pod do not fit together; ICMP `fragmentation needed` ' +
      'does not reach the real server. The MTU of kube-ipvs0 (1500) does not matter.',
    cause:
      'The overlay header was not subtracted from the MTU, ICMP is blocked, or path-MTU discovery messages are ' +
      'lost on their way back through IPVS (`net.ipv4.vs.pmtu_disc`).',
    remedy: 'Correct the MTU in the CNI, allow ICMP type 3 code 4, or clamp the TCP MSS.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/68546',
      'https://github.com/cloudnativelabs/kube-router/issues/685',
    ],
  },
  {
    code: 'IPVS064',
    title: 'Delays of 1 s to 63 s over VXLAN',
    severity: 'warning',
    affects: 'kernels before 5.6.13, 5.4.41, 4.19.123 and 4.14.181, and some network cards',
    group: 'packets',
    detectedFrom: ['kernel', 'person'],
    findings: [],
    symptom:
      'From a node to a Service whose Pod is on another node, the first response takes 1 s, 3 s and so on, up to ' +
      '63 s. Pod-to-Pod traffic is fine.',
    evidence: '`tcpdump` on the tunnel shows wrong UDP checksums; `ethtool -k flannel.1` has tx-checksum on.',
    cause:
      'A kernel bug: the encapsulated packet is masqueraded twice with `--random-fully`, and checksum offload then ' +
      'computes a wrong checksum.',
    remedy:
      'Upgrade the kernel, or `ethtool -K flannel.1 tx-checksum-ip-generic off` (with Calico: ' +
      'vxlan.calico).',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/88986',
      'https://github.com/kubernetes/kubernetes/issues/90854',
      'https://github.com/kubernetes/kubernetes/pull/92035',
      'https://github.com/projectcalico/calico/issues/3145',
      'https://github.com/flannel-io/flannel/pull/1282',
    ],
  },
];
