import type {CatalogueEntry} from '../catalogue-entry.ts';

/** Service addresses on the node and in the network around it. */
export const ADDRESS_ENTRIES: readonly CatalogueEntry[] = [
  {
    code: 'IPVS029',
    title: 'Left-over addresses on kube-ipvs0',
    severity: 'warning',
    affects: 'all versions; an error if someone else has the address now',
    group: 'addresses',
    detectedFrom: ['addresses', 'API'],
    findings: ['address-unexpected'],
    symptom:
      "This node cannot reach a host elsewhere in the network, because the host's address is local here. " +
      'Or a load-balancer IP that was given back still answers.',
    evidence:
      '`ip -o addr show kube-ipvs0` has an address that no Service explains, and `ip route get ADDRESS` ' +
      'answers `local ... dev kube-ipvs0`. Log: `UnbindAddress`; or `Failed to execute iptables-restore`, ' +
      'since addresses are removed after that step.',
    cause:
      'The sync fails before it gets to the removals, or kube-proxy was stopped or moved to another mode ' +
      '(IPVS084). Up to 1.26 kube-proxy removes an address only together with a virtual server that it deletes: ' +
      'one whose virtual server is gone already, or in `ipvs.excludeCIDRs`, stays, and a restart does not help.',
    remedy:
      'Repair the sync; up to 1.26 remove the address by hand. `ip addr del ADDRESS/32 dev kube-ipvs0` removes one address; after a change of ' +
      'mode `ip link del kube-ipvs0` removes all.',
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
      'The virtual server exists, but what the node sends, and often what its Pods send, leaves by the ' +
      'default route.',
    evidence:
      'Neither `ip -o addr show kube-ipvs0` nor any other interface has the address, and `ip route get` ' +
      'names a gateway. Log: `Failed to bind service address to dummy device`, `Error listing addresses ' +
      'binded to dummy interface`.',
    cause:
      'A network daemon took it off (IPVS031), IPv6 is switched off on the interface (`permission ' +
      'denied`), or someone deleted the interface. The next sync binds it again.',
    remedy:
      'Remove the cause and restart kube-proxy. Since 1.27.3 an address that another interface of the node ' +
      'has does not belong on kube-ipvs0.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/80297',
      'https://github.com/kubernetes-sigs/kubespray/issues/6950',
    ],
  },
  {
    code: 'IPVS031',
    title: 'A network daemon manages kube-ipvs0',
    severity: 'warning',
    affects: 'hosts that run either daemon',
    group: 'addresses',
    detectedFrom: ['person'],
    findings: ['address-unbound'],
    symptom:
      'Addresses vanish from kube-ipvs0 at boot, when a link goes up or down, or when the daemon ' +
      'restarts.',
    evidence: '`nmcli dev status` or `networkctl` calls kube-ipvs0 managed or configuring.',
    cause:
      'The daemon takes charge of interfaces it does not know, or removes addresses that it did not set.',
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
    title: 'Service addresses lead to all ports of the node',
    severity: 'warning',
    affects: '1.25 and older',
    group: 'addresses',
    detectedFrom: ['version', 'chains'],
    findings: [],
    symptom:
      '`ssh CLUSTER_IP` ends on the node. Whatever listens on 0.0.0.0 can be reached by any Service ' +
      'address, and the policies of the CNI cannot tell.',
    evidence:
      'Version 1.25 or older, and no chain KUBE-IPVS-FILTER. Every node holds every Service address as ' +
      'its own.',
    cause: 'An address on kube-ipvs0 is local to the host, and what IPVS has no port for, the host gets.',
    remedy:
      'Upgrade to 1.26 or later. Until then let daemons bind to node addresses only, or add an INPUT rule ' +
      'that rejects the Service range.',
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
    symptom: 'After an upgrade `ping CLUSTER_IP` answers `Destination Port Unreachable`.',
    evidence: 'The chain KUBE-IPVS-FILTER of table filter has a `REJECT` rule for the set KUBE-IPVS-IPS.',
    cause: '1.26 began to reject whatever is new and not for a port of the Service; ICMP has no ports.',
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
    affects: 'all versions; the node itself suffers less since 1.28',
    group: 'addresses',
    detectedFrom: ['API', 'addresses'],
    findings: ['address-unexpected'],
    symptom:
      'One node cannot be reached from the others: neither its kubelet, nor SSH, nor an API server on it. ' +
      'Or its node ports are gone.',
    evidence:
      "An entry of `spec.externalIPs` or of the load balancer's status equals an address of a node. On " +
      'the other nodes that address sits on kube-ipvs0, and `ip route get` calls it local.',
    cause:
      'Nodes without the address bind it to kube-ipvs0, so their packets to it stay at home. On its ' +
      'owner, up to 1.27, it fell out of the list of node-port addresses.',
    remedy:
      'Choose an address that no node has, or use a node port to publish on node addresses. Take the ' +
      'external IP out and see that it left kube-ipvs0. An admission policy prevents it (IPVS035).',
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
    affects: 'all versions; a matter of security',
    group: 'addresses',
    detectedFrom: ['API'],
    findings: [],
    symptom: 'What Pods and nodes send to an outside address arrives at a Pod of the cluster.',
    evidence:
      "A Service whose external IP is not the cluster's to give; the address is on kube-ipvs0 of all " +
      'nodes and in the set KUBE-EXTERNAL-IP.',
    cause:
      'Whoever may create Services may name any address. kube-proxy believes this field, and ' +
      '`status.loadBalancer` too.',
    remedy:
      'The admission plugin `DenyServiceExternalIPs`, or a policy that lists what is allowed. Since 1.36 ' +
      "also `AllowServiceExternalIPs=false` among kube-proxy's feature gates. Let RBAC guard " +
      '`services/status`.',
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
      'Traffic to a load-balancer IP lands on some node or other, jumps between nodes, and connections ' +
      'break. `arping` gets answers from several MAC addresses.',
    evidence:
      '`sysctl net.ipv4.conf.all.arp_ignore` is 0, kube-ipvs0 has addresses, `ipvs.strictARP` is false, ' +
      'and a layer-2 speaker runs in the cluster.',
    cause:
      'Linux answers ARP on each interface for every local address. That kube-ipvs0 is NOARP does not ' +
      'change this.',
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
      'External IPs that lived by ARP answers stop working. Proxy ARP, egress addresses and CNIs with ' +
      'unnumbered point-to-point links fail.',
    evidence:
      '`net.ipv4.conf.all.arp_ignore` is 1 or `net.ipv4.conf.all.arp_announce` is 2 although `strictARP` ' +
      'is false.',
    cause:
      'kube-proxy sets both when it starts and leaves them so. For the kernel counts the larger of `all` ' +
      "and the interface's own value, so a 0 on the interface changes nothing.",
    remedy:
      '`sysctl -w net.ipv4.conf.all.arp_ignore=0 net.ipv4.conf.all.arp_announce=0`, or put the addresses ' +
      'elsewhere.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/72779',
      'https://github.com/kubernetes/kubernetes/issues/71555',
      'https://github.com/antrea-io/antrea/pull/3816',
    ],
  },
  {
    code: 'IPVS038',
    title: 'A load-balancer IP moved, but its neighbours did not notice',
    severity: 'warning',
    affects: 'layer-2 load balancers',
    group: 'addresses',
    detectedFrom: ['person'],
    findings: [],
    symptom:
      'For minutes after a failover traffic goes to the old node. It may even work, since IPVS forwards ' +
      'from any node, but policy `Local` and source ranges then act on the wrong one.',
    evidence:
      "The switch or router does not see, or does not accept, the new owner's gratuitous ARP; the old " +
      "node's virtual server goes on counting (`ipvsadm -Ln --rate`).",
    cause:
      "kube-proxy sends no gratuitous ARP; that is the load-balancer controller's work. Routers may " +
      'ignore or limit it, and without strict ARP several nodes answer.',
    remedy:
      'Turn on strict ARP (IPVS036). Watch the announcements with `tcpdump -ni eth0 arp`, look at the ' +
      "router's settings, or use BGP.",
    sources: [
      'https://github.com/kubermatic/kubermatic/issues/7309',
      'https://github.com/metallb/metallb/issues/637',
    ],
  },
  {
    code: 'IPVS039',
    title: "Another agent mistakes a Service address for the node's own",
    severity: 'error',
    affects: "CNIs, kubelets and monitoring that detect the node's address by themselves",
    group: 'addresses',
    detectedFrom: ['API', 'addresses'],
    findings: [],
    symptom:
      "A Node's InternalIP, or its BGP or tunnel address, turns out to be a Service address or that of " +
      '`nodelocaldns`, and tunnels between nodes fail.',
    evidence:
      'The Node object or a resource of the CNI holds an address of the Service range, and sockets listen ' +
      'on it.',
    cause:
      'Taking the first address found picks kube-ipvs0 or nodelocaldns. Calico has left kube-ipvs0 out ' +
      'since 2017; not every agent does.',
    remedy:
      'Name the address: `--node-ip` for the kubelet, `IP_AUTODETECTION_METHOD=kubernetes-internal-ip` or ' +
      'an expression for the interface in Calico.',
    sources: [
      'https://github.com/projectcalico/calico/pull/1170',
      'https://github.com/projectcalico/calico/issues/6910',
      'https://github.com/openelb/openelb/issues/384',
    ],
  },
];
