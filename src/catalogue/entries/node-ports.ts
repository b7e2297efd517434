import type {CatalogueEntry} from '../catalogue-entry.ts';

/** Node ports. */
export const NODE_PORT_ENTRIES: readonly CatalogueEntry[] = [
  {
    code: 'IPVS040',
    title: 'Node ports do not work on 127.0.0.1',
    severity: 'info',
    affects: 'all versions',
    group: 'node-ports',
    detectedFrom: ['table'],
    findings: [],
    symptom: 'On the node, `curl 127.0.0.1:30080` is refused; in iptables mode it worked.',
    evidence: 'No loopback address has a virtual server, whatever `nodePortAddresses` lists.',
    cause:
      'This is by design: packets with a loopback source cannot be routed to a Pod. `localhost` in ' +
      '`nodePortAddresses` (1.37) has no effect in IPVS mode; in nftables mode it can work, behind the feature ' +
      'gate `KubeProxyNFTablesLocalhostNodePorts` (KEP-6032).',
    remedy:
      "Use the node's address. An image registry on localhost needs a hostPort, or a DaemonSet with " +
      'hostNetwork.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/67730',
      'https://github.com/kubernetes/kubernetes/issues/56320',
      'https://github.com/kubernetes/kubernetes/issues/96879',
      'https://github.com/kubernetes/kubernetes/pull/101023',
      'https://github.com/kubernetes/kubernetes/issues/111840',
    ],
  },
  {
    code: 'IPVS041',
    title: 'Node ports are open on all addresses of the node',
    severity: 'warning',
    affects: 'all versions with `nodePortAddresses` unset',
    group: 'node-ports',
    detectedFrom: ['configuration', 'table', 'log'],
    findings: [],
    symptom:
      'Node ports answer on link-local, bridge, storage and public addresses alike, and the table has one virtual ' +
      'server per node port and address.',
    evidence:
      'Virtual servers on addresses of `docker0`, `cni0` or `flannel.1`, or on 169.254 addresses. Log at ' +
      'start since 1.31: `Kube-proxy configuration may be incomplete or incorrect` with ' +
      '`nodePortAddresses is unset; NodePort connections will be accepted on all local IPs`.',
    cause:
      'The default is all addresses, including those of interfaces that are DOWN. A list for only one family ' +
      'leaves the other open; the log reports that too.',
    remedy:
      'Set `nodePortAddresses: ["primary"]` since 1.31, or CIDRs of both families. Do not choose a CIDR that ' +
      'covers the Service range, or every cluster IP gets node ports as well.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/59156',
      'https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/',
    ],
  },
  {
    code: 'IPVS042',
    title: 'nodePortAddresses matches no address of the node',
    severity: 'error',
    affects: 'all versions',
    group: 'node-ports',
    detectedFrom: ['configuration', 'addresses', 'log'],
    findings: ['virtual-server-missing'],
    symptom: 'No node port works on the node, and health-check node ports are blocked too.',
    evidence:
      'There is no virtual server for any node port, the KUBE-NODE-PORT sets are empty, and ' +
      'KUBE-HEALTH-CHECK-NODE-PORT lacks its ports. Log up to 1.27: `Failed to get node IP address matching ' +
      'nodeport cidr` with `no addresses found for cidrs`; since 1.28 nothing is logged for it. `Failed to get ' +
      'node ip address matching node port addresses, health check port will listen to all node addresses` may be ' +
      'logged.',
    cause:
      'A typo in a CIDR, a node in another subnet, only loopback (`localhost` alone), or the wrong family.',
    remedy: 'Correct the list so that it matches every node pool.',
    sources: [
      'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/proxy/ipvs/proxier.go',
      'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/proxy/util/nodeport_addresses.go',
    ],
  },
  {
    code: 'IPVS043',
    title: 'Node ports disappear for a moment',
    severity: 'error',
    affects: 'mostly 1.27.2 and older; up to 1.36 also when the interfaces cannot be listed',
    group: 'node-ports',
    detectedFrom: ['version', 'log'],
    findings: ['virtual-server-missing'],
    symptom: 'All node ports of a node fail for a short time while many Pods come and go.',
    evidence:
      'Log: `Error listing node addresses` or `Failed to get node IP address matching nodeport cidr` with `route ' +
      'ip+net: no such network interface`; in 1.28 to 1.36 `Reading addresses`, harmless by itself; since 1.37 ' +
      '`Could not look up link` or `Failed to dump node addresses`. At `-v=4` `Delete service` for node-port ' +
      'addresses.',
    cause:
      "Go's address listing fails when an interface disappears while it runs. kube-proxy then treated the list as " +
      'empty and deleted all node-port virtual servers in that sync. 1.37 reads all addresses at once.',
    remedy:
      'Upgrade to 1.28 or later (1.27.3 and backports also read interface by interface), and set ' +
      '`nodePortAddresses`.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/112185',
      'https://github.com/kubernetes/kubernetes/pull/115019',
      'https://github.com/kubernetes/kubernetes/pull/117684',
      'https://github.com/golang/go/issues/51934',
    ],
  },
  {
    code: 'IPVS044',
    title: 'A node port conflicts with another use of the same port',
    severity: 'error',
    affects: 'all versions',
    group: 'node-ports',
    detectedFrom: ['API', 'sysctl'],
    findings: [],
    symptom:
      'Something on a port from 30000 to 32767 (a host process, kubelet streaming, an outgoing connection) stops ' +
      'working once a node port with that number exists. A Service whose own port is in that range behaves oddly ' +
      'from the node.',
    evidence:
      "`ss -ltn` and a Service's `nodePort` show the same number, or `net.ipv4.ip_local_port_range` " +
      'overlaps the node-port range.',
    cause:
      'IPVS gets the packets before the socket does, and the port is not reserved: newer kube-proxy versions no ' +
      'longer open it. The KUBE-NODE-PORT rules match only the port number and whether the address is local.',
    remedy:
      'Reserve the range: `net.ipv4.ip_local_reserved_ports=30000-32767`. Keep ephemeral ports and ' +
      'service ports out of it.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/132068',
      'https://github.com/kubernetes/kubernetes/issues/111682',
      'https://github.com/kubernetes/kubernetes/pull/112559',
      'https://github.com/kubernetes/kubernetes/issues/100643',
    ],
  },
  {
    code: 'IPVS045',
    title: 'Masquerading uses a node port as source port',
    severity: 'warning',
    affects: 'all versions; more likely the more node ports there are',
    group: 'node-ports',
    detectedFrom: ['conntrack', 'sysctl'],
    findings: [],
    symptom: 'Occasionally, under load, connections from a node to a cluster IP time out.',
    evidence:
      "conntrack shows a SYN_SENT entry marked `[UNREPLIED]` whose reply port is some Service's node port.",
    cause:
      '`MASQUERADE --random-fully` may pick a port in the node-port range, and the reply then hits a node-port ' +
      'virtual server.',
    remedy: 'Use fewer node-port addresses, or nftables mode. Masquerading ignores reserved ports.',
    sources: ['https://github.com/kubernetes/kubernetes/issues/139276'],
  },
  {
    code: 'IPVS046',
    title: 'hostPort and a Service do not work together',
    severity: 'warning',
    affects: 'all versions; depends on the portmap plugin of the CNI',
    group: 'node-ports',
    detectedFrom: ['API', 'chains'],
    findings: [],
    symptom: 'Outside clients can reach the hostPort but Pods cannot, or nobody can.',
    evidence: 'KUBE-SERVICES comes before the CNI-HOSTPORT rules and has already accepted the packet.',
    cause:
      'The chain KUBE-SERVICES of IPVS mode accepts Service traffic at its end; whichever chain comes ' +
      'first decides.',
    remedy: 'Use a newer portmap plugin, or a node port or hostNetwork instead of hostPort.',
    sources: ['https://github.com/kubernetes/kubernetes/issues/66103'],
  },
];
