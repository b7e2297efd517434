import type {CatalogueEntry} from '../catalogue-entry.ts';

/** Traffic policies, health checks, source ranges and topology. */
export const POLICY_ENTRIES: readonly CatalogueEntry[] = [
  {
    code: 'IPVS047',
    title: 'externalTrafficPolicy Local sends traffic to other nodes',
    severity: 'warning',
    affects: 'all versions',
    group: 'policies',
    detectedFrom: ['API', 'metric'],
    findings: [],
    symptom:
      'On a node without an endpoint, outside clients hang or get replies from an unknown address instead of a ' +
      'clean refusal. Pods and the node itself get through.',
    evidence:
      'External virtual servers contain endpoints on other nodes although the policy is Local, which is by design ' +
      'in IPVS mode. `kubeproxy_sync_proxy_rules_no_local_endpoints_total{traffic_policy="external"}` is above 0.',
    cause:
      'Where no endpoint is local, IPVS mode uses those of the whole cluster so that access from inside works. But ' +
      'packets from outside are not masqueraded: the remote Pod replies directly, bypassing the node, and the ' +
      'client does not accept that.',
    remedy:
      'Use policy Cluster; or a DaemonSet, so that each node that announces the address has a Pod; or announce the ' +
      'address only where there is an endpoint. The health-check node port shows a load balancer which nodes those ' +
      'are.',
    sources: [
      'https://github.com/kubernetes/kubernetes/pull/97081',
      'https://github.com/kubernetes/kubernetes/issues/75262',
      'https://github.com/kubernetes/kubernetes/issues/71596',
      'https://github.com/kubernetes/kubernetes/issues/93456',
    ],
  },
  {
    code: 'IPVS048',
    title: 'internalTrafficPolicy Local lets traffic leave the node',
    severity: 'warning',
    affects: 'all versions',
    group: 'policies',
    detectedFrom: ['API', 'metric'],
    findings: [],
    symptom:
      'Despite the policy, the cluster IP sends Pods to endpoints on other nodes. Or the opposite: nodes without ' +
      'an endpoint refuse connections.',
    evidence:
      'The virtual server of the cluster IP contains remote endpoints, and the Service also has an external IP, a ' +
      'load-balancer IP or a node port. Without any of these, the virtual server is empty. ' +
      '`kubeproxy_sync_proxy_rules_no_local_endpoints_total{traffic_policy="internal"}` is above 0.',
    cause:
      'On a node without a local endpoint, kube-proxy falls back to the endpoints of the cluster, but only for ' +
      'Services that are also reachable from outside.',
    remedy: 'Use a separate Service of type ClusterIP for traffic within the node, backed by a DaemonSet.',
    sources: [
      'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/proxy/ipvs/proxier.go',
      'https://kubernetes.io/docs/concepts/services-networking/service-traffic-policy/',
    ],
  },
  {
    code: 'IPVS049',
    title: 'Health checks for policy Local fail',
    severity: 'error',
    affects: 'Services of type LoadBalancer with `externalTrafficPolicy: Local`',
    group: 'policies',
    detectedFrom: ['events', 'log'],
    findings: [],
    symptom: 'The cloud load balancer marks all nodes as unhealthy, or the wrong ones.',
    evidence:
      "`curl -i NODE:PORT/healthz` with the Service's `healthCheckNodePort` is refused or returns 503. Log: " +
      '`Failed to start healthcheck`, with the event `FailedToStartServiceHealthcheck` on the Service if the port ' +
      'is in use; `Service has no healthcheck nodeport`; `Received request for closed healthcheck`. 503 with ' +
      '`"localEndpoints": 0` is correct. Since 1.27 it also returns 503 while kube-proxy is unhealthy ' +
      '(`serviceProxyHealthy: false`, IPVS078).',
    cause:
      'A process or another Service uses the port; the node name is wrong, so that no endpoint is ever local ' +
      '(IPVS054); `nodePortAddresses` matches nothing (IPVS042); or a firewall is in between (IPVS050, IPVS059).',
    remedy:
      'Free the port or correct the name. The response body shows the Service, the number of endpoints and ' +
      "kube-proxy's health.",
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/98465',
      'https://github.com/kubernetes/kubernetes/issues/97225',
      'https://github.com/kubernetes/kubernetes/pull/97824',
    ],
  },
  {
    code: 'IPVS050',
    title: 'KUBE-IPVS-FILTER rejects health checks',
    severity: 'error',
    affects: '1.26.0 and later, and the first 1.27 patches; external IPs with policy Local: 1.26 to 1.29',
    group: 'policies',
    detectedFrom: ['version', 'chains'],
    findings: [],
    symptom:
      'Since an upgrade to 1.26, load balancers that probe their own address at the health-check port, and clients ' +
      'of external IPs with policy Local, get port unreachable.',
    evidence:
      'In filter/KUBE-IPVS-FILTER the RETURN rule for the set KUBE-HEALTH-CHECK-NODE-PORT is missing, or ' +
      'that for KUBE-EXTERNAL-IP-LOCAL.',
    cause: 'The first version of the chain did not let them pass.',
    remedy:
      'Upgrade: for health checks to 1.28 or a late patch of 1.26 or 1.27, for external IPs with policy ' +
      'Local to 1.30 or later.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/117621',
      'https://github.com/kubernetes/kubernetes/pull/117723',
      'https://github.com/kubernetes/kubernetes/issues/117613',
    ],
  },
  {
    code: 'IPVS051',
    title: 'Traffic to a load-balancer IP never leaves the node',
    severity: 'warning',
    affects: 'all versions',
    group: 'policies',
    detectedFrom: ['API', 'addresses'],
    findings: [],
    symptom:
      'Pods, hostNetwork Pods and the node reach the Service directly, bypassing the load balancer: TLS is not ' +
      'terminated, the PROXY protocol header is missing, and the source address differs. With policy Local, ' +
      'hostNetwork Pods fail on nodes without an endpoint. If the load balancer probes from this address, its ' +
      'probes are lost.',
    evidence: 'The address is on kube-ipvs0, and `ip route get` shows it as local.',
    cause:
      "kube-proxy serves the IPs of the load balancer's status on every node. A packet that arrives from " +
      'such an address seems to come from the node itself, and the kernel drops it as a martian.',
    remedy:
      'Use a provider that sets `ipMode: Proxy` (1.30 and later), or that publishes only a `hostname`. Then check ' +
      'that the address is gone from kube-ipvs0.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/93456',
      'https://github.com/kubernetes/kubernetes/issues/66062',
      'https://github.com/kubernetes/kubernetes/issues/92857',
      'https://github.com/kubernetes/kubernetes/issues/79783',
      'https://github.com/kubernetes/kubernetes/issues/125167',
    ],
  },
  {
    code: 'IPVS052',
    title: 'loadBalancerSourceRanges do not cover all paths',
    severity: 'warning',
    affects: 'traffic from nodes: 1.28 and older; node ports: all versions; a security problem',
    group: 'policies',
    detectedFrom: ['API', 'version', 'chains'],
    findings: [],
    symptom: 'Clients outside the ranges get in through a node port or an external IP, or from a node.',
    evidence:
      'KUBE-LOAD-BALANCER-FW contains only load-balancer IPs; up to 1.28 the chain KUBE-IPVS-OUT-FILTER does not ' +
      'exist.',
    cause:
      'The ranges protect load-balancer IPs and nothing else. A load balancer that sends to node ports does not ' +
      "use that address, and from the node itself source and destination are both the Service's address.",
    remedy:
      'Upgrade to 1.29 or later, set `allocateLoadBalancerNodePorts: false`, use a NetworkPolicy, and also put the ' +
      "ranges into the cloud's firewall.",
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/119656',
      'https://github.com/kubernetes/kubernetes/pull/119791',
      'https://github.com/kubernetes/kubernetes/issues/88698',
    ],
  },
  {
    code: 'IPVS053',
    title: 'Source range 0.0.0.0/0 blocks everyone',
    severity: 'error',
    affects: '1.33 and older',
    group: 'policies',
    detectedFrom: ['API', 'version', 'sets'],
    findings: ['ipset-member-missing'],
    symptom: 'Nobody can reach a LoadBalancer Service with `loadBalancerSourceRanges: [0.0.0.0/0]`.',
    evidence:
      'The Service is in KUBE-LOAD-BALANCER-FW but not in KUBE-LOAD-BALANCER-SOURCE-CIDR. Log: `Failed to ' +
      'add ip set entry to ip set` with `The value of the CIDR parameter of the IP address is invalid`.',
    cause: 'A set of type hash:ip,port,net cannot hold a prefix of length 0.',
    remedy: 'Leave the field out, or use 0.0.0.0/1 and 128.0.0.0/1. 1.34 and later handle the range.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/132719',
      'https://github.com/kubernetes/kubernetes/pull/132722',
    ],
  },
  {
    code: 'IPVS054',
    title: "kube-proxy's node name differs from its Node",
    severity: 'error',
    affects: 'all versions',
    group: 'policies',
    detectedFrom: ['API', 'configuration', 'sets', 'log'],
    findings: [],
    symptom:
      'Services with policy Local behave as if no node, or just one, had a local endpoint. Health checks return ' +
      '503, and node hints have no effect.',
    evidence:
      'Pods run here, yet KUBE-LOOP-BACK is empty and ' +
      '`kubeproxy_sync_proxy_rules_no_local_endpoints_total` is high. Log up to about 1.30: `Failed to ' +
      'retrieve node info` with `nodes "NAME" not found`, `Received a watch event for a node that ' +
      "doesn't match the current node`; since 1.34 `Timed out waiting for node to exist`; also `Can't " +
      "determine this node's IP, assuming loopback`.",
    cause:
      '`hostnameOverride` is missing or wrong. Or the host name is fully qualified while the Node has a short name ' +
      '(AWS, vSphere, a change by DHCP). Case does not matter: kube-proxy converts its name to lower case.',
    remedy:
      "Take `hostnameOverride` from the Pod's `spec.nodeName`: `--hostname-override=$(NODE_NAME)` through the " +
      'downward API. A ConfigMap shared by all nodes must leave it empty.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/71851',
      'https://github.com/kubernetes/kubernetes/issues/86517',
      'https://github.com/kubernetes-sigs/kubespray/issues/3610',
    ],
  },
  {
    code: 'IPVS055',
    title: 'Topology hints have no effect, or take effect unexpectedly',
    severity: 'info',
    affects: 'all versions; the rules changed in 1.27, 1.31 and 1.33',
    group: 'policies',
    detectedFrom: ['API', 'log'],
    findings: ['real-server-missing'],
    symptom:
      '`trafficDistribution` is set but traffic still crosses zones. Or, since the upgrade to 1.31, traffic of a ' +
      'Service without the annotation stays in its zone.',
    evidence:
      'Log at `-v=2`: in 1.36 `Ignoring same-zone topology hints for service since` or `Ignoring ' +
      'same-node topology hints for service since` and a reason, in 1.30 `Skipping topology aware ' +
      'endpoint filtering since`.',
    cause:
      'One ready endpoint without a hint turns the filter off. So does a zone without any hinted endpoint, or a ' +
      'Node without the label `topology.kubernetes.io/zone`. Since 1.31, hints apply without the annotation.',
    remedy:
      'Set the zone label on the nodes, check the `hints` of the EndpointSlices, and give the controller time to ' +
      'rebalance.',
    sources: [
      'https://kubernetes.io/docs/concepts/services-networking/topology-aware-routing/',
      'https://github.com/kubernetes/enhancements/issues/3015',
    ],
  },
  {
    code: 'IPVS056',
    title: 'New connections go to terminating Pods',
    severity: 'info',
    affects: '1.26 and later',
    group: 'policies',
    detectedFrom: ['API', 'table'],
    findings: [],
    symptom: 'A terminating Pod still receives new connections.',
    evidence: 'No endpoint is ready; those with `serving: true` and `terminating: true` have weight 1.',
    cause:
      'When no endpoint is ready, kube-proxy falls back to those that are terminating but still serving; with ' +
      'policy Local it decides this on each node.',
    remedy:
      'None is needed if no request should be lost. Otherwise make the readiness probe fail on SIGTERM, which sets ' +
      '`serving` to false.',
    sources: ['https://github.com/kubernetes/enhancements/issues/1669'],
  },
];
