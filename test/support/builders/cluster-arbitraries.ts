import fc from 'fast-check';
import type {JsonObject} from '../../../src/model/index.ts';
import type {ApiObjects} from './cluster.ts';
import {aSlice, type SliceOverrides} from './endpoint-slice.ts';
import {aNode, type NodeOverrides} from './node.ts';
import {aService, clientIP} from './service.ts';

/** A node and the API objects that it sees. */
export interface Scene extends ApiObjects {
  readonly node: NodeOverrides;
}

/** What a scene may hold. */
export interface SceneLimits {
  /** Whether its expected state is certain: no collisions, no contradictory slices, all known of the node. */
  readonly certain: boolean;
}

/** Small clusters with everything that decides what kube-proxy programs, and a node in them. */
export function scenes({certain}: SceneLimits): fc.Arbitrary<Scene> {
  return fc
    .record({
      node: nodes(certain),
      objects: fc
        .array(fc.nat(), {maxLength: 4})
        .chain((list) => fc.tuple(...list.map((_, at) => serviceWithSlices(at, certain)))),
    })
    .map(({node, objects}) => ({
      node,
      services: objects.map(({service}) => service),
      slices: objects.flatMap(({slices}) => slices),
    }));
}

function nodes(certain: boolean): fc.Arbitrary<NodeOverrides> {
  return fc.record({
    version: fc.constantFrom(
      '1.36.2',
      '1.35.0',
      '1.33.1',
      '1.30.4',
      '1.28.0',
      '1.27.0',
      '1.25.0',
      '1.24.0',
      ...(certain ? [] : [null]),
    ),
    configurationSource: certain
      ? fc.constant('configz' as const)
      : fc.constantFrom('configz' as const, 'configmap' as const),
    configuration: fc.record({
      ipvs: fc.record({
        scheduler: fc.constantFrom('', 'rr', 'lc', 'mh'),
        excludeCIDRs: fc.constantFrom([], ['10.97.0.0/16']),
      }),
      nodePortAddresses: fc.constantFrom(
        [],
        ['192.0.2.0/24'],
        ['primary'],
        ['127.0.0.0/8'],
        ['::/0'],
        ...(certain ? [] : [['10.0.0.0/8']]),
      ),
      hostnameOverride: fc.constantFrom('', '', 'node-b'),
    }),
    interfaces: fc.constantFrom<NodeOverrides['interfaces']>(
      {},
      {eth1: ['203.0.113.1/24', '2001:db8:f::1/64'], nodelocaldns: ['169.254.20.10/32']},
    ),
    node: certain
      ? fc.constantFrom(aNode(), aNode({zone: null}))
      : fc.constantFrom(aNode(), aNode({zone: null}), null),
  }) as fc.Arbitrary<NodeOverrides>;
}

const PORTS = [
  {name: 'http', protocol: 'TCP', port: 80},
  {name: 'dns', protocol: 'UDP', port: 53},
  {name: 'dns-tcp', protocol: 'TCP', port: 53},
  {name: 'sip', protocol: 'SCTP', port: 5060},
];

const policy = fc.constantFrom('Cluster', 'Local');

/** External addresses: the Service's own; if they may collide, also some that all Services share. */
function externalAddresses(at: number, certain: boolean): readonly string[] {
  const own = [`198.51.100.${at + 1}`, `2001:db8:e::${at + 1}`];
  return certain ? own : [...own, '198.51.100.99', '2001:db8:e::99', '192.0.2.11', '203.0.113.1'];
}

function serviceWithSlices(at: number, certain: boolean) {
  const external = externalAddresses(at, certain);
  const ipModes = fc.constantFrom({}, {ipMode: 'VIP'}, {ipMode: 'Proxy'});
  return fc
    .record({
      type: fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer'),
      clusterIPs: fc.constantFrom(
        [`10.96.0.${at + 1}`],
        [`fd00:96::${at + 1}`],
        [`10.96.0.${at + 1}`, `fd00:96::${at + 1}`],
      ),
      ports: fc.subarray(PORTS, {minLength: 1}),
      nodePorts: fc.boolean(),
      externalIPs: fc.subarray([...external], {maxLength: 2}),
      ingress: fc.subarray(
        [...external].map((ip) => ({ip})),
        {maxLength: 2},
      ),
      ipMode: ipModes,
      affinity: fc.constantFrom({}, clientIP(), clientIP(300)),
      internalTrafficPolicy: policy,
      externalTrafficPolicy: policy,
      loadBalancerSourceRanges: fc.subarray([
        '192.0.2.0/24',
        '10.0.0.0/8',
        '0.0.0.0/0',
        '2001:db8::/32',
        '198.51.100.1/32',
      ]),
      healthCheckNodePort: fc.constantFrom(0, 32000 + at),
      labels: labels(certain),
      annotations: fc.constantFrom({}, {}, {'service.kubernetes.io/topology-aware-hints': 'auto'}),
    })
    .chain((chosen) => {
      const {nodePorts, ports, ingress, ipMode, affinity, ...spec} = chosen;
      const numbered = ports.map((port, index) => ({
        ...port,
        ...(nodePorts ? {nodePort: 30000 + at * 10 + index} : {}),
      }));
      const names = {name: `svc-${at}`, namespace: at % 2 === 0 ? 'default' : 'other'};
      const entries = ingress.map((entry) => ({...entry, ...ipMode}));
      const service = aService({...spec, ...affinity, ...names, ports: numbered, ingress: entries});
      return slicesOf({...names, ports, at}, certain).map((slices) => ({service, slices}));
    });
}

function labels(certain: boolean): fc.Arbitrary<JsonObject> {
  const rare = [{'service.kubernetes.io/headless': ''}, {'service.kubernetes.io/service-proxy-name': 'x'}];
  return fc.oneof(
    {weight: 6, arbitrary: fc.constant({})},
    {weight: certain ? 0 : 1, arbitrary: fc.constantFrom(...rare)},
  );
}

interface Owner {
  readonly name: string;
  readonly namespace: string;
  readonly ports: readonly JsonObject[];
  readonly at: number;
}

/** Up to two slices of each family. If the state must be certain, they share no endpoint. */
function slicesOf(owner: Owner, certain: boolean): fc.Arbitrary<readonly JsonObject[]> {
  const ofFamily = (family: number) =>
    fc.tuple(
      ...[0, 1].map((half) => fc.option(sliceOf(owner, {family, half, certain}), {nil: undefined, freq: 3})),
    );
  return fc
    .tuple(ofFamily(4), ofFamily(6))
    .map((slices) => slices.flat().filter((slice) => slice !== undefined));
}

interface SliceKind {
  readonly family: number;
  readonly half: number;
  readonly certain: boolean;
}

function sliceOf(
  {name, namespace, ports}: Owner,
  {family, half, certain}: SliceKind,
): fc.Arbitrary<JsonObject> {
  const numbers = certain ? [half + 1, half + 3, half + 5] : [1, 2, 3];
  const host = (number: number, node: string) =>
    family === 4 ? `${number}@${node}` : `fd00:244:${node}::${number}@${node}`;
  const endpoint = (number: number) =>
    fc
      .tuple(fc.constantFrom('a', 'b', 'c'), endpointState, hints(number))
      .map(([node, state, hint]) => host(number, node) + state + hint);
  const overrides: SliceOverrides = {
    name: `${name}-${family}-${half}`,
    namespace,
    service: name,
    addressType: `IPv${family}`,
    ports: ports.map((port) => ({...port, port: Number(port.port) + 8000 + half})),
  };
  return fc
    .subarray(numbers)
    .chain((chosen) => fc.tuple(...chosen.map(endpoint)))
    .map((endpoints) => aSlice(endpoints.join(', '), overrides));
}

const endpointState = fc.constantFrom('', '', '', '!r', ' st', ' t', ' bare');

function hints(number: number): fc.Arbitrary<string> {
  const own = ['', ' z=z1', ' z=z2', ' z=z1+z2', ' n=a z=z1', ' n=b z=z2', ' n=b'];
  return fc.constantFrom(...own.slice(0, 4 + number));
}
