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
      'At a node that has no endpoint, outside clients hang or get replies from an unknown address, where ' +
      'a clean refusal was due. Pods and the node itself get through.',
    evidence:
      'External virtual servers hold endpoints of other nodes although the policy is Local, which is by ' +
      'design in IPVS mode. ' +
      '`kubeproxy_sync_proxy_rules_no_local_endpoints_total{traffic_policy="external"}` is above 0.',
    cause:
      'Where no endpoint is local, IPVS mode uses those of the whole cluster so that access from inside ' +
      'works. But packets from outside stay unmasqueraded: the remote Pod replies past the node, and the ' +
      'client does not accept that.',
    remedy:
      'Policy Cluster; or a DaemonSet, so that each announcing node has a Pod; or announce the address ' +
      'only where there is an endpoint. The health-check node port tells a load balancer which nodes ' +
      'those are.',
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
      'Despite the policy the cluster IP takes Pods to endpoints of other nodes. Or the other way: nodes ' +
      'without an endpoint refuse connections.',
    evidence:
      'The virtual server of the cluster IP holds remote endpoints, while the Service also has an ' +
      'external IP, a load-balancer IP or a node port. Without any of these the virtual server is empty. ' +
      '`kubeproxy_sync_proxy_rules_no_local_endpoints_total{traffic_policy="internal"}` is above 0.',
    cause:
      'On a node without a local endpoint kube-proxy falls back to the endpoints of the cluster, but only ' +
      'for Services that can be reached from outside at all.',
    remedy: 'A separate Service of type ClusterIP for traffic within the node, with a DaemonSet behind it.',
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
    symptom: "The cloud's load balancer calls all nodes unhealthy, or the good ones.",
    evidence:
      "`curl -i NODE:PORT/healthz` with the Service's `healthCheckNodePort` is refused or says 503. Log: " +
      '`Failed to start healthcheck`, with the event `FailedToStartServiceHealthcheck` on the Service if ' +
      'something else has the port; `Service has no healthcheck nodeport`; `Received request for closed ' +
      'healthcheck`. 503 with `"localEndpoints": 0` is simply true. Since 1.27 it is 503 too while ' +
      'kube-proxy is unhealthy (`serviceProxyHealthy: false`, IPVS078).',
    cause:
      'A process or another Service has the port; the node name is wrong, so that no endpoint is ever ' +
      'local (IPVS054); `nodePortAddresses` fits nothing (IPVS042); or a firewall stands in between ' +
      '(IPVS050, IPVS059).',
    remedy:
      'Free the port or correct the name. The body of the answer names the Service, the number of ' +
      "endpoints and kube-proxy's health.",
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
      'Since an upgrade to 1.26, port unreachable is the answer to load balancers that probe their own ' +
      'address at the health-check port, and to clients of external IPs with policy Local.',
    evidence:
      'In filter/KUBE-IPVS-FILTER the RETURN rule for the set KUBE-HEALTH-CHECK-NODE-PORT is missing, or ' +
      'that for KUBE-EXTERNAL-IP-LOCAL.',
    cause: 'The chain as first written did not let them pass.',
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
      'Pods, hostNetwork Pods and the node reach the Service directly, past the load balancer: TLS is not ' +
      'terminated, the PROXY protocol header is missing, and the source address is another. With policy ' +
      'Local, hostNetwork Pods fail on nodes without an endpoint. If the load balancer probes from this ' +
      'address, its probes get lost.',
    evidence: 'The address is on kube-ipvs0, and `ip route get` calls it local.',
    cause:
      "kube-proxy serves the IPs of the load balancer's status on every node. A packet that arrives from " +
      'such an address seems to come from the node itself, and the kernel drops it as a martian.',
    remedy:
      'A provider that sets `ipMode: Proxy` (1.30 and later), or that publishes only a `hostname`. Then ' +
      'see that the address left kube-ipvs0.',
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
    title: 'loadBalancerSourceRanges let others through',
    severity: 'warning',
    affects: 'traffic from nodes: 1.28 and older; node ports: all versions; a matter of security',
    group: 'policies',
    detectedFrom: ['API', 'version', 'chains'],
    findings: [],
    symptom:
      'Whoever comes by a node port or an external IP, or from a node, gets in from outside the ranges.',
    evidence:
      'KUBE-LOAD-BALANCER-FW holds load-balancer IPs only; up to 1.28 the chain KUBE-IPVS-OUT-FILTER does ' +
      'not exist.',
    cause:
      'The ranges guard load-balancer IPs and nothing else. Behind a load balancer that sends to node ' +
      'ports that address is not seen, and from the node itself source and destination are both the ' +
      "Service's address.",
    remedy:
      'Upgrade to 1.29 or later, set `allocateLoadBalancerNodePorts: false`, use a NetworkPolicy, and put ' +
      "the ranges into the cloud's firewall too.",
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
    symptom: 'Nobody gets through to a LoadBalancer Service with `loadBalancerSourceRanges: [0.0.0.0/0]`.',
    evidence:
      'The Service is in KUBE-LOAD-BALANCER-FW but not in KUBE-LOAD-BALANCER-SOURCE-CIDR. Log: `Failed to ' +
      'add ip set entry to ip set` with `The value of the CIDR parameter of the IP address is invalid`.',
    cause: 'A set of type hash:ip,port,net cannot hold a prefix of length 0.',
    remedy: 'Leave the field out, or write 0.0.0.0/1 and 128.0.0.0/1. 1.34 and later understand the range.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/132719',
      'https://github.com/kubernetes/kubernetes/pull/132722',
    ],
  },
  {
    code: 'IPVS054',
    title: 'kube-proxy runs under another name than its Node',
    severity: 'error',
    affects: 'all versions',
    group: 'policies',
    detectedFrom: ['API', 'configuration', 'sets', 'log'],
    findings: [],
    symptom:
      'Services with policy Local act as if no node, or just one, had a local endpoint. Health checks say ' +
      '503, and hints for nodes do nothing.',
    evidence:
      'Pods run here, yet KUBE-LOOP-BACK is empty and ' +
      '`kubeproxy_sync_proxy_rules_no_local_endpoints_total` is high. Log up to about 1.30: `Failed to ' +
      'retrieve node info` with `nodes "NAME" not found`, `Received a watch event for a node that ' +
      "doesn't match the current node`; since 1.34 `Timed out waiting for node to exist`; also `Can't " +
      "determine this node's IP, assuming loopback`.",
    cause:
      '`hostnameOverride` is missing or wrong. Or the host name is a full domain name while the Node has ' +
      'a short one (AWS, vSphere, a change by DHCP). Case alone does no harm: kube-proxy writes its name ' +
      'in lower case.',
    remedy:
      "Take `hostnameOverride` from the Pod's `spec.nodeName`: `--hostname-override=$(NODE_NAME)` by the " +
      'downward API. A ConfigMap that all nodes share must leave it empty.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/71851',
      'https://github.com/kubernetes/kubernetes/issues/86517',
      'https://github.com/kubernetes-sigs/kubespray/issues/3610',
    ],
  },
  {
    code: 'IPVS055',
    title: 'Topology hints do nothing, or act unasked',
    severity: 'info',
    affects: 'all versions; the rules changed in 1.27, 1.31 and 1.33',
    group: 'policies',
    detectedFrom: ['API', 'log'],
    findings: ['real-server-missing'],
    symptom:
      '`trafficDistribution` is set and traffic still crosses zones. Or a Service that has no annotation ' +
      'stays in its zone since the upgrade to 1.31.',
    evidence:
      'Log at `-v=2`: in 1.36 `Ignoring same-zone topology hints for service since` or `Ignoring ' +
      'same-node topology hints for service since` and a reason, in 1.30 `Skipping topology aware ' +
      'endpoint filtering since`.',
    cause:
      'It takes one ready endpoint without a hint to turn the filter off. So does a zone that no endpoint ' +
      'names, and a Node without the label `topology.kubernetes.io/zone`. From 1.31 on hints count ' +
      'without an annotation.',
    remedy:
      'Give the nodes their zone label, read the `hints` of the EndpointSlices, and give the controller ' +
      'time to balance.',
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
    symptom: 'A Pod that is on its way out still receives new clients.',
    evidence:
      'No endpoint of the set is ready; those with `serving: true` and `terminating: true` have weight 1.',
    cause:
      'Where no endpoint is ready kube-proxy falls back to those that terminate but still serve; for ' +
      'policy Local it decides so on each node.',
    remedy:
      'None, if no request is to be lost. Otherwise let the readiness probe fail at SIGTERM, which makes ' +
      '`serving` false.',
    sources: ['https://github.com/kubernetes/enhancements/issues/1669'],
  },
];
