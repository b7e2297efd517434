import type {CatalogueEntry} from '../catalogue-entry.ts';

/** Service addresses on the node and in the network around it. */
export const ADDRESS_ENTRIES: readonly CatalogueEntry[] = [
  {
    code: 'IPVS029',
    title: 'Leftover addresses on kube-ipvs0',
    severity: 'warning',
    affects: 'all versions; an error if someone else has the address now',
    group: 'addresses',
    detectedFrom: ['addresses', 'API'],
    findings: ['address-unexpected'],
    symptom:
      "This node cannot reach a host elsewhere in the network, because the host's address is local here. Or a " +
      'load-balancer IP that was released still answers.',
    evidence:
      '`ip -o addr show kube-ipvs0` has an address that belongs to no Service, and `ip route get ADDRESS` prints ' +
      '`local ... dev kube-ipvs0`. Log: `UnbindAddress`; or `Failed to execute iptables-restore`, because ' +
      'addresses are removed after that step.',
    cause:
      'The sync fails before it reaches the removals, or kube-proxy was stopped or switched to another mode ' +
      '(IPVS084). Up to 1.26 kube-proxy removes an address only together with a virtual server that it deletes. An ' +
      'address whose virtual server is already gone, or is in `ipvs.excludeCIDRs`, stays, and a restart does not ' +
      'help.',
    remedy:
      'Fix the sync; up to 1.26, remove the address by hand. `ip addr del ADDRESS/32 dev kube-ipvs0` removes one ' +
      'address; after a change of mode, `ip link del kube-ipvs0` removes all of them.',
    sources: [
      'https://github.com/kubernetes/kubernetes/pull/75283',
      'https://github.com/kubernetes/kubernetes/issues/78421',
      'https://github.com/kubernetes/kubernetes/pull/80942',
    ],
  },
  {
    code: 'IPVS030',
    title: 'Service address is missing on kube-ipvs0',
    severity: 'error',
    affects: 'all versions',
    group: 'addresses',
    detectedFrom: ['addresses', 'API', 'log'],
    findings: ['address-unbound'],
    symptom:
      'The virtual server exists, but traffic from the node, and often from its Pods, leaves by the default route.',
    evidence:
      'Neither `ip -o addr show kube-ipvs0` nor any other interface has the address, and `ip route get` ' +
      'names a gateway. Log: `Failed to bind service address to dummy device`, `Error listing addresses ' +
      'binded to dummy interface`.',
    cause:
      'A network daemon removed it (IPVS031), IPv6 is disabled on the interface (`permission denied`), or someone ' +
      'deleted the interface. The next sync binds it again.',
    remedy:
      'Fix the cause and restart kube-proxy. Since 1.27.3, an address that is already on another interface of the ' +
      'node does not belong on kube-ipvs0.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/80297',
      'https://github.com/kubernetes-sigs/kubespray/issues/6950',
    ],
  },
  {
    code: 'IPVS031',
    title: 'A network daemon manages kube-ipvs0',
    severity: 'warning',
    affects: 'hosts that run NetworkManager or systemd-networkd',
    group: 'addresses',
    detectedFrom: ['person'],
    findings: ['address-unbound'],
    symptom:
      'Addresses vanish from kube-ipvs0 at boot, when a link goes up or down, or when the daemon ' +
      'restarts.',
    evidence: '`nmcli dev status` or `networkctl` shows kube-ipvs0 as managed or configuring.',
    cause:
      'The daemon takes over interfaces that it does not know, or removes addresses that it did not set.',
    remedy:
      'NetworkManager: in `/etc/NetworkManager/conf.d/kube.conf`, section `[keyfile]`, write ' +
      '`unmanaged-devices+=interface-name:kube-ipvs0;interface-name:nodelocaldns`. systemd-networkd: a ' +
      '`.network` file with `[Match] Name=kube-ipvs0` and `[Link] Unmanaged=yes`; `KeepConfiguration=yes` ' +
      'for other interfaces.',
    sources: [
      'https://github.com/kubernetes-sigs/kubespray/issues/6950',
      'https://github.com/kubernetes-sigs/kubespray/pull/7315',
      'https://github.com/systemd/systemd/issues/4186',
    ],
  },
  {
    code: 'IPVS032',
    title: 'Service addresses expose all ports of the node',
    severity: 'warning',
    affects: '1.25 and older',
    group: 'addresses',
    detectedFrom: ['version', 'chains'],
    findings: [],
    symptom:
      '`ssh CLUSTER_IP` reaches the node. Anything that listens on 0.0.0.0 can be reached through any Service ' +
      'address, and CNI network policies cannot tell the difference.',
    evidence:
      'Version 1.25 or older, and no chain KUBE-IPVS-FILTER. Every node has every Service address as a local address.',
    cause:
      'An address on kube-ipvs0 is local to the host, and the host receives everything for ports that IPVS does ' +
      'not serve.',
    remedy:
      'Upgrade to 1.26 or later. Until then, bind daemons to node addresses only, or add an INPUT rule that ' +
      'rejects the Service range.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/72236',
      'https://github.com/kubernetes/kubernetes/pull/108460',
      'https://github.com/cloudnativelabs/kube-router/issues/282',
    ],
  },
  {
    code: 'IPVS033',
    title: 'Ping to a Service address fails',
    severity: 'info',
    affects: '1.26 and later',
    group: 'addresses',
    detectedFrom: ['version'],
    findings: [],
    symptom: 'After an upgrade, `ping CLUSTER_IP` reports `Destination Port Unreachable`.',
    evidence: 'The chain KUBE-IPVS-FILTER in table filter has a `REJECT` rule for the set KUBE-IPVS-IPS.',
    cause:
      'Since 1.26 kube-proxy rejects new traffic that is not for a port of the Service; ICMP has no ports.',
    remedy: 'Nothing is wrong. Test the port with `curl` or `nc` instead.',
    sources: [
      'https://github.com/kubernetes/website/issues/41002',
      'https://github.com/kubernetes/kubernetes/pull/108460',
    ],
  },
  {
    code: 'IPVS034',
    title: "External or load-balancer IP is also a node's address",
    severity: 'error',
    affects: 'all versions; the node itself is less affected since 1.28',
    group: 'addresses',
    detectedFrom: ['API', 'addresses'],
    findings: ['address-unexpected'],
    symptom:
      'The other nodes cannot reach one node: not its kubelet, not SSH, not an API server on it. Or its node ports ' +
      'are gone.',
    evidence:
      "An entry of `spec.externalIPs` or of the load balancer's status equals an address of a node. On the other " +
      'nodes that address is on kube-ipvs0, and `ip route get` shows it as local.',
    cause:
      'Nodes without the address bind it to kube-ipvs0, so their packets to it never leave the node. On the node ' +
      'that owns it, up to 1.27, it is dropped from the list of node-port addresses.',
    remedy:
      'Choose an address that no node has, or use a node port to publish on node addresses. Remove the external IP ' +
      'and check that it is gone from kube-ipvs0. An admission policy prevents this (IPVS035).',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/127410',
      'https://github.com/kubernetes/kubernetes/issues/93175',
      'https://github.com/kubernetes/kubernetes/issues/80738',
      'https://github.com/kubernetes/kubernetes/issues/104679',
      'https://github.com/kubernetes/kubernetes/issues/114815',
    ],
  },
  {
    code: 'IPVS035',
    title: 'An external IP captures traffic (CVE-2020-8554)',
    severity: 'error',
    affects: 'all versions; a security problem',
    group: 'addresses',
    detectedFrom: ['API'],
    findings: [],
    symptom: 'Traffic from Pods and nodes to an outside address arrives at a Pod in the cluster.',
    evidence:
      'A Service has an external IP that does not belong to the cluster; the address is on kube-ipvs0 of all nodes ' +
      'and in the set KUBE-EXTERNAL-IP.',
    cause:
      'Anyone who may create Services may set any address. kube-proxy trusts this field, and `status.loadBalancer` ' +
      'too.',
    remedy:
      'Use the admission plugin `DenyServiceExternalIPs`, or a policy that lists the allowed addresses. Since ' +
      '1.36, the kube-proxy feature gate `AllowServiceExternalIPs=false` works too. Restrict `services/status` ' +
      'with RBAC.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/97076',
      'https://github.com/kubernetes/kubernetes/issues/97110',
      'https://github.com/kubernetes/enhancements/pull/5873',
    ],
  },
  {
    code: 'IPVS036',
    title: 'Every node answers ARP for load-balancer IPs',
    severity: 'error',
    affects: '`strictARP: false`; an error where a layer-2 load balancer runs (MetalLB, kube-vip, OpenELB)',
    group: 'addresses',
    detectedFrom: ['sysctl', 'configuration', 'API'],
    findings: [],
    symptom:
      'Traffic to a load-balancer IP lands on an arbitrary node or moves between nodes, and connections break. ' +
      '`arping` gets answers from several MAC addresses.',
    evidence:
      '`sysctl net.ipv4.conf.all.arp_ignore` is 0, kube-ipvs0 has addresses, `ipvs.strictARP` is false, ' +
      'and a layer-2 speaker runs in the cluster.',
    cause:
      'Linux answers ARP on each interface for every local address. The NOARP flag of kube-ipvs0 does not change ' +
      'this.',
    remedy:
      'Set `ipvs.strictARP: true` and restart: `kubectl -n kube-system get cm kube-proxy -o yaml | sed ' +
      "'s/strictARP: false/strictARP: true/' | kubectl apply -f -`, then `kubectl -n kube-system rollout " +
      'restart ds/kube-proxy`.',
    sources: [
      'https://github.com/metallb/metallb/issues/153',
      'https://github.com/kubernetes/kubernetes/issues/59976',
      'https://github.com/kubernetes/kubernetes/pull/75295',
      'https://github.com/kubermatic/kubermatic/issues/7309',
    ],
  },
  {
    code: 'IPVS037',
    title: 'Strict ARP breaks other things, or stays on',
    severity: 'warning',
    affects: '`strictARP: true`, now or in the past',
    group: 'addresses',
    detectedFrom: ['sysctl', 'configuration'],
    findings: [],
    symptom:
      'External IPs that relied on ARP answers stop working. Proxy ARP, egress addresses and CNIs with unnumbered ' +
      'point-to-point links fail.',
    evidence:
      '`net.ipv4.conf.all.arp_ignore` is 1 or `net.ipv4.conf.all.arp_announce` is 2 although `strictARP` ' +
      'is false.',
    cause:
      'kube-proxy sets both when it starts and never resets them. The kernel uses the larger of `all` and the ' +
      "interface's own value, so a 0 on the interface changes nothing.",
    remedy:
      '`sysctl -w net.ipv4.conf.all.arp_ignore=0 net.ipv4.conf.all.arp_announce=0`, or move the addresses elsewhere.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/72779',
      'https://github.com/kubernetes/kubernetes/issues/71555',
      'https://github.com/antrea-io/antrea/pull/3816',
    ],
  },
  {
    code: 'IPVS038',
    title: 'A load-balancer IP moved, but neighbours still use the old node',
    severity: 'warning',
    affects: 'layer-2 load balancers',
    group: 'addresses',
    detectedFrom: ['person'],
    findings: [],
    symptom:
      'For minutes after a failover, traffic goes to the old node. It may even work, because IPVS forwards from ' +
      'any node, but policy `Local` and source ranges then apply on the wrong node.',
    evidence:
      "The switch or router does not see, or does not accept, the new owner's gratuitous ARP; the counters of the " +
      "old node's virtual server keep rising (`ipvsadm -Ln --rate`).",
    cause:
      "kube-proxy sends no gratuitous ARP; that is the load-balancer controller's job. Routers may ignore or " +
      'rate-limit it, and without strict ARP several nodes answer.',
    remedy:
      "Turn on strict ARP (IPVS036). Watch the announcements with `tcpdump -ni eth0 arp`, check the router's " +
      'settings, or use BGP.',
    sources: [
      'https://github.com/kubermatic/kubermatic/issues/7309',
      'https://github.com/metallb/metallb/issues/637',
    ],
  },
  {
    code: 'IPVS039',
    title: "Another agent mistakes a Service address for the node's own",
    severity: 'error',
    affects: "CNIs, kubelets and monitoring that detect the node's address themselves",
    group: 'addresses',
    detectedFrom: ['API', 'addresses'],
    findings: [],
    symptom:
      "A Node's InternalIP, or its BGP or tunnel address, is a Service address or the address of `nodelocaldns`, " +
      'and tunnels between nodes fail.',
    evidence:
      'The Node object or a CNI resource contains an address from the Service range, and sockets listen on it.',
    cause:
      'An agent that takes the first address it finds picks kube-ipvs0 or nodelocaldns. Calico has ignored ' +
      'kube-ipvs0 since 2017; not every agent does.',
    remedy:
      'Set the address explicitly: `--node-ip` for the kubelet, `IP_AUTODETECTION_METHOD=kubernetes-internal-ip` ' +
      'or an interface expression in Calico.',
    sources: [
      'https://github.com/projectcalico/calico/pull/1170',
      'https://github.com/projectcalico/calico/issues/6910',
      'https://github.com/openelb/openelb/issues/384',
    ],
  },
];
