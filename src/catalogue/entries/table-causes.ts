import type {CatalogueEntry} from '../catalogue-entry.ts';

/** A table out of step with the API, seen from its causes: resyncs, collisions, slices, labels. */
export const TABLE_CAUSE_ENTRIES: readonly CatalogueEntry[] = [
  {
    code: 'IPVS008',
    title: 'Full resync comes only once an hour',
    severity: 'warning',
    affects: '1.34.0 to 1.34.3, 1.35.0',
    group: 'table',
    detectedFrom: ['version', 'metric'],
    findings: ['virtual-server-unexpected', 'real-server-stale'],
    symptom:
      "What is changed behind kube-proxy's back (deleted or foreign entries, flushed iptables chains, " +
      'node ports for new node addresses) stays wrong for up to an hour. What changes in the API still ' +
      'takes seconds.',
    evidence:
      'The version. In a quiet cluster `kubeproxy_sync_proxy_rules_last_timestamp_seconds` grows older ' +
      'than twice `syncPeriod` without any error.',
    cause: 'The new sync runner of these versions was given one hour where `syncPeriod` belongs.',
    remedy: 'Go to 1.34.4, 1.35.1 or 1.36; before that, restart kube-proxy after each repair by hand.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/134147',
      'https://github.com/kubernetes/kubernetes/pull/135631',
      'https://github.com/kubernetes/kubernetes/pull/136122',
      'https://github.com/kubernetes/kubernetes/pull/136123',
    ],
  },
  {
    code: 'IPVS009',
    title: 'Two Services claim one address and port',
    severity: 'error',
    affects: 'all versions',
    group: 'table',
    detectedFrom: ['API'],
    findings: ['real-server-stale', 'real-server-missing', 'scheduler-mismatch', 'persistence-mismatch'],
    symptom:
      'A Service answers with the Pods of another one, and which of the two changes every few seconds or ' +
      'with each change of an endpoint.',
    evidence:
      'The same protocol, address and port belongs to more than one Service, counting cluster IPs, ' +
      'external IPs, load-balancer IPs, and node addresses with node ports. Log: at `-v=3` `IPVS service ' +
      'was changed` again and again when session affinity differs; at `-v=5` `Using graceful delete` and ' +
      'additions by turns. Real servers at weight 0 come and go.',
    cause:
      'kube-proxy does not settle who owns an address. Common: a load-balancer controller that shares ' +
      "addresses, one external IP in two Services, an external IP that is also a node's address, with a " +
      'port that is also a node port.',
    remedy:
      'Leave one owner for each protocol, address and port. Look for doubles in `kubectl get svc -A -o ' +
      'json`.',
    sources: [
      'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/proxy/ipvs/proxier.go',
      'https://kubernetes.io/docs/concepts/services-networking/service/#external-ips',
    ],
  },
  {
    code: 'IPVS010',
    title: 'Virtual server has no real servers',
    severity: 'warning',
    affects: 'all versions',
    group: 'table',
    detectedFrom: ['table', 'API', 'kernel log'],
    findings: [],
    symptom: 'Connections are refused at once, by a TCP reset or an ICMP port unreachable.',
    evidence:
      'The virtual server has no `-a` lines in `ipvsadm -S -n`. The kernel logs `IPVS: rr: TCP ' +
      '10.96.14.7:80 - no destination available` (with the scheduler in use); it does so too when all ' +
      'weights are 0.',
    cause:
      'No endpoint of the Service is ready: Pods are not ready, the selector or the port names do not ' +
      'match (IPVS011), or `internalTrafficPolicy: Local` meets a node without a Pod of the Service.',
    remedy:
      '`kubectl get endpointslices -l kubernetes.io/service-name=NAME`, then put the Pods, the selector ' +
      'or the policy right.',
    sources: ['https://github.com/cloudnativelabs/kube-router/issues/415'],
  },
  {
    code: 'IPVS011',
    title: 'kube-proxy ignores what an EndpointSlice says',
    severity: 'warning',
    affects: 'all versions; the same address in two slices: 1.35 and older',
    group: 'table',
    detectedFrom: ['API', 'log'],
    findings: ['real-server-missing'],
    symptom:
      'An EndpointSlice, mostly one written by hand or by another controller, lists endpoints that the ' +
      'table does not have.',
    evidence:
      'Log: `Error getting endpoint slice cache keys` with `no kubernetes.io/service-name label set on ' +
      'endpoint slice` (level info), `Ignoring port with nil name`, `Ignoring invalid endpoint port` (nil ' +
      'or 0), `Ignoring invalid endpoint port with empty address`; at `-v=4` `Ignoring unsupported ' +
      'EndpointSlice` (1.36) or `EndpointSlice address type not supported by kube-proxy` (1.30).',
    cause:
      "The label `kubernetes.io/service-name` is missing; a port's name or protocol is not that of the " +
      'Service; its name or number is nil; only the first address of an endpoint counts; the slice is of ' +
      'type FQDN; the slice says `ready: false`, which `publishNotReadyAddresses` does not undo; or, up ' +
      'to 1.35, two slices give one address different conditions and chance decides.',
    remedy:
      'Correct the slice: set the label, name its ports as in the Service, write one address per ' +
      'endpoint.',
    sources: [
      'https://github.com/kubernetes/kubernetes/pull/135593',
      'https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/',
    ],
  },
  {
    code: 'IPVS012',
    title: 'A label keeps the Service out',
    severity: 'info',
    affects: 'all versions; the label `service.kubernetes.io/headless` on Services: 1.35 and older',
    group: 'table',
    detectedFrom: ['API'],
    findings: ['virtual-server-missing', 'virtual-server-unexpected'],
    symptom: 'The Service has a cluster IP, but nowhere a virtual server.',
    evidence:
      'The Service carries the label `service.kubernetes.io/service-proxy-name`, with whatever value, or ' +
      'up to 1.35 `service.kubernetes.io/headless`.',
    cause:
      'These labels give the Service to another proxy. They often get there by accident, copied from a ' +
      'slice or from a block of common Helm labels.',
    remedy: 'Take the label off, or install the proxy that it names.',
    sources: [
      'https://github.com/kubernetes/kubernetes/pull/134623',
      'https://github.com/kubernetes/kubernetes/issues/134321',
      'https://github.com/kubernetes/kubernetes/issues/81612',
    ],
  },
];
