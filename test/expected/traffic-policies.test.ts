import {describe, expect, test} from '@jest/globals';
import {expectedOn} from '../support/builders/cluster.ts';
import {aSlice} from '../support/builders/endpoint-slice.ts';
import {aPort, aService, type ServiceOverrides} from '../support/builders/service.ts';
import {realServersOf} from '../support/builders/state-texts.ts';

const CLUSTER_IP = 'TCP 10.96.14.7:80';

/** Ways in which a Service can be reached from outside, the virtual server there, and whether it counts as external. */
const EXPOSURES = [
  {exposure: 'ClusterIP', service: {}, external: undefined, ext: false, extLocalType: false},
  {
    exposure: 'ClusterIP with an external IP',
    service: {externalIPs: ['198.51.100.7']},
    external: 'TCP 198.51.100.7:80',
    ext: true,
    extLocalType: true,
  },
  {
    exposure: 'ClusterIP with an ingress left over',
    service: {ingress: [{ip: '203.0.113.5'}]},
    external: 'TCP 203.0.113.5:80',
    ext: true,
    extLocalType: false,
  },
  {
    exposure: 'NodePort',
    service: {type: 'NodePort', ports: [aPort({nodePort: 30080})]},
    external: 'TCP 192.0.2.11:30080',
    ext: true,
    extLocalType: true,
  },
  {
    exposure: 'LoadBalancer',
    service: {type: 'LoadBalancer', ingress: [{ip: '203.0.113.5'}]},
    external: 'TCP 203.0.113.5:80',
    ext: true,
    extLocalType: true,
  },
  {
    exposure: 'LoadBalancer without an address',
    service: {type: 'LoadBalancer', ingress: [{hostname: 'lb.example'}]},
    external: undefined,
    ext: false,
    extLocalType: true,
  },
] satisfies readonly {service: ServiceOverrides; [field: string]: unknown}[];

const STATES = ['', '!r', ' st', ' t'];

/** All ways to have at most two endpoints, local (@a) and remote (@b). */
const ENDPOINTS = [
  '',
  ...STATES.flatMap((one) => [`5@a${one}`, `7@b${one}`]),
  ...STATES.flatMap((one) => STATES.flatMap((two) => [`5@a${one}, 7@b${two}`, `5@a${one}, 6@a${two}`])),
];

interface Policies {
  readonly ext: boolean;
  readonly intLocal: boolean;
  readonly extLocal: boolean;
  readonly fallback: boolean;
}

/** The rules of sections 5.2 and 5.4, as they stand there. */
function oracle(endpoints: string, {ext, intLocal, extLocal, fallback}: Policies) {
  const all = endpoints.split(', ').filter((text) => text !== '');
  const ready = (list: readonly string[]) => list.filter((text) => STATES.indexOf(text.slice(3)) === 0);
  const orTerminating = (list: readonly string[]) => {
    if (ready(list).length > 0 || !fallback) return ready(list);
    return list.filter((text) => text.endsWith(' st'));
  };
  const clusterSet = !intLocal || ext ? orTerminating(all) : [];
  const localSet =
    intLocal || (extLocal && ext) ? orTerminating(all.filter((text) => text.includes('@a'))) : [];
  const choose = (localWanted: boolean) => (localWanted && localSet.length > 0 ? localSet : clusterSet);
  return {internal: choose(intLocal), external: choose(extLocal)};
}

function names(endpoints: readonly string[]): readonly string[] {
  return endpoints.map((text) => `10.244.${text.includes('@a') ? 1 : 2}.${text[0]}:8080`).sort();
}

describe.each([
  {version: '1.38.0', fallback: true, ofClusterIP: true},
  {version: '1.29.0', fallback: true, ofClusterIP: true},
  {version: '1.28.15', fallback: true, ofClusterIP: false},
  {version: '1.26.0', fallback: true, ofClusterIP: false},
  {version: '1.25.0', fallback: false, ofClusterIP: false},
  {version: '1.24.0', fallback: false, ofClusterIP: false},
])('the real servers of $version (sections 5.2 and 5.4)', ({version, fallback, ofClusterIP}) => {
  const cases = EXPOSURES.flatMap((exposure) =>
    ['Cluster', 'Local'].flatMap((internal) =>
      ['Cluster', 'Local'].map((external) => ({...exposure, policies: {internal, external}})),
    ),
  );

  test.each(cases)('$exposure, internal $policies.internal, external $policies.external', (row) => {
    const {service, policies, ext, extLocalType, external} = row;
    const intLocal = policies.internal === 'Local';
    const counts = extLocalType && (service.type !== undefined || ofClusterIP);
    const extLocal = policies.external === 'Local' && counts;
    const overrides = {internalTrafficPolicy: policies.internal, externalTrafficPolicy: policies.external};
    const found = ENDPOINTS.map((endpoints) => {
      const objects = {services: [aService({...service, ...overrides})], slices: [aSlice(endpoints)]};
      const state = expectedOn({version}, objects);
      return [endpoints, realServersOf(state, CLUSTER_IP), external && realServersOf(state, external)];
    });
    const wanted = ENDPOINTS.map((endpoints) => {
      const sets = oracle(endpoints, {ext, intLocal, extLocal, fallback});
      return [endpoints, names(sets.internal), external && names(sets.external)];
    });
    expect(found).toEqual(wanted);
  });
});

describe('what the rules come to', () => {
  const external = {type: 'LoadBalancer', ingress: [{ip: '203.0.113.5'}], externalTrafficPolicy: 'Local'};

  test.each([
    {
      name: 'external policy Local with no local endpoint: all endpoints',
      service: external,
      endpoints: '7@b, 9@c',
      address: 'TCP 203.0.113.5:80',
      wanted: ['10.244.2.7:8080', '10.244.3.9:8080'],
    },
    {
      name: 'the local endpoint terminates while a remote one is ready: still the local one',
      service: external,
      endpoints: '5@a st, 7@b',
      address: 'TCP 203.0.113.5:80',
      wanted: ['10.244.1.5:8080'],
    },
    {
      name: 'internal policy Local with no local endpoint, not accessible: none',
      service: {internalTrafficPolicy: 'Local'},
      endpoints: '7@b, 9@c',
      address: CLUSTER_IP,
      wanted: [],
    },
    {
      name: 'internal policy Local with no local endpoint, accessible: all endpoints',
      service: {internalTrafficPolicy: 'Local', externalIPs: ['198.51.100.7']},
      endpoints: '7@b, 9@c',
      address: CLUSTER_IP,
      wanted: ['10.244.2.7:8080', '10.244.3.9:8080'],
    },
    {
      name: 'an endpoint without a node name is never local',
      service: external,
      endpoints: '5@?, 7@a',
      address: 'TCP 203.0.113.5:80',
      wanted: ['10.244.1.7:8080'],
    },
    {
      name: 'the external policy counts for external IPs too',
      service: {...external, externalIPs: ['198.51.100.7']},
      endpoints: '5@a, 7@b',
      address: 'TCP 198.51.100.7:80',
      wanted: ['10.244.1.5:8080'],
    },
  ])('$name', ({service, endpoints, address, wanted}) => {
    const state = expectedOn({}, {services: [aService(service)], slices: [aSlice(endpoints)]});
    expect(realServersOf(state, address)).toEqual(wanted);
  });

  test('with AllowServiceExternalIPs off a Service still counts as accessible', () => {
    const service = aService({internalTrafficPolicy: 'Local', externalIPs: ['198.51.100.7']});
    const configuration = {featureGates: {AllowServiceExternalIPs: false}};
    const state = expectedOn({configuration}, {services: [service], slices: [aSlice('7@b')]});
    expect([...state.virtualServers.keys()]).toEqual([CLUSTER_IP]);
    expect(realServersOf(state)).toEqual(['10.244.2.7:8080']);
  });
});

describe("kube-proxy's own node name decides what is local (section 1)", () => {
  test.each([
    {name: 'the host name', node: {hostName: 'node-b'}, local: '10.244.2.7:8080'},
    {
      name: 'the host name, trimmed and in lower case',
      node: {hostName: ' Node-B\n'},
      local: '10.244.2.7:8080',
    },
    {
      name: 'hostnameOverride before the host name',
      node: {hostName: 'node-b', configuration: {hostnameOverride: 'node-c'}},
      local: '10.244.3.9:8080',
    },
    {
      name: 'hostnameOverride, trimmed and in lower case',
      node: {configuration: {hostnameOverride: ' NODE-C '}},
      local: '10.244.3.9:8080',
    },
  ])('$name', ({node, local}) => {
    const service = aService({internalTrafficPolicy: 'Local'});
    const state = expectedOn(node, {services: [service], slices: [aSlice('5@a, 7@b, 9@c')]});
    expect(realServersOf(state)).toEqual([local]);
  });
});
