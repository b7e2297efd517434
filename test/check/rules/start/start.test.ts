import {describe, expect, test} from '@jest/globals';
import type {NodeFacts} from '../../../../src/check/index.ts';
import type {IpSet} from '../../../../src/model/index.ts';
import {actualState} from '../../../support/builders/actual-state.ts';
import {expectedOn} from '../../../support/builders/cluster.ts';
import {checkInCluster, checkOnNode, inShort, version} from '../../../support/builders/node-evidence.ts';
import {aProxyPod, configuration, syncMetrics, withLog} from '../../../support/builders/proxy-facts.ts';
import {aService} from '../../../support/builders/service.ts';

const CRASHED = aProxyPod({waiting: 'CrashLoopBackOff'});

function severities(code: string, facts: Partial<NodeFacts>, objects = {}): readonly string[] {
  return checkOnNode(code, facts, objects).map(({result, severity}) =>
    result === 'fail' ? `fail ${severity}` : result,
  );
}

const HEALTHY_START = [
  'I 11:00:00 server_linux.go:194] "Using ipvs Proxier"',
  'E 11:00:00 server_linux.go:196] "The ipvs proxier is now deprecated and may be removed in a future release. Please use \'nftables\' instead."',
  'I 11:00:00 proxier.go:348] "Record nodeIP and family" ipFamily="IPv4" nodeIP="10.99.0.11" family="IPv4"',
  'I 11:00:00 server.go:539] "Version info" version="v1.36.2"',
  'I 11:00:01 reflector.go:507] "Caches populated" type="*v1.Service" reflector="factory.go:177"',
];

/** A line of each log-decided entry, as kube-proxy prints it. */
const LINES: readonly (readonly [string, string])[] = [
  [
    'IPVS065',
    'E 11:59:50 server.go:136] "Error running ProxyServer" err="can\'t use the IPVS proxier: ipvs not supported by the kernel"',
  ],
  [
    'IPVS067',
    'E 11:59:50 run.go:72] "command failed" err="can\'t use the IPVS proxier: error getting ipset version, error: executable file not found in $PATH"',
  ],
  [
    'IPVS068',
    'E 11:59:50 ipset.go:170] "Failed to make sure existence of ip set" err="error creating ipset KUBE-CLUSTER-IP, error: exit status 1" ipSet="KUBE-CLUSTER-IP"',
  ],
  [
    'IPVS069',
    'E 11:59:50 ipset.go:140] "Failed to add ip set entry to ip set" err="error adding entry 10.0.0.1,tcp:80, error: exit status 1 (ipset v7.17: Hash is full, cannot add more elements)" ipSet="KUBE-CLUSTER-IP"',
  ],
  [
    'IPVS070',
    'E 11:59:50 proxier.go:1800] "Failed to list IPVS destinations" err="no buffer space available"',
  ],
  [
    'IPVS072',
    'I 11:59:50 server.go:230] "Can\'t determine this node\'s IP, assuming loopback; if this is incorrect, please set the --bind-address flag"',
  ],
  [
    'IPVS091',
    'E 11:59:50 run.go:72] "command failed" err="failed validate: KubeProxyConfiguration.Mode.ProxyMode: Invalid value: \\"ipvs6\\""',
  ],
];

describe('what the log of kube-proxy tells of its start', () => {
  test.each(LINES)('%s is there', (code, line) => {
    const [result, ...others] = checkOnNode(code, withLog([...HEALTHY_START, line]));
    expect(others).toEqual([]);
    expect(result).toMatchObject({result: 'fail', severity: code === 'IPVS072' ? 'warning' : 'error'});
    expect(result?.evidence.at(-1)).toContain(line.slice(line.indexOf(']')));
  });

  test.each(LINES)('%s is not there after a healthy start', (code) => {
    expect(severities(code, withLog(HEALTHY_START))).toEqual(['pass']);
  });

  test.each(LINES)('%s cannot be told without a log', (code) => {
    expect(checkOnNode(code, {}).map(({result}) => result)).toEqual(['undecidable']);
  });

  test.each(LINES.filter(([code]) => code !== 'IPVS072'))('%s of an hour ago is over: info', (code, line) => {
    expect(severities(code, withLog([line.replace('11:59:50', '11:00:30')]))).toEqual(['fail info']);
  });

  test.each(LINES)('%s of an hour ago counts if kube-proxy has not run since', (code, line) => {
    const facts = withLog([line.replace('11:59:50', '11:00:30')], {pod: CRASHED});
    expect(severities(code, facts)).not.toContain('fail info');
    expect(severities(code, facts)).not.toContain('pass');
  });

  test('the run before the last restart counts while kube-proxy does not run well', () => {
    const previous = [LINES[1]?.[1] ?? ''];
    expect(severities('IPVS067', withLog([], {previous, pod: CRASHED}))).toEqual(['fail error']);
    expect(severities('IPVS067', withLog(HEALTHY_START, {previous}))).toEqual(['pass']);
  });
});

describe('ipset that refuses a member', () => {
  const refused = (why: string) =>
    `E 11:59:50 ipset.go:178] "Failed to add ip set entry to ip set" err="error adding entry 10.244.0.29,tcp:8080,10.244.0.29, error: exit status 1 (ipset v7.17: ${why})" ipSetEntry="10.244.0.29,tcp:8080,10.244.0.29" ipSet="KUBE-LOOP-BACK"`;
  const found = (line: string) =>
    ['IPVS067', 'IPVS069', 'IPVS061'].filter((code) =>
      severities(code, withLog([...HEALTHY_START, line])).includes('fail error'),
    );
  test.each([
    ['an image without /etc/protocols', "Syntax error: cannot parse 'tcp' as a protocol", ['IPVS067']],
    ['a set that is full', 'Hash is full, cannot add more elements', ['IPVS069']],
    ['a reason that nobody has seen yet', 'Kernel error received: Interrupted system call', ['IPVS061']],
  ])('%s', (_, why, codes) => {
    expect(found(refused(why))).toEqual(codes);
  });

  test('the remedy names the file that is missing', () => {
    const line = refused("Syntax error: cannot parse 'tcp' as a protocol");
    expect(checkOnNode('IPVS067', withLog([line]))[0]?.remedy).toContain('/etc/protocols');
  });
});

describe('IPVS065: modules', () => {
  test('an end for an unknown reason is not blamed on the kernel', () => {
    const line =
      'E 11:59:50 server.go:136] "Error running ProxyServer" err="something that nobody has seen yet"';
    expect(severities('IPVS065', withLog([line], {pod: CRASHED}))).toEqual(['pass']);
  });

  const unmade =
    'E 11:59:50 proxier.go:1909] "Failed to add IPVS service" err="no such file or directory" serviceName="a/b:c"';
  const modules = (...names: readonly string[]) => ({modules: new Set(['nf_conntrack', ...names])});
  const sed = configuration({ipvs: {scheduler: 'sed'}});
  const missing = expectedOn({}, {services: [aService()]});
  const nothing = expectedOn({}, {});

  test('kube-proxy runs in IPVS mode, and the kernel has no ip_vs', () => {
    const [result] = checkOnNode('IPVS065', {...withLog([unmade]), mode: 'ipvs', kernelHasIpvs: false});
    expect([result?.severity, result?.message]).toEqual(['error', expect.stringContaining('has no ip_vs')]);
    expect(result?.evidence.at(-1)).toContain('Failed to add IPVS service');
    expect(result?.remedy).toContain('modprobe -a ip_vs ip_vs_rr nf_conntrack');
  });

  test.each([
    ['the log says so', {...withLog([unmade]), table: new Map()}],
    ['virtual servers are missing', {table: new Map(), expected: missing}],
  ])('the scheduler is not loaded, and %s', (_, facts) => {
    const all = {...facts, ...modules('ip_vs', 'ip_vs_rr'), configuration: sed};
    const [result] = checkOnNode('IPVS065', all);
    expect([result?.result, result?.severity]).toEqual(['fail', 'error']);
    expect(result?.evidence).toContain('ipvs.scheduler: sed');
    expect(result?.remedy).toContain('modprobe -a ip_vs_sed');
  });

  test.each([
    ['is loaded', {...modules('ip_vs', 'ip_vs_sed'), expected: missing}],
    ['may be built in, as ip_vs is', {...modules(), expected: missing}],
    ['is not needed: nothing is missing', {...modules('ip_vs'), expected: nothing}],
    [
      'is in use',
      {
        ...modules('ip_vs'),
        expected: missing,
        table: actualState(['-A -t 10.96.0.1:443 -s sed']).virtualServers,
      },
    ],
  ])('a scheduler that %s', (_, facts) => {
    const table = new Map();
    expect(severities('IPVS065', {table, ...facts, configuration: sed} as Partial<NodeFacts>)).toEqual([
      'pass',
    ]);
  });

  test('in another mode nobody needs the modules', () => {
    expect(
      severities('IPVS065', {mode: 'iptables', kernelHasIpvs: false, ...withLog(HEALTHY_START)}),
    ).toEqual(['pass']);
  });

  test('a table that could be read shows that the kernel has IPVS', () => {
    expect(severities('IPVS065', {table: new Map()})).toEqual(['pass']);
  });
});

describe('an end at the start is blamed on what its error says', () => {
  const ends = (error: string) => [
    `E 11:59:50 server.go:136] "Error running ProxyServer" err="${error}"`,
    `E 11:59:50 run.go:72] "command failed" err="${error}"`,
  ];
  const codesOf = (error: string) =>
    ['IPVS065', 'IPVS067', 'IPVS091', 'IPVS093', 'IPVS094'].filter((code) =>
      severities(code, withLog(ends(error), {pod: CRASHED})).includes('fail error'),
    );

  test.each([
    ['something that nobody has seen yet', ['IPVS093']],
    [
      'could not set conntrack parameters from kube-proxy configuration: open /proc/sys/net/netfilter/nf_conntrack_max: permission denied',
      ['IPVS094'],
    ],
    ['open /proc/sys/net/netfilter/nf_conntrack_tcp_timeout_established: read-only file system', ['IPVS094']],
    ["can't use the IPVS proxier: no such file or directory", ['IPVS065']],
    [
      "can't use the IPVS proxier: error getting ipset version, error: executable file not found",
      ['IPVS067'],
    ],
    ['failed validate: KubeProxyConfiguration.Mode: Invalid value', ['IPVS091']],
  ])('%s', (error, codes) => {
    expect(codesOf(error)).toEqual(codes);
  });

  test('the error itself is told', () => {
    const [result] = checkOnNode('IPVS093', withLog(ends('open \\"x\\": gone'), {pod: CRASHED}));
    expect(result?.message).toBe('kube-proxy exits at startup: open "x": gone');
  });

  test('the remedy for a sysctl is the field that writes it', () => {
    const remedyFor = (name: string) =>
      checkOnNode(
        'IPVS094',
        withLog(ends(`open /proc/sys/net/netfilter/${name}: permission denied`), {pod: CRASHED}),
      )[0]?.remedy;
    expect(remedyFor('nf_conntrack_max')).toContain('conntrack.maxPerCore: 0 and conntrack.min: 0');
    expect(remedyFor('nf_conntrack_tcp_timeout_established')).toContain(
      'conntrack.tcpEstablishedTimeout: 0s',
    );
  });
});

describe('IPVS066: silent fallback to iptables mode', () => {
  const ipvs = {configuration: configuration({mode: 'ipvs'}, 'configmap')};
  test.each([
    ['1.25 fell back', {...ipvs, version: version('v1.25.4'), mode: 'iptables'}, ['fail warning']],
    ['1.25 in IPVS mode', {...ipvs, version: version('v1.25.4'), mode: 'ipvs'}, ['pass']],
    ['1.26 exits', {...ipvs, version: version('v1.26.0'), mode: 'iptables'}, ['not-applicable']],
    ['the mode is not known', {...ipvs, version: version('v1.25.4')}, ['undecidable']],
    [
      'iptables mode is wanted',
      {version: version('v1.25.4'), mode: 'iptables', configuration: configuration({mode: 'iptables'})},
      ['not-applicable'],
    ],
  ])('%s', (_, facts, results) => {
    expect(severities('IPVS066', facts)).toEqual(results);
  });
});

function setsOf(...sets: readonly IpSet[]): ReadonlyMap<string, IpSet> {
  return new Map(sets.map((set) => [set.name, set]));
}

describe('IPVS068, IPVS069: sets', () => {
  const expected = expectedOn({}, {services: [aService()]});
  const right: IpSet = {name: 'KUBE-CLUSTER-IP', type: 'hash:ip,port', family: 'IPv4', members: new Set()};

  test.each([
    ['the type that kube-proxy makes', right, ['pass']],
    ['another type', {...right, type: 'hash:net'}, ['fail error']],
    ['another family', {...right, family: 'IPv6' as const}, ['fail error']],
  ])('a set of %s', (_, set, results) => {
    expect(severities('IPVS068', {ipSets: setsOf(set), expected})).toEqual(results);
  });

  test.each([
    [65_536, ['fail error']],
    [60_000, ['fail warning']],
    [50_000, ['pass']],
  ])('a set of %d members', (count, results) => {
    const members = new Set(Array.from({length: count}, (_, index) => String(index)));
    expect(severities('IPVS069', {ipSets: setsOf({...right, members})})).toEqual(results);
  });

  test('a full set of somebody else, or a bitmap, is none of ours', () => {
    const members = new Set(Array.from({length: 65_536}, (_, index) => String(index)));
    const foreign = {...right, name: 'cali40all-ipam-pools', members};
    const bitmap = {...right, name: 'KUBE-NODE-PORT-TCP', type: 'bitmap:port', members};
    expect(severities('IPVS069', {ipSets: setsOf(foreign, bitmap)})).toEqual(['pass']);
  });
});

describe('IPVS071: IPv6', () => {
  const dual = {services: [aService({clusterIPs: ['10.96.14.7', 'fd00:96::7']})]};
  const single = {services: [aService()]};
  const unsupported = withLog([
    'I 11:00:00 server_linux.go:116] "Kernel support disabled for family" ipFamily="IPv6"',
  ]);

  test('a node that leaves IPv6 out, where Services need it, however long ago it said so', () => {
    expect(severities('IPVS071', unsupported, dual)).toEqual(['fail error']);
  });

  test('the same where no Service has an IPv6 address', () => {
    expect(inShort(checkOnNode('IPVS071', unsupported, single))).toEqual([
      'not-applicable: no Service has an IPv6 address',
    ]);
  });

  test.each([
    ['IPv4', ['fail error']],
    ['IPv6', ['pass']],
  ])('a node that serves %s only, where Services have IPv6 addresses', (family, results) => {
    const facts = withLog([
      `I 11:00:00 server.go:276] "kube-proxy running in single-stack mode" ipFamily="${family}"`,
    ]);
    expect(severities('IPVS071', facts, dual)).toEqual(results);
  });

  test('IPv4 that the kernel lacks is no matter of IPv6', () => {
    const facts = withLog([
      'I 11:00:00 server_linux.go:140] "No iptables support for family" ipFamily="IPv4"',
    ]);
    expect(severities('IPVS071', facts, dual)).toEqual(['pass']);
  });

  test.each([
    ['0', ['fail error']],
    ['1', ['pass']],
  ])('forwarding = %s', (value, results) => {
    const sysctls = new Map([['net.ipv6.conf.all.forwarding', value]]);
    expect(severities('IPVS071', {sysctls}, dual)).toEqual(results);
  });
});

describe('IPVS073: the probe', () => {
  test.each([
    ['left behind', 'TCP 198.51.100.0:20000', ['fail info']],
    ['gone', 'TCP 198.51.100.1:20000', ['pass']],
  ])('%s', (_, key, results) => {
    const server = {
      id: {kind: 'address', protocol: 'TCP', address: '198.51.100.0', port: 20000},
      scheduler: 'rr',
      persistence: undefined,
      schedulerFlags: [],
      onePacket: false,
      realServers: new Map(),
    } as const;
    expect(severities('IPVS073', {table: new Map([[key, server]])})).toEqual(results);
  });
});

describe('IPVS074: a configuration that is not in effect', () => {
  const running = configuration({ipvs: {scheduler: 'rr', strictARP: false}});
  const cluster = (document: object) => ({configuration: configuration(document as never, 'configmap')});

  test.each([
    ['the same, the default scheduler spelled out or not', {ipvs: {scheduler: ''}}, ['pass']],
    ['another scheduler', {ipvs: {scheduler: 'lc'}}, ['fail warning']],
    ['strict ARP', {ipvs: {strictARP: true}}, ['fail warning']],
  ])('the ConfigMap has %s', (_, document, results) => {
    const facts = {runningConfiguration: running, pod: aProxyPod()};
    expect(severities('IPVS074', facts, cluster(document))).toEqual(results);
  });

  test.each([
    [
      'primary, which it replaced by its addresses',
      {},
      ['192.0.2.11/32', '2001:db8::11/128'],
      ['primary'],
      ['pass'],
    ],
    ['primary, of one family', {}, ['192.0.2.11/32'], ['primary'], ['pass']],
    ['primary, and it serves a network', {}, ['192.0.2.0/24'], ['primary'], ['fail warning']],
    [
      'primary, and it serves two addresses',
      {},
      ['192.0.2.11/32', '198.51.100.1/32'],
      ['primary'],
      ['fail warning'],
    ],
    ['nothing, in nftables mode', {mode: 'nftables'}, ['192.0.2.11/32'], [], ['pass']],
    ['nothing, in IPVS mode', {}, ['192.0.2.11/32'], [], ['fail warning']],
  ])('of nodePortAddresses the ConfigMap has %s', (_, settings, inForce, inFile, results) => {
    const facts = {
      runningConfiguration: configuration({...settings, nodePortAddresses: inForce}),
      pod: aProxyPod(),
    };
    const objects = cluster({...settings, nodePortAddresses: inFile});
    expect(severities('IPVS074', facts, objects)).toEqual(results);
  });

  test('a ConfigMap that kube-proxy would not start with: no restart, mend it first', () => {
    const facts = {
      runningConfiguration: running,
      pod: aProxyPod(),
      startObstacles: ['the feature gate TopologyAwareHints no longer exists'],
    };
    const [result] = checkOnNode('IPVS074', facts, cluster({ipvs: {scheduler: 'lc'}}));
    expect(result).toMatchObject({
      severity: 'error',
      evidence: facts.startObstacles,
      remedy: expect.stringContaining('before anything restarts kube-proxy'),
    });
    expect(result?.remedy).not.toContain('rollout restart');
  });

  test('the evidence names the setting and both values', () => {
    const facts = {runningConfiguration: running, pod: aProxyPod()};
    const [result] = checkOnNode('IPVS074', facts, cluster({ipvs: {scheduler: 'lc'}}));
    expect(result?.evidence).toEqual(['ipvs.scheduler: the ConfigMap has "lc", kube-proxy has "rr"']);
  });

  test('in iptables mode kube-proxy answers no periods of ipvs: only the mode differs', () => {
    const iptables = configuration({mode: 'iptables', ipvs: {syncPeriod: '0s', minSyncPeriod: '0s'}});
    const facts = {runningConfiguration: iptables, pod: aProxyPod()};
    const periods = {ipvs: {syncPeriod: '30s', minSyncPeriod: '1s'}};
    expect(severities('IPVS074', facts, cluster({mode: 'iptables', ...periods}))).toEqual(['pass']);
    const [result] = checkOnNode('IPVS074', facts, cluster({mode: 'ipvs', ...periods}));
    expect(result?.evidence).toEqual(['mode: the ConfigMap has "ipvs", kube-proxy has "iptables"']);
  });

  test('kube-proxy is told by flags: the ConfigMap says nothing', () => {
    const facts = {runningConfiguration: running, pod: aProxyPod({args: ['--proxy-mode=ipvs']})};
    expect(severities('IPVS074', facts, cluster({ipvs: {scheduler: 'lc'}}))).toEqual(['not-applicable']);
  });

  test('there is no ConfigMap', () => {
    expect(severities('IPVS074', {runningConfiguration: running, pod: aProxyPod()})).toEqual(['undecidable']);
  });

  test('without a ConfigMap, a node that differs from most is told as info', () => {
    const rr = {runningConfiguration: configuration({ipvs: {scheduler: 'rr'}})};
    const lc = {runningConfiguration: configuration({ipvs: {scheduler: 'lc'}})};
    const nodes = [
      {name: 'a', ...rr},
      {name: 'b', ...lc},
      {name: 'c', ...rr},
    ];
    const results = checkInCluster('IPVS074', {}, nodes);
    expect(results.map(({node}) => node)).toEqual(['b']);
    expect(inShort(results)).toEqual(['fail info: ipvs.scheduler: "lc" here, "rr" on most nodes']);
    expect(
      inShort(
        checkInCluster(
          'IPVS074',
          {},
          [nodes[0], nodes[2]].flatMap((one) => one ?? []),
        ),
      ),
    ).toEqual(['pass']);
    expect(checkInCluster('IPVS074', cluster({}), nodes).map(({result}) => result)).toEqual([
      'not-applicable',
    ]);
  });

  test('fields that kube-proxy does not know', () => {
    const log = withLog([
      'I 11:59:50 options.go:474] "Using lenient decoding as strict decoding failed" err="strict decoding error: unknown field \\"ipvs.strictArp\\""',
    ]);
    const results = severities('IPVS074', {...log, runningConfiguration: running}, cluster({}));
    expect(results).toEqual(['fail warning', 'pass']);
  });
});

describe('IPVS092: the API server was never reached', () => {
  const failing = (seconds: number) =>
    `I 11:${59 - seconds}:00 reflector.go:816] "watch-list failed - backing off" reflector="factory.go:177" type="*v1.Node" err="dial tcp 10.99.0.1:6444: connect: connection refused"`;

  test('since ten minutes', () => {
    expect(severities('IPVS092', withLog([failing(10), failing(1)]))).toEqual(['fail error']);
  });

  test('kube-proxy has only just started', () => {
    const line = failing(0).replace('11:59:00', '11:59:40');
    expect(severities('IPVS092', withLog([line]))).toEqual(['fail warning']);
  });

  test.each([
    ['it was reached before', withLog([...HEALTHY_START, failing(1)])],
    ['a sync has ended', {...withLog([failing(1)]), metrics: syncMetrics({durations: [0.1], synced: 20})}],
    ['one watch failed hours ago, and the log is terse', withLog([failing(10).replace('11:49', '08:00')])],
    ['nothing failed', withLog(['I 11:59:00 server_linux.go:194] "Using ipvs Proxier"'])],
  ])('%s', (_, facts) => {
    expect(severities('IPVS092', facts)).toEqual(['pass']);
  });
});
