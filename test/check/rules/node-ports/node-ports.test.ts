import {describe, expect, test} from '@jest/globals';
import type {NodeFacts} from '../../../../src/check/index.ts';
import {
  type JsonObject,
  type KubeProxyConfiguration,
  readKubeProxyConfiguration,
  readNode,
} from '../../../../src/model/index.ts';
import {expectedOn} from '../../../support/builders/cluster.ts';
import {iptablesOf} from '../../../support/builders/iptables.ts';
import {aNode, commonNode, type Interfaces} from '../../../support/builders/node.ts';
import {
  type CheckedObjects,
  checkInCluster,
  checkOnNode,
  inShort,
  version,
} from '../../../support/builders/node-evidence.ts';
import {aLog} from '../../../support/builders/proxy-log.ts';
import {aPort, aService} from '../../../support/builders/service.ts';

const NODE_PORT = aService({type: 'NodePort', ports: [aPort({nodePort: 30080})]});
const WITH_NODE_PORT: CheckedObjects = {services: [NODE_PORT]};

function configured(
  nodePortAddresses: readonly string[],
  source: KubeProxyConfiguration['source'] = 'configz',
) {
  return {configuration: readKubeProxyConfiguration({mode: 'ipvs', nodePortAddresses}, source)};
}

/** A node whose node ports are configured so, with what follows from it. */
function nodeWith(nodePortAddresses: readonly string[], interfaces: Interfaces = {}, services = [NODE_PORT]) {
  const node = {version: '1.38.0', configuration: {nodePortAddresses}, interfaces};
  return {
    ...configured(nodePortAddresses),
    expected: expectedOn(node, {services}),
    addresses: commonNode(node).interfaces!,
    node: readNode(aNode()),
  };
}

const check = (code: string, facts: Partial<NodeFacts>, objects = WITH_NODE_PORT) =>
  inShort(checkOnNode(code, facts, objects));

describe('IPVS040: node ports on localhost', () => {
  test.each([
    ['asked for', configured(['127.0.0.0/8']), /^fail info: nodePortAddresses: 127.0.0.0\/8$/],
    ['asked for among others', configured(['192.0.2.0/24', '::1/128']), /^fail info/],
    [
      'asked for by its word',
      configured(['primary', 'localhost']),
      /^fail info: nodePortAddresses: primary, localhost$/,
    ],
    ['all addresses', configured(['0.0.0.0/0']), /^pass$/],
    ['all addresses by their word', configured(['all']), /^pass$/],
    ['not set', configured([]), /^pass$/],
    ['not read', configured([], 'defaults'), /^undecidable/],
  ])('%s', (_, facts, result) => {
    expect(check('IPVS040', facts)).toEqual([expect.stringMatching(result)]);
  });
});

describe('IPVS041: node ports on all addresses', () => {
  test.each([
    [
      'an address that the Node does not name',
      nodeWith([], {eth1: ['198.51.100.11/24']}),
      /^fail warning: .*198\.51\.100\.11 \(eth1\)$/,
    ],
    [
      'bridges of containers',
      nodeWith([], {cni0: ['10.244.1.1/24']}),
      /^fail info: .*10\.244\.1\.1 \(cni0\)$/,
    ],
    ["the node's own addresses only", nodeWith([]), /^fail info: nodePortAddresses: not set$/],
    [
      'one family is left open',
      nodeWith(['192.0.2.0/24'], {eth1: ['2001:db8:9::1/64']}),
      /^fail warning: .*2001:db8:9::1 \(eth1\)$/,
    ],
    ['primary', nodeWith(['primary'], {eth1: ['198.51.100.11/24']}), /^pass$/],
    ['primary and localhost', nodeWith(['primary', 'localhost'], {eth1: ['198.51.100.11/24']}), /^pass$/],
    [
      'all',
      nodeWith(['primary', 'all'], {eth1: ['198.51.100.11/24']}),
      /^fail warning: .*198\.51\.100\.11 \(eth1\)$/,
    ],
    ['both families', nodeWith(['192.0.2.0/24', '2001:db8::/64'], {eth1: ['198.51.100.11/24']}), /^pass$/],
    ['no node ports', nodeWith([], {}, [aService()]), /^not-applicable/],
    ['interfaces not captured', {...nodeWith([]), addresses: undefined}, /^undecidable/],
  ])('%s', (_, facts, result) => {
    expect(check('IPVS041', facts as Partial<NodeFacts>)).toEqual([expect.stringMatching(result)]);
  });
});

describe('IPVS042: nodePortAddresses matches nothing', () => {
  test.each([
    [
      'another network',
      nodeWith(['203.0.113.0/24', '2001:db8:f::/64']),
      /^fail error: nodePortAddresses: 203/,
    ],
    ['loopback only', nodeWith(['127.0.0.0/8', '::1/128']), /^fail error/],
    ['localhost only', nodeWith(['localhost']), /^fail error/],
    ['a network of the node', nodeWith(['192.0.2.0/24']), /^pass$/],
    ['not set', nodeWith([]), /^not-applicable/],
    ['no node ports', nodeWith(['203.0.113.0/24'], {}, [aService()]), /^not-applicable/],
  ])('%s', (_, facts, result) => {
    expect(check('IPVS042', facts)).toEqual([expect.stringMatching(result)]);
  });
});

describe('IPVS043: node ports vanish for a moment', () => {
  const line =
    'E1120 1 proxier.go:1] "Error listing node addresses" err="route ip+net: no such network interface"';
  const log = (previous: boolean) =>
    aLog([{codes: ['IPVS043'], signature: 'Error listing node addresses', line, previous}]);

  test.each([
    ['it happened', {version: version('v1.36.2'), ...log(false)}, [`fail error: ${line}`]],
    ['it happened before the last restart', {version: version('v1.36.2'), ...log(true)}, [/^not-applicable/]],
    ['1.27.2', {version: version('v1.27.2')}, ['fail warning: kube-proxy v1.27.2']],
    ['1.26: may have the fix', {version: version('v1.26.15')}, ['fail info: kube-proxy v1.26.15']],
    ['1.27.3', {version: version('v1.27.3')}, [/^not-applicable/]],
    ['1.28', {version: version('v1.28.0'), ...aLog([])}, [/^not-applicable/]],
  ])('%s', (_, facts, results) => {
    expect(check('IPVS043', facts)).toEqual(
      results.map((text) => (typeof text === 'string' ? text : expect.stringMatching(text))),
    );
  });
});

describe('IPVS044: a port that something else uses', () => {
  const sysctls = (range: string, reserved = '') => ({
    sysctls: new Map([
      ['net.ipv4.ip_local_port_range', range],
      ['net.ipv4.ip_local_reserved_ports', reserved],
    ]),
  });

  test.each([
    [
      'among the ports of outgoing connections',
      sysctls('1024\t65535'),
      /^fail warning: .*node port TCP 30080 of default\/svc$/,
    ],
    ['reserved', sysctls('1024\t65535', '30000-32767'), /^pass$/],
    ['another one is reserved', sysctls('1024\t65535', '8080,30081'), /^fail warning/],
    ['apart', sysctls('32768\t60999'), /^pass$/],
    ['not captured', {sysctls: new Map<string, string>()}, /^undecidable/],
  ])('%s', (_, facts, result) => {
    expect(check('IPVS044', facts)).toEqual([expect.stringMatching(result)]);
  });

  test('the port of a Service is a node port of another', () => {
    const clash = aService({name: 'clash', clusterIPs: ['10.96.0.9'], ports: [aPort({port: 30080})]});
    expect(inShort(checkInCluster('IPVS044', {services: [NODE_PORT, clash]}))).toEqual([
      'fail warning default/clash: default/clash has TCP port 30080; default/svc has node port 30080',
    ]);
    const other: JsonObject = aService({name: 'other', ports: [aPort({port: 30080, protocol: 'UDP'})]});
    expect(inShort(checkInCluster('IPVS044', {services: [NODE_PORT, other]}))).toEqual(['pass']);
  });
});

describe('IPVS045: masqueraded to a node port', () => {
  const entry = (port: number, flags = '[UNREPLIED]', state = 'SYN_SENT') =>
    `tcp      6 100 ${state} src=10.244.1.5 dst=10.96.0.1 sport=40000 dport=443 ${flags} src=192.0.2.12 dst=192.0.2.11 sport=6443 dport=${port} mark=0 use=1`;
  const facts = (...conntrack: string[]) => ({conntrack, addresses: commonNode().interfaces!});

  test.each([
    [
      'a node port',
      facts(entry(30080)),
      /^fail warning: tcp 10\.244\.1\.5:40000 -> 10\.96\.0\.1:443 waits at node port 30080$/,
    ],
    ['another port', facts(entry(30081)), /^pass$/],
    ['answered', facts(entry(30080, '', 'ESTABLISHED')), /^pass$/],
    ['another address', facts(entry(30080).replace('dst=192.0.2.11', 'dst=192.0.2.99')), /^pass$/],
    ['a client of the node port', facts(entry(30080).replace('dport=443', 'dport=30080')), /^pass$/],
  ])('%s', (_, given, result) => {
    expect(check('IPVS045', given)).toEqual([expect.stringMatching(result)]);
  });
});

describe('IPVS046: hostPorts', () => {
  const rules = (...order: string[]) =>
    iptablesOf('nat', [
      ...order.map((chain) => ['PREROUTING', `-m addrtype --dst-type LOCAL -j ${chain}`] as const),
      ['CNI-HOSTPORT-DNAT', '-p tcp -m multiport --dports 8080 -j CNI-DN-1'],
    ]);

  test.each([
    ['behind Services', rules('KUBE-SERVICES', 'CNI-HOSTPORT-DNAT'), /^fail info/],
    ['before Services', rules('CNI-HOSTPORT-DNAT', 'KUBE-SERVICES'), /^pass$/],
    ['none', iptablesOf('nat', [['PREROUTING', '-j KUBE-SERVICES']]), /^not-applicable/],
  ])('%s', (_, facts, result) => {
    expect(check('IPVS046', facts)).toEqual([expect.stringMatching(result)]);
  });
});
