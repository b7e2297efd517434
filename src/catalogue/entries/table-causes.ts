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
      'Changes made outside kube-proxy (deleted or foreign entries, flushed iptables chains, node ports for new ' +
      'node addresses) stay wrong for up to an hour. API changes still take seconds.',
    evidence:
      'The version. In a quiet cluster, `kubeproxy_sync_proxy_rules_last_timestamp_seconds` becomes older than ' +
      'twice `syncPeriod` without any error.',
    cause: 'The new sync runner in these versions uses one hour instead of `syncPeriod`.',
    remedy: 'Upgrade to 1.34.4, 1.35.1 or 1.36; until then, restart kube-proxy after each manual repair.',
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
      'A Service is answered by the Pods of another one, and this changes every few seconds or with each endpoint ' +
      'change.',
    evidence:
      'The same protocol, address and port belong to more than one Service (cluster IPs, external IPs, ' +
      'load-balancer IPs, and node addresses with node ports). Log: at `-v=3` `IPVS service was changed` again and ' +
      'again when session affinity differs; at `-v=5` alternating `Using graceful delete` and additions. Real ' +
      'servers at weight 0 come and go.',
    cause:
      'kube-proxy does not decide who owns an address. Common causes: a load-balancer controller that shares ' +
      "addresses, one external IP in two Services, an external IP that is also a node's address, with a port that " +
      'is also a node port.',
    remedy:
      'Keep one owner for each protocol, address and port. Look for duplicates in `kubectl get svc -A -o json`.',
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
      'The virtual server has no `-a` lines in `ipvsadm -S -n`. The kernel logs `IPVS: rr: TCP 10.96.14.7:80 - no ' +
      'destination available` (with the scheduler in use), also when all weights are 0.',
    cause:
      'No endpoint of the Service is ready: Pods are not ready, the selector or the port names do not match ' +
      '(IPVS011), or `internalTrafficPolicy: Local` on a node without a Pod of the Service.',
    remedy:
      '`kubectl get endpointslices -l kubernetes.io/service-name=NAME`, then fix the Pods, the selector or the ' +
      'policy.',
    sources: ['https://github.com/cloudnativelabs/kube-router/issues/415'],
  },
  {
    code: 'IPVS011',
    title: 'kube-proxy ignores part of an EndpointSlice',
    severity: 'warning',
    affects: 'all versions; the same address in two slices: 1.35 and older',
    group: 'table',
    detectedFrom: ['API', 'log'],
    findings: ['real-server-missing'],
    symptom:
      'An EndpointSlice, usually one written by hand or by another controller, lists endpoints that are not in the ' +
      'table.',
    evidence:
      'Log: `Error getting endpoint slice cache keys` with `no kubernetes.io/service-name label set on ' +
      'endpoint slice` (level info), `Ignoring port with nil name`, `Ignoring invalid endpoint port` (nil ' +
      'or 0), `Ignoring invalid endpoint port with empty address`; at `-v=4` `Ignoring unsupported ' +
      'EndpointSlice` (1.36) or `EndpointSlice address type not supported by kube-proxy` (1.30).',
    cause:
      "The label `kubernetes.io/service-name` is missing; a port's name or protocol differs from that of the " +
      'Service; its name or number is nil; only the first address of an endpoint is used; the slice is of type ' +
      'FQDN; the slice has `ready: false`, which `publishNotReadyAddresses` does not override; or, up to 1.35, two ' +
      'slices give one address different conditions, and which one wins is random.',
    remedy:
      'Correct the slice: set the label, name its ports as in the Service, and use one address per endpoint.',
    sources: [
      'https://github.com/kubernetes/kubernetes/pull/135593',
      'https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/',
    ],
  },
  {
    code: 'IPVS012',
    title: 'A label excludes the Service from kube-proxy',
    severity: 'info',
    affects: 'all versions; the label `service.kubernetes.io/headless` on Services: 1.35 and older',
    group: 'table',
    detectedFrom: ['API'],
    findings: ['virtual-server-missing', 'virtual-server-unexpected'],
    symptom: 'The Service has a cluster IP, but no virtual server on any node.',
    evidence:
      'The Service has the label `service.kubernetes.io/service-proxy-name`, with any value, or, up to 1.35, ' +
      '`service.kubernetes.io/headless`.',
    cause:
      'These labels assign the Service to another proxy. They are often set by accident, copied from a slice or ' +
      'from a block of common Helm labels.',
    remedy: 'Remove the label, or install the proxy that it names.',
    sources: [
      'https://github.com/kubernetes/kubernetes/pull/134623',
      'https://github.com/kubernetes/kubernetes/issues/134321',
      'https://github.com/kubernetes/kubernetes/issues/81612',
    ],
  },
];
