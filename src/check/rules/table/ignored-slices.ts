import type {EndpointSlice, Service} from '../../../model/index.ts';
import {clusterRule} from '../../rule.ts';
import {fail, type Verdict} from '../../verdict.ts';
import {serviceName, wholeService} from '../../whole-service.ts';

const NAME_LABEL = 'kubernetes.io/service-name';

/** Hands a Service to another proxy. */
const PROXY_NAME_LABEL = 'service.kubernetes.io/service-proxy-name';

/**
 * EndpointSlices of which kube-proxy uses nothing, or not what their writer meant
 * (`pkg/proxy/endpointslicecache.go`, `pkg/proxy/endpointschangetracker.go`).
 */
export const IGNORED_SLICES = clusterRule({
  code: 'IPVS011',
  check: ({cluster}) => {
    const services = new Map(cluster.services.map((service) => [serviceName(service), service]));
    return cluster.endpointSlices.flatMap((slice) => judgeSlice(slice, services));
  },
});

function judgeSlice(slice: EndpointSlice, services: ReadonlyMap<string, Service>): readonly Verdict[] {
  if (slice.endpoints.length === 0) return [];
  if (slice.serviceName === '') {
    return [
      fail({
        message: `the EndpointSlice ${serviceName(slice)} belongs to no Service: kube-proxy ignores it`,
        evidence: [
          `${serviceName(slice)} has no label ${NAME_LABEL}, and ${slice.endpoints.length} endpoints`,
        ],
      }),
    ];
  }
  const service = services.get(`${slice.namespace}/${slice.serviceName}`);
  if (!service || !isServed(service)) return [];
  const reason = whyIgnored(slice, service);
  if (reason === undefined) return [];
  return [
    fail({
      service: wholeService(service),
      message: `kube-proxy ignores the EndpointSlice ${serviceName(slice)}: ${reason}`,
      evidence: [`${serviceName(slice)}: addressType ${slice.addressType}, ports ${portsOf(slice)}`],
    }),
  ];
}

function isServed({type, clusterIP, labels}: Service): boolean {
  if (PROXY_NAME_LABEL in labels) return false;
  return type !== 'ExternalName' && clusterIP !== 'None' && clusterIP !== '';
}

function whyIgnored({addressType, ports}: EndpointSlice, service: Service): string | undefined {
  if (addressType !== 'IPv4' && addressType !== 'IPv6')
    return `kube-proxy does not serve its address type ${addressType}`;
  if (service.ipFamilies.length > 0 && !service.ipFamilies.some((family) => family === addressType))
    return `the Service has no ${addressType} address`;
  const usable = ports.filter(({name, port}) => name !== undefined && port !== undefined && port > 0);
  if (usable.length === 0) return 'none of its ports has both a name and a number';
  const matches = usable.some(({name, protocol}) =>
    service.ports.some((port) => port.name === name && port.protocol === protocol),
  );
  if (matches) return undefined;
  const wanted = service.ports.map(({name, protocol}) => `${name || '(unnamed)'}/${protocol}`).join(', ');
  return `no port has the name and protocol of a port of the Service (${wanted})`;
}

function portsOf({ports}: EndpointSlice): string {
  if (ports.length === 0) return 'none';
  return ports
    .map(
      ({name, protocol, port}) =>
        `${name === '' ? '(unnamed)' : (name ?? '(no name)')}/${protocol} ${port ?? '(no number)'}`,
    )
    .join(', ');
}
