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
      'Whenever its own Service sends a Pod back to itself the connection hangs: one try in as many as ' +
      'there are endpoints.',
    evidence:
      "KUBE-LOOP-BACK lacks the Pod's member `ADDRESS,PROTOCOL:PORT,ADDRESS`; " +
      '`net.bridge.bridge-nf-call-iptables` is 0; or the bridge port has hairpin mode off.',
    cause:
      'The packet must be masqueraded and sent back through the port it came from. br_netfilter is not ' +
      'loaded (kube-proxy up to 1.28 says so in its log, later ones do not), the CNI has hairpin mode ' +
      'off, or the endpoint is not seen as local (IPVS054).',
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
      'Connections from the node, or from outside by the cluster IP, to Pods on other nodes hang. ' +
      "`ipvsadm -Lnc` shows SYN_RECV with the Service's address as source.",
    evidence:
      'An entry such as `SYN_RECV 10.96.0.1:... 10.96.0.1:443 ...`, and no KUBE-MARK-MASQ rule that fits ' +
      'the source. Log at start: `Defaulting to no-op detect-local`, or `Detect-local-mode set to ' +
      'ClusterCIDR, but no cluster CIDR`.',
    cause:
      '`clusterCIDR` is empty or wrong, so kube-proxy takes Pods for others or others for Pods; ' +
      '`net.ipv4.vs.conntrack` is 0 (IPVS017); KUBE-POSTROUTING was flushed (IPVS060); or another agent ' +
      'uses the mark 0x4000 too and rewrites it.',
    remedy:
      'Set `clusterCIDR` to the range of the Pods, or a fitting `detectLocalMode`. To test: ' +
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
      'Node ports work for local Pods only. After Docker or a firewall was installed, Services fail ' +
      'across nodes.',
    evidence:
      '`iptables -S FORWARD` shows `-P FORWARD DROP` and its counters rise; the drop comes before ' +
      'KUBE-FORWARD, or there is no such chain. In IPVS mode INPUT sees packets to Service addresses too.',
    cause:
      'KUBE-FORWARD lets only marked packets through. For the others, those under policy Local or from a ' +
      'Pod to a cluster IP, the CNI must have a rule, or the policy must be ACCEPT. A host firewall also ' +
      'meets Service addresses in INPUT.',
    remedy: 'FORWARD and INPUT must accept the ranges of Pods and Services. Take Docker off the nodes.',
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
      'Since a firewall reload only some clients reach the Services. That lasts up to 30 s, in the ' +
      'versions named up to an hour; hostPorts do not recover at all.',
    evidence: 'KUBE chains are missing, or nothing jumps to them, while the IPVS table is complete.',
    cause:
      '`firewall-cmd --reload`, `iptables -F`, `nft flush ruleset`, or a firewall service that restarted. ' +
      'No canary chain tells IPVS mode of it; not before its next sync does kube-proxy make the chains ' +
      'again.',
    remedy:
      'Switch firewalld off or set `FlushAllOnReload=no`. After a flush restart kube-proxy, and the Pods ' +
      'that use a hostPort.',
    sources: [
      'https://github.com/rancher/rke2/issues/10469',
      'https://github.com/k3s-io/k3s/issues/7542',
      'https://github.com/kubernetes/kubernetes/pull/81517',
    ],
  },
  {
    code: 'IPVS061',
    title: 'Rules or members of IP sets are not loaded',
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
      'New Services work but deleted ones stay; `/healthz` turns to 503; the masquerade rules are old.',
    evidence:
      'Log `Failed to execute iptables-restore` with the lines it choked on. ' +
      '`kubeproxy_sync_proxy_rules_iptables_restore_failures_total` grows, the last-sync time stands ' +
      'still. Where single members fail: `Failed to add ip set entry to ip set` with what ipset said ' +
      '(IPVS067, IPVS069).',
    cause:
      'A rule names a set that does not exist; the kernel lacks one of xt_set, xt_ipvs and xt_comment; ' +
      'someone holds the xtables lock; the iptables variants do not match (IPVS062); or up to 1.24 ' +
      'KUBE-MARK-DROP is missing. Members alone: changed by hand, or the ipset program of the image fails.',
    remedy:
      'Run the printed rule by hand to see its error. Load the modules: `modprobe -a xt_set xt_ipvs ' +
      'xt_comment xt_mark`. Stop whatever holds the lock.',
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
      "kube-proxy's rules exist twice or cannot be seen, old rules drop packets, and the kubelet's " +
      'KUBE-FIREWALL has doubles.',
    evidence:
      '`iptables-legacy-save` and `iptables-nft-save` both hold KUBE chains; a warning `iptables-legacy ' +
      'tables present`.',
    cause:
      'The container brings one variant and the host the other, or a system upgrade switched and left the ' +
      'old rules in place.',
    remedy:
      'Use one variant everywhere. Empty the other, in tables nat and filter (for legacy: ' +
      '`iptables-legacy -t nat -F`, then `-X`, and likewise `-t filter`), or reboot after a system ' +
      'upgrade. Current kube-proxy images choose by the hint chain that the kubelet makes.',
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
    title: 'Large packets get lost (MTU)',
    severity: 'warning',
    affects: 'overlays, VPNs, jumbo frames, paths through load balancers',
    group: 'packets',
    detectedFrom: ['person'],
    findings: [],
    symptom:
      'Small requests work and large answers hang; TLS handshakes stop half-way; only by Service ' +
      'addresses or between nodes.',
    evidence:
      '`ping -M do -s 1472 POD` fails; tunnel and Pod have MTUs that cannot work together; ICMP ' +
      '`fragmentation needed` does not reach the real server. The MTU of kube-ipvs0 (1500) does not ' +
      'matter.',
    cause:
      "Nobody took the overlay's header off the MTU, ICMP is blocked, or path-MTU discovery gets lost on " +
      'its way back through IPVS (`net.ipv4.vs.pmtu_disc`).',
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
      'From a node to a Service whose Pod is on another node the first answer takes 1 s, 3 s and so on, ' +
      'up to 63 s. From Pod to Pod all is well.',
    evidence: '`tcpdump` on the tunnel shows wrong UDP checksums; `ethtool -k flannel.1` has tx-checksum on.',
    cause:
      'A defect of the kernel: the wrapped packet is masqueraded twice with `--random-fully`, and ' +
      'checksum offload then gets the sum wrong.',
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
