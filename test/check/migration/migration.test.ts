import {describe, expect, test} from '@jest/globals';
import {
  makeMigrationReport,
  migrationOfCluster,
  migrationOfNode,
  type NodeFacts,
} from '../../../src/check/index.ts';
import {
  type JsonObject,
  type MigrationResult,
  type MigrationSection,
  parseKubeVersion,
  readKubeProxyConfiguration,
  readNode,
} from '../../../src/model/index.ts';
import {aFinding} from '../../support/builders/a-finding.ts';
import {actualState, listedState} from '../../support/builders/actual-state.ts';
import {expectedOn} from '../../support/builders/cluster.ts';
import {aSlice} from '../../support/builders/endpoint-slice.ts';
import {iptablesOf} from '../../support/builders/iptables.ts';
import {aNode, commonNode, type NodeOverrides} from '../../support/builders/node.ts';
import {
  type CheckedObjects,
  inShort,
  kernel,
  nodeEvidence,
  surroundings,
  version,
} from '../../support/builders/node-evidence.ts';
import {aPort, aService, clientIP} from '../../support/builders/service.ts';

const NODE_PORT = aService({type: 'NodePort', ports: [aPort({nodePort: 30080})]});

/** Results of one section about node-a, in short. */
function about(
  section: MigrationSection,
  facts: Partial<NodeFacts>,
  objects: CheckedObjects = {},
): readonly (readonly [string, string])[] {
  return migrationOfNode(nodeEvidence(facts), surroundings(objects))
    .filter((result) => result.section === section)
    .flatMap((result) => inShort([result]).map((text) => [result.title, text] as const));
}

function one(section: MigrationSection, title: string, facts: Partial<NodeFacts>, objects?: CheckedObjects) {
  return about(section, facts, objects)
    .filter(([name]) => name === title)
    .map(([, text]) => text);
}

const configured = (document: JsonObject) => ({
  configuration: readKubeProxyConfiguration({mode: 'ipvs', ...document}, 'configz'),
});

describe('what nftables mode needs', () => {
  test.each([
    ['5.12', /^fail error: kernel 5\.12\.0-generic$/],
    ['4.18 of a distributor with backports', /^fail error/],
    ['5.13', /^pass$/],
    ['6.1', /^pass$/],
  ])('kernel %s', (text, result) => {
    const release = text.startsWith('4.18') ? '4.18.0-553.el8_10' : `${text}.0-generic`;
    expect(one('requirements', 'Kernel for nftables mode', {kernel: kernel(release)})).toEqual([
      expect.stringMatching(result),
    ]);
  });

  test('the kernel is known from the Node object too, or not at all', () => {
    const node = readNode(aNode({status: {nodeInfo: {kernelVersion: '5.4.0'}}}));
    expect(one('requirements', 'Kernel for nftables mode', {node})).toEqual(['fail error: kernel 5.4.0']);
    expect(one('requirements', 'Kernel for nftables mode', {})).toEqual([
      expect.stringMatching(/^undecidable/),
    ]);
  });

  test.each([
    ['v1.28.3', /^fail error/],
    ['v1.30.4', /^fail error/],
    ['v1.32.0', /^fail warning/],
    ['v1.33.0', /^pass$/],
  ])('kube-proxy %s', (text, result) => {
    expect(one('requirements', 'kube-proxy with nftables mode', {version: version(text)})).toEqual([
      expect.stringMatching(result),
    ]);
  });

  test('what nft program there is was not read, and from 1.37 on does not matter', () => {
    const title = 'nft program for kube-proxy';
    expect(one('requirements', title, {version: version('v1.36.2')})[0]).toMatch(/^undecidable/);
    expect(one('requirements', title, {version: version('v1.37.0')})).toEqual(['pass']);
  });

  test('nodes with different versions of kube-proxy', () => {
    const title = 'One version of kube-proxy';
    const ask = (...versions: string[]) =>
      inShort(
        migrationOfCluster(
          versions.map((text, index) => ({name: `node-${index}`, mode: 'ipvs', version: version(text)})),
          surroundings(),
        ).filter((result) => result.title === title),
      );
    expect(ask('v1.36.2', 'v1.35.0', 'v1.36.2')).toEqual([
      'fail info: v1.35.0: node-1; v1.36.2: node-0, node-2',
    ]);
    expect(ask('v1.36.2', 'v1.36.2')).toEqual(['pass']);
  });

  test('kernels before 6.1 and long connections', () => {
    const title = 'Long TCP connections on kernels before 6.1';
    expect(one('requirements', title, {kernel: kernel('5.15.0')})[0]).toMatch(/^fail info/);
    const liberal = configured({conntrack: {tcpBeLiberal: true}});
    expect(one('requirements', title, {kernel: kernel('5.15.0'), ...liberal})).toEqual(['pass']);
    expect(one('requirements', title, {kernel: kernel('6.1.0')})).toEqual(['pass']);
  });
});

describe('the end of IPVS mode', () => {
  const end = (text: string, gates: JsonObject = {}) =>
    one('end-of-ipvs', 'When IPVS mode is removed', {
      version: version(text),
      ...configured({featureGates: gates}),
    })[0];

  test.each([
    ['v1.34.4', {}, /^fail info: kube-proxy v1\.34\.4$/],
    ['v1.36.2', {}, /^fail warning/],
    ['v1.37.0', {KubeProxyIPVS: false}, /^fail error: .*KubeProxyIPVS=false$/],
    ['v1.40.0', {KubeProxyIPVS: true}, /^fail error/],
  ])('%s %j', (text, gates, result) => {
    expect(end(text, gates)).toMatch(result);
  });
});

describe('other users of IPVS', () => {
  const table = actualState(['-A -t 10.96.14.7:80 -s rr']).virtualServers!;
  const marked = actualState(['-A -f 77 -s rr']).virtualServers!;
  const ask = (facts: Partial<NodeFacts>) =>
    one('foreign-ipvs', 'Other users of IPVS', {findings: [], table, ...facts});
  const foreign = aFinding({
    kind: 'virtual-server-unexpected',
    code: 'IPVS082',
    severity: 'info',
    service: null,
    virtualServer: {kind: 'address', protocol: 'TCP', address: '10.0.0.200', port: 6443},
  });

  test.each([
    ['a foreign virtual server', {findings: [foreign]}, "fail error: not kube-proxy's: TCP 10.0.0.200:6443"],
    ['a firewall mark', {table: marked}, "fail error: not kube-proxy's: firewall mark 77"],
    [
      'kube-router',
      {addresses: commonNode({interfaces: {'kube-dummy-if': ['10.96.0.1/32']}}).interfaces!},
      'fail error: the interface kube-dummy-if of kube-router',
    ],
    [
      'excluded addresses',
      {expected: expectedOn({configuration: {ipvs: {excludeCIDRs: ['10.0.0.200/32']}}}, {})},
      'fail warning: ipvs.excludeCIDRs: 10.0.0.200/32',
    ],
    ['nobody', {}, 'pass'],
    ['a leftover of kube-proxy itself', {findings: [{...foreign, code: 'IPVS004'}]}, 'pass'],
  ])('%s', (_, facts, result) => {
    expect(ask(facts as Partial<NodeFacts>)).toEqual([result]);
  });
});

describe('node ports', () => {
  const facts = (
    node: NodeOverrides,
    nodePortAddresses: readonly string[] = [],
    lines: readonly string[] = [],
  ) => ({
    ...configured({nodePortAddresses}),
    expected: expectedOn({...node, configuration: {nodePortAddresses}}, {services: [NODE_PORT]}),
    addresses: commonNode(node).interfaces!,
    node: readNode(aNode()),
    table: lines.length === 0 ? actualState([]).virtualServers! : listedState(lines).virtualServers!,
  });
  const ask = (given: Partial<NodeFacts>) => one('node-ports', 'Addresses that serve node ports', given);
  const storage = {interfaces: {eth1: ['198.51.100.11/24']}};

  test('an address besides the primary ones', () => {
    expect(ask(facts(storage))).toEqual(['fail warning: 198.51.100.11 (eth1)']);
  });

  test('connections that use it now are evidence', () => {
    const lines = [
      'TCP  198.51.100.11:30080 rr',
      '  -> 10.244.1.5:8080              Masq    1      2          1         ',
    ];
    expect(ask(facts(storage, [], lines))).toEqual([
      'fail warning: 198.51.100.11 (eth1); TCP 198.51.100.11:30080 has 3 connections',
    ]);
  });

  test('bridges of containers matter less', () => {
    expect(ask(facts({interfaces: {cni0: ['10.244.1.1/24']}}))).toEqual(['fail info: 10.244.1.1 (cni0)']);
  });

  test('what is set means the same in both modes', () => {
    expect(ask(facts(storage, ['198.51.100.0/24']))).toEqual(['pass']);
    expect(ask(facts({}))).toEqual(['pass']);
  });

  test('localhost serves none in either mode', () => {
    const localhost = (given: Partial<NodeFacts>) => one('node-ports', 'Node ports on localhost', given);
    expect(localhost(facts({}))).toEqual(['pass']);
    expect(localhost(facts({}, ['127.0.0.0/8']))).toEqual(['fail info: nodePortAddresses: 127.0.0.0/8']);
    expect(localhost(facts({}, ['primary', 'localhost']))).toEqual([
      'fail info: nodePortAddresses: primary, localhost',
    ]);
    expect(localhost({...facts({}), expected: expectedOn({}, {services: [aService()]})})[0]).toMatch(
      /^not-applicable/,
    );
  });
});

describe('Services whose behaviour changes', () => {
  const cluster = (services: readonly JsonObject[], title: string) =>
    inShort(migrationOfCluster([], surroundings({services})).filter((result) => result.title === title));

  test('internalTrafficPolicy Local, answered by other nodes today', () => {
    const title = 'internalTrafficPolicy Local without a local endpoint';
    const ask = (overrides: JsonObject, endpoints: string) => {
      const services = [aService({...overrides})];
      const expected = expectedOn({}, {services, slices: [aSlice(endpoints)]});
      return one('policies', title, {expected}, {services});
    };
    const open = {type: 'NodePort', ports: [aPort({nodePort: 30080})], internalTrafficPolicy: 'Local'};
    expect(ask(open, '7@b')).toEqual(['fail warning default/svc: TCP 10.96.14.7:80']);
    expect(ask(open, '5@a')).toEqual(['pass']);
    expect(ask({internalTrafficPolicy: 'Local'}, '7@b')).toEqual(['pass']);
    expect(ask({}, '7@b')[0]).toMatch(/^not-applicable/);
  });

  test('externalTrafficPolicy Local', () => {
    const title = 'externalTrafficPolicy Local without a local endpoint';
    const local = {type: 'NodePort', externalTrafficPolicy: 'Local'};
    expect(cluster([aService(local)], title)[0]).toMatch(/^fail warning default\/svc/);
    expect(
      cluster([aService({...local, type: 'LoadBalancer', healthCheckNodePort: 31000})], title)[0],
    ).toMatch(/^fail info/);
    expect(cluster([aService()], title)[0]).toMatch(/^not-applicable/);
  });

  test('session affinity, UDP and source ranges', () => {
    expect(cluster([aService(clientIP(300))], 'Session affinity')).toEqual(['fail info: default/svc: 300 s']);
    expect(cluster([aService()], 'Session affinity')[0]).toMatch(/^not-applicable/);
    const udp = aService({ports: [aPort({protocol: 'UDP'})]});
    expect(cluster([udp], 'UDP and SCTP')).toEqual(['fail info: UDP: default/svc']);
    expect(cluster([aService()], 'UDP and SCTP')[0]).toMatch(/^not-applicable/);
    const ranged = aService({type: 'LoadBalancer', loadBalancerSourceRanges: ['192.0.2.0/24']});
    expect(cluster([ranged], 'loadBalancerSourceRanges')).toEqual(['pass']);
  });

  test('addresses that nodes answer ARP for', () => {
    const ask = (ip: string, ignore: string) =>
      one('addresses', 'External addresses for which nodes answer ARP', {
        expected: expectedOn({}, {services: [aService({externalIPs: [ip]})]}),
        addresses: commonNode().interfaces!,
        sysctls: new Map([['net.ipv4.conf.all.arp_ignore', ignore]]),
      });
    expect(ask('192.0.2.50', '0')).toEqual(['fail warning: 192.0.2.50 of default/svc']);
    expect(ask('192.0.2.50', '1')).toEqual(['pass']);
    expect(ask('198.51.100.7', '0')[0]).toMatch(/^not-applicable/);
  });

  test('addresses on kube-ipvs0, and NodeLocal DNSCache', () => {
    const addresses = commonNode({bound: ['10.96.0.1'], interfaces: {nodelocaldns: ['169.254.20.10/32']}})
      .interfaces!;
    expect(one('addresses', 'Service addresses on the node', {addresses})).toEqual([
      'fail info: 1 addresses on kube-ipvs0',
    ]);
    expect(one('addresses', 'NodeLocal DNSCache', {addresses})).toEqual([
      'fail info: nodelocaldns 169.254.20.10',
    ]);
    const bare = {addresses: commonNode().interfaces!};
    expect(one('addresses', 'NodeLocal DNSCache', bare)[0]).toMatch(/^not-applicable/);
  });
});

describe('settings of kube-proxy and of the node', () => {
  test.each([
    ['lc', /^fail warning: ipvs\.scheduler is lc$/],
    ['mh', /^fail warning/],
    ['', /^pass$/],
    ['rr', /^pass$/],
  ])('scheduler "%s"', (scheduler, result) => {
    expect(one('balancing', 'Scheduler', configured({ipvs: {scheduler}}))).toEqual([
      expect.stringMatching(result),
    ]);
  });

  test('timeouts', () => {
    const ask = (ipvs: JsonObject) => one('connections', 'Connection timeouts', configured({ipvs}));
    expect(ask({tcpTimeout: '2h'})).toEqual(['fail warning: ipvs.tcpTimeout is 7200s']);
    expect(ask({})[0]).toMatch(/^fail info/);
  });

  test('open connections', () => {
    const ask = (...lines: string[]) =>
      one('connections', 'Open connections', {table: listedState(lines).virtualServers!});
    const row = '  -> 10.244.1.5:8080              Masq    1      7          0         ';
    expect(ask('TCP  10.96.14.7:80 rr', row)).toEqual([
      'fail info: 7 active connections; 0 draining real servers',
    ]);
    expect(ask('TCP  10.96.14.7:80 rr', row.replace(' 7 ', ' 0 '))).toEqual(['pass']);
  });

  test('policies of iptables', () => {
    const ask = (facts: Partial<NodeFacts>) => one('filtering', 'iptables policies', facts);
    expect(ask(iptablesOf('filter', [], {FORWARD: 'DROP'}))).toEqual([
      'fail warning: -P FORWARD DROP (IPv4)',
    ]);
    expect(ask(iptablesOf('filter', [], {FORWARD: 'ACCEPT'}))).toEqual(['pass']);
    expect(ask({})[0]).toMatch(/^undecidable/);
  });

  test('ping', () => {
    const ask = (...rules: (readonly [string, string])[]) =>
      one('filtering', 'Ping to Service addresses', iptablesOf('filter', rules));
    expect(ask(['KUBE-IPVS-FILTER', '-j REJECT'])).toEqual(['pass']);
    expect(ask(['INPUT', ''])[0]).toMatch(/^fail info/);
  });

  test('settings that lose their meaning, and what stays behind', () => {
    const title = 'Settings that lose their effect';
    const set = configured({ipvs: {strictARP: true, excludeCIDRs: ['10.0.0.200/32']}});
    expect(one('settings', title, set)).toEqual([
      'fail info: ipvs.excludeCIDRs: 10.0.0.200/32; ipvs.strictARP: true',
    ]);
    expect(one('settings', title, configured({}))).toEqual(['pass']);
    const left = (value: string) =>
      one('settings', 'Kernel settings that stay', {
        sysctls: new Map([['net.ipv4.conf.all.arp_ignore', value]]),
      });
    expect(left('1')).toEqual(['fail info: net.ipv4.conf.all.arp_ignore = 1']);
    expect(left('0')).toEqual(['pass']);
  });
});

describe('the report', () => {
  const result = (overrides: Partial<MigrationResult>): MigrationResult => ({
    section: 'requirements',
    code: 'IPVS090',
    title: 'Kernel for nftables mode',
    result: 'pass',
    severity: 'warning',
    node: 'node-a',
    service: null,
    evidence: [],
    message: '',
    remedy: '',
    gap: null,
    drift: false,
    cause: null,
    commands: [],
    explainedBy: null,
    ownRemedy: false,
    accepted: null,
    ...overrides,
  });
  const report = (
    results: readonly MigrationResult[],
    {
      error = '',
      notIpvs = '',
      kernelVersion = '6.1.0',
    }: {error?: string; notIpvs?: string; kernelVersion?: string} = {},
  ) =>
    makeMigrationReport({
      generatedAt: '2026-11-20T12:00:00Z',
      source: {type: 'cluster', context: 'test', serverVersion: 'v1.36.2', kubectlFlags: [], podFlags: []},
      serverVersion: parseKubeVersion('v1.36.2'),
      cluster: surroundings({nodes: [aNode({status: {nodeInfo: {kernelVersion}}})]}).cluster,
      nodes: [{name: 'node-a', error, notIpvs, proxyMode: 'ipvs', kubeProxyVersion: 'v1.36.2'}],
      summaries: [],
      results,
      notes: [],
    }).migration;

  test.each([
    ['ready', [result({})], 'ready'],
    ['something changes', [result({result: 'fail', message: 'm'})], 'attention'],
    ['worth knowing only', [result({result: 'fail', severity: 'info', message: 'm'})], 'ready'],
    ['something keeps it', [result({result: 'fail', severity: 'error', message: 'm'})], 'blocked'],
    ['not read', [result({result: 'undecidable', gap: 'unread', message: 'm'})], 'unknown'],
    [
      'not read, but not what keeps a node',
      [result({section: 'settings', result: 'undecidable', gap: 'unread', message: 'm'})],
      'attention',
    ],
    ['nothing can tell', [result({result: 'undecidable', gap: 'unclear', message: 'm'})], 'ready'],
    [
      'IPVS mode ends, which keeps nobody',
      [result({section: 'end-of-ipvs', result: 'fail', severity: 'error', message: 'm'})],
      'ready',
    ],
  ] as const)('a node: %s', (_, results, readiness) => {
    const {nodes, readiness: overall} = report(results);
    expect(nodes.map((node) => node.readiness)).toEqual([readiness]);
    expect(overall).toBe(readiness);
  });

  test('a node that could not be read is not known; with an old kernel it is blocked all the same', () => {
    expect(report([], {error: 'it is NotReady'}).nodes[0]).toMatchObject({
      readiness: 'unknown',
      reason: 'it is NotReady',
    });
    expect(report([], {error: 'it is NotReady', kernelVersion: '5.4.0'}).nodes[0]).toMatchObject({
      readiness: 'blocked',
    });
  });

  test('a node that does not run IPVS mode has nothing to leave, whatever its kernel', () => {
    const old = result({result: 'fail', severity: 'error', message: 'old'});
    const {nodes, readiness} = report([old], {
      notIpvs: 'kube-proxy runs in nftables mode here',
      kernelVersion: '5.4.0',
    });
    expect(nodes[0]).toMatchObject({readiness: 'not-ipvs', reason: 'kube-proxy runs in nftables mode here'});
    expect(readiness).toBe('not-ipvs');
  });

  test('no node at all is not ready', () => {
    const empty = makeMigrationReport({
      generatedAt: '',
      source: {type: 'cluster', context: 'test', serverVersion: '', kubectlFlags: [], podFlags: []},
      serverVersion: undefined,
      cluster: surroundings().cluster,
      nodes: [],
      summaries: [],
      results: [],
      notes: [],
    });
    expect(empty.migration.readiness).toBe('unknown');
    expect(empty.migration.endOfIpvs).toMatchObject({version: null, releasesLeft: null});
  });

  test('steps begin with what keeps the nodes, in the order in which it has to go', () => {
    const foreign = result({
      section: 'foreign-ipvs',
      title: 'Other users of IPVS',
      result: 'fail',
      severity: 'error',
      message: 'm',
      evidence: ['firewall mark 77'],
    });
    const old = result({
      title: 'kube-proxy with nftables mode',
      result: 'fail',
      severity: 'error',
      message: 'm',
    });
    const titles = report([foreign, old]).steps.map(({title}) => title);
    expect(titles[0]).toMatch(/^Upgrade Kubernetes/);
    expect(titles[1]).toMatch(/^Move other users of IPVS/);
    expect(report([result({})]).steps.map(({title}) => title)).not.toContain(titles[1]);
    expect(report([foreign]).steps.find(({title}) => title.startsWith('Move node by node'))?.details[0]).toBe(
      'no node can move yet',
    );
  });

  test('releases that are left', () => {
    expect(report([]).endOfIpvs).toMatchObject({
      version: 'v1.36.2',
      releasesLeft: 3,
      offByDefaultIn: '1.40',
      removedIn: '1.43',
    });
  });
});
