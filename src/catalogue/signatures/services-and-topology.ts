import type {LogSignature} from '../catalogue-entry.ts';
import {klogSignature} from './make-signature.ts';

/** What kube-proxy logs about Services, EndpointSlices, topology hints and its Node. */
export const SERVICE_AND_TOPOLOGY_SIGNATURES: readonly LogSignature[] = [
  klogSignature('Skipping service due to cluster IP', 'utils.go', {
    level: 'I',
    verbosity: 3,
    meaning: 'a headless Service, correctly skipped',
  }),
  klogSignature('Skipping service due to Type=ExternalName', 'utils.go', {
    level: 'I',
    verbosity: 3,
    meaning: 'a Service of type ExternalName, correctly skipped',
  }),
  klogSignature('Skipping invalid IP', 'utils.go', {
    level: 'E',
    meaning: 'an external IP that is not an address is skipped',
    codes: ['IPVS011'],
  }),
  klogSignature('Invalid CIDR ignored', 'utils.go', {
    level: 'E',
    meaning: 'a CIDR in a list is invalid and skipped',
    codes: ['IPVS042'],
  }),
  klogSignature('Incorrect IP version', 'utils.go', {
    level: 'E',
    versions: '1.30',
    meaning: 'an endpoint of the other address family is skipped',
    codes: ['IPVS011'],
  }),
  klogSignature(
    'Service change tracker ignored the following load balancer ingress IP for given Service as it using Proxy mode',
    'serviceport.go',
    {
      level: 'I',
      verbosity: 4,
      versions: '1.30',
      meaning: 'load-balancer IPs with ipMode Proxy get no virtual server, as they should',
    },
  ),
  klogSignature('Service change tracker ignored the following external IPs', 'serviceport.go', {
    level: 'I',
    verbosity: 4,
    versions: '1.30',
    meaning: 'external IPs of the other address family are skipped',
  }),
  klogSignature('Service has no healthcheck nodeport', 'serviceport.go', {
    level: 'E',
    meaning: 'a Service with policy Local has no health-check node port',
    codes: ['IPVS049'],
  }),
  klogSignature('Setting nodePort for service port name', 'servicechangetracker.go', {
    level: 'I',
    routine: true,
    verbosity: 4,
    versions: '1.37 and later',
    meaning: 'a service port has a node port now',
    codes: ['IPVS077'],
  }),
  klogSignature('Adding new service port', 'servicechangetracker.go', {
    level: 'I',
    routine: true,
    verbosity: 4,
    meaning: 'a new service port arrived from the API',
    codes: ['IPVS077'],
  }),
  klogSignature('Removing service port', 'servicechangetracker.go', {
    level: 'I',
    routine: true,
    verbosity: 4,
    meaning: 'a service port is gone from the API',
    codes: ['IPVS077'],
  }),
  klogSignature('Setting endpoints for service port name', 'endpointslicecache.go', {
    level: 'I',
    routine: true,
    verbosity: 3,
    meaning: 'all endpoints of a service port as kube-proxy now sees them',
    codes: ['IPVS077'],
  }),
  klogSignature('Error getting endpoint slice cache keys', 'endpointschangetracker.go', {
    level: 'I',
    meaning: "a slice is ignored: it lacks the label with its Service's name",
    codes: ['IPVS011'],
  }),
  klogSignature('Ignoring port with nil name', 'endpointslicecache.go', {
    level: 'E',
    meaning: "a slice's port without a name field is ignored",
    codes: ['IPVS011'],
  }),
  klogSignature('Ignoring invalid endpoint port with empty address', 'endpointslicecache.go', {
    level: 'E',
    meaning: 'an endpoint without an address is ignored',
    codes: ['IPVS011'],
  }),
  klogSignature('Ignoring invalid endpoint port', 'endpointslicecache.go', {
    level: 'E',
    meaning: "a slice's port with number nil or 0 is ignored",
    codes: ['IPVS011'],
  }),
  klogSignature('Ignoring unsupported EndpointSlice', 'endpointschangetracker.go', {
    level: 'I',
    routine: true,
    verbosity: 4,
    versions: '1.36',
    meaning:
      'a slice of another address type is ignored; normal in dual-stack, where each family also sees the ' +
      "other's slices",
    codes: ['IPVS011'],
  }),
  klogSignature('EndpointSlice address type not supported by kube-proxy', 'endpointschangetracker.go', {
    level: 'I',
    routine: true,
    verbosity: 4,
    versions: '1.30',
    meaning: 'a slice of another address type is ignored',
    codes: ['IPVS011'],
  }),
  klogSignature('Error while parsing EndpointsLastChangeTriggerTimeAnnotation', 'endpointschangetracker.go', {
    level: 'E',
    meaning: 'the trigger time on a slice cannot be read, so the latency metric lacks it',
    codes: ['IPVS080'],
  }),
  klogSignature(
    'Ignoring same-node topology hints for service since no hints were provided for node',
    'topology.go',
    {
      level: 'I',
      routine: true,
      verbosity: 2,
      versions: '1.36',
      meaning: "no hints for nodes that name this one; the zone's hints are tried",
      codes: ['IPVS055'],
    },
  ),
  klogSignature('Ignoring same-zone topology hints for service since node is missing label', 'topology.go', {
    level: 'I',
    routine: true,
    verbosity: 2,
    versions: '1.36',
    meaning: 'the Node has no zone label, so endpoints are not filtered by zone',
    codes: ['IPVS055'],
  }),
  klogSignature(
    'Ignoring same-zone topology hints for service since no hints were provided for zone',
    'topology.go',
    {
      level: 'I',
      routine: true,
      verbosity: 2,
      versions: '1.36',
      meaning: 'no endpoint is hinted for this zone, so endpoints are not filtered',
      codes: ['IPVS055'],
    },
  ),
  klogSignature(
    'Ignoring same-zone topology hints for service since one or more endpoints is missing a zone hint',
    'topology.go',
    {
      level: 'I',
      routine: true,
      verbosity: 7,
      versions: '1.36',
      meaning: 'an endpoint lacks a zone hint, so endpoints are not filtered',
      codes: ['IPVS055'],
    },
  ),
  klogSignature('Skipping topology aware endpoint filtering since', 'topology.go', {
    level: 'I',
    routine: true,
    verbosity: 2,
    versions: '1.30',
    meaning: 'hints are not used: no zone label, no endpoint for the zone, or an endpoint without a hint',
    codes: ['IPVS055'],
  }),
  klogSignature("Received a watch event for a node that doesn't match the current node", 'proxier.go', {
    level: 'E',
    versions: '1.30',
    meaning: "kube-proxy's node name is not that of its Node",
    codes: ['IPVS054'],
  }),
  klogSignature('NodeIPs changed for the node', 'node.go', {
    level: 'I',
    versions: '1.36',
    meaning: "the node's addresses changed; kube-proxy uses the old ones until it restarts",
    codes: ['IPVS072'],
  }),
  klogSignature('PodCIDRs changed for the node', 'node.go', {
    level: 'I',
    versions: '1.36',
    meaning: "the node's Pod ranges changed, and kube-proxy exits on purpose",
    codes: ['IPVS074'],
  }),
  klogSignature(
    'Using NodeCIDR LocalDetector mode, current PodCIDRs are different than previous PodCIDRs, restarting',
    'node.go',
    {
      level: 'E',
      versions: '1.30',
      meaning: "the node's Pod ranges changed, and kube-proxy exits on purpose",
      codes: ['IPVS074'],
    },
  ),
  klogSignature('Node is being deleted', 'node.go', {
    level: 'I',
    versions: '1.36',
    meaning: 'the Node is being deleted, so the health endpoint will return 503',
    codes: ['IPVS078'],
  }),
  klogSignature('Current Node is being deleted', 'node.go', {
    level: 'E',
    versions: '1.30',
    meaning: 'the Node is being deleted, so the health endpoint will return 503',
    codes: ['IPVS078'],
  }),
];
