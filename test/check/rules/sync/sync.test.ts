import {describe, expect, test} from '@jest/globals';
import type {NodeFacts} from '../../../../src/check/index.ts';
import {aFinding} from '../../../support/builders/a-finding.ts';
import {expectedOn} from '../../../support/builders/cluster.ts';
import {aSlice} from '../../../support/builders/endpoint-slice.ts';
import {checkInCluster, checkOnNode, inShort, version} from '../../../support/builders/node-evidence.ts';
import {
  aProxyPod,
  CAPTURED_AT,
  configuration,
  syncMetrics,
  withLog,
} from '../../../support/builders/proxy-facts.ts';

function severities(code: string, facts: Partial<NodeFacts>, objects = {}): readonly string[] {
  return checkOnNode(code, facts, objects).map(({result, severity}) =>
    result === 'fail' ? `fail ${severity}` : result,
  );
}

const many = (seconds: number) => Array.from({length: 200}, () => seconds);

describe('IPVS075: slow syncs', () => {
  test.each([
    ['fast', many(0.2), ['pass']],
    ['in the bucket from 4.096 s to 8.192 s, which may be less than 5 s', many(6), ['pass']],
    ['certainly above 5 s', many(9), ['fail warning']],
    ['longer than syncPeriod on average', many(40), ['fail error']],
    ['one slow sync of 200', [...many(0.2), 20], ['pass']],
    ['a slow first sync, and few others', [20, 0.2, 0.2, 0.2], ['pass']],
    ['few syncs, all slow', [20, 9, 9], ['fail warning']],
    ['none yet', [], ['undecidable']],
  ])('%s', (_, durations, results) => {
    const facts = {metrics: syncMetrics({durations}), configuration: configuration({})};
    expect(severities('IPVS075', facts)).toEqual(results);
  });
});

describe('IPVS076: no pause between syncs', () => {
  const none = configuration({ipvs: {minSyncPeriod: '0s'}});
  test.each([
    ['a pause of 1 s', {configuration: configuration({ipvs: {minSyncPeriod: '1s'}})}, ['pass']],
    ['none, and nothing is known of the syncs', {configuration: none}, ['fail info']],
    [
      'none, and kube-proxy is idle',
      {
        configuration: none,
        capturedAt: CAPTURED_AT,
        metrics: syncMetrics({durations: many(0.1), started: 3600}),
      },
      ['fail info'],
    ],
    [
      'none, and kube-proxy does nothing else',
      {
        configuration: none,
        capturedAt: CAPTURED_AT,
        metrics: syncMetrics({durations: many(15), started: 3600}),
      },
      ['fail warning'],
    ],
    [
      'the configuration is not known',
      {configuration: {...none, source: 'defaults' as const}},
      ['undecidable'],
    ],
  ])('%s', (_, facts, results) => {
    expect(severities('IPVS076', facts)).toEqual(results);
  });
});

describe('IPVS077: dead watch', () => {
  const running = {findings: [aFinding()], capturedAt: CAPTURED_AT, pod: aProxyPod()};
  const quiet = syncMetrics({durations: many(0.1), queued: 900, synced: 10});
  const changed = (secondsBefore: number, service = 'svc') => {
    const time = new Date(CAPTURED_AT.getTime() - secondsBefore * 1000).toISOString();
    const slice = aSlice('5@a', {service}) as unknown as {metadata: object};
    const annotations = {'endpoints.kubernetes.io/last-change-trigger-time': time};
    return {slices: [{...slice, metadata: {...slice.metadata, annotations}}]};
  };

  test('a slice changed after kube-proxy was last asked for a sync, and the table lacks it', () => {
    const facts = {...running, metrics: quiet};
    expect(severities('IPVS077', facts, changed(600))).toEqual(['fail error']);
    expect(severities('IPVS077', facts, {...changed(600), live: false})).toEqual(['fail error']);
    expect(checkOnNode('IPVS077', facts, changed(600))[0]?.evidence).toEqual([
      'a sync was last requested at 2026-11-20T11:45:00.000Z',
      expect.stringMatching(/^EndpointSlice default\/.* was changed at 2026-11-20T11:50:00.000Z$/),
    ]);
  });

  test.each([
    ['the table is as it must be', {...running, findings: [], metrics: quiet}, changed(600), 'pass'],
    [
      'only draining',
      {...running, findings: [aFinding({severity: 'info'})], metrics: quiet},
      changed(600),
      'pass',
    ],
    [
      'the change was before: heard, and lost otherwise',
      {...running, metrics: quiet},
      changed(1200),
      'undecidable',
    ],
    ['the change was just now', {...running, metrics: quiet}, changed(30), 'undecidable'],
    ['another Service changed', {...running, metrics: quiet}, changed(600, 'other'), 'undecidable'],
    ['it does not run', {...running, pod: aProxyPod({waiting: 'Error'})}, changed(600), 'undecidable'],
  ])('not if %s', (_, facts, objects, result) => {
    expect(severities('IPVS077', facts, objects)).toEqual([result]);
  });

  const replies = {
    metrics: 'unanswered',
    health: 'unanswered',
    metricsText: 'asked by curl at 127.0.0.1:10249: no answer',
    healthText: 'asked by curl at 127.0.0.1:10256: no answer',
  } as const;

  test('a kube-proxy that takes questions, answers none, and does not follow the API hangs', () => {
    const [result] = checkOnNode('IPVS077', {...running, replies: {...replies, hangs: true}});
    expect(result).toMatchObject({result: 'fail', severity: 'error'});
    expect(result?.message).toContain('is hung');
  });

  test.each([
    ['it was not queried', {}, /was not queried/],
    [
      'nothing tells why it is silent',
      {replies: {...replies, hangs: false}},
      /asked by curl at 127.0.0.1:10249/,
    ],
    [
      '/healthz answers, as where metrics are served on another address',
      {replies: {...replies, health: 'answered', hangs: false} as const},
      /the process itself responds on \/healthz/,
    ],
  ])('silence is no proof of that: %s', (_, facts, reason) => {
    const [result] = checkOnNode('IPVS077', {...running, ...facts});
    expect(result?.result).toBe('undecidable');
    expect(result?.message).toMatch(reason);
  });

  test.each([
    [
      'kube-proxy is not allowed to read Services',
      'W 11:59:50 reflector.go:569] "Failed to watch" err="failed to list *v1.Service: services is forbidden: User \\"system:serviceaccount:kube-system:kube-proxy\\" cannot list resource \\"services\\""',
      'fail error',
    ],
  ])('%s', (_, line, result) => {
    expect(severities('IPVS077', {...withLog([line]), findings: []})).toEqual([result]);
  });
});

describe('IPVS077: the remedy where kube-proxy may not read the API', () => {
  const refusal = (user: string) =>
    `E 11:59:50 reflector.go:227] "Failed to watch" err="failed to list *v1.Node: nodes \\"node2\\" is forbidden: User \\"${user}\\" cannot list resource \\"nodes\\" in API group \\"\\" at the cluster scope" logger="UnhandledError" reflector="k8s.io/client-go/informers/factory.go:177" type="*v1.Node"`;
  test.each([
    [
      'a ServiceAccount',
      'system:serviceaccount:kube-system:kube-proxy',
      '--serviceaccount=kube-system:kube-proxy',
    ],
    ['a user of a certificate', 'system:kube-proxy', '--user=system:kube-proxy'],
  ])('names %s', (_, user, subject) => {
    const [result] = checkOnNode('IPVS077', {...withLog([refusal(user)]), findings: []});
    expect(result?.remedy).toContain('Do not restart');
    expect(result?.commands.map(({command}) => command)).toEqual([
      `kubectl create clusterrolebinding kubeadm:node-proxier --clusterrole=system:node-proxier ${subject}`,
    ]);
  });
});

describe('IPVS077: connections to the API server', () => {
  const lost = (time: string) =>
    `W ${time} reflector.go:484] "watch of *v1.EndpointSlice ended with: an error on the server (http2: client connection lost)"`;
  test.each([
    ['three within ten minutes', ['11:52:00', '11:55:00', '11:58:00'], 'fail warning'],
    ['one just now: an API server was restarted', ['11:59:50'], 'pass'],
    ['three, but hours ago', ['08:00:00', '08:01:00', '08:02:00'], 'pass'],
  ])('%s', (_, times, result) => {
    expect(severities('IPVS077', {...withLog(times.map(lost)), findings: []})).toEqual([result]);
  });
});

describe('IPVS078: the health endpoint', () => {
  const now = '2026-11-20T12:00:00Z';
  test.each([
    [
      'healthy, as 1.36 answers',
      {lastUpdated: now, currentTime: now, nodeEligible: true, healthy: true},
      'pass',
    ],
    ['healthy, as 1.28 answers', {lastUpdated: now, currentTime: now}, 'pass'],
    [
      "healthy, in Go's own form of times",
      {
        lastUpdated: '2026-11-20 17:36:40.30666699 +0000 UTC m=+100',
        currentTime: '2026-11-20 17:36:40.29998497 +0000 UTC m=+100',
        nodeEligible: true,
      },
      'pass',
    ],
    [
      "a sync does not end, in Go's own form of times",
      {
        lastUpdated: '2026-11-20 17:21:40.30666699 +0000 UTC m=+1202.631797660',
        currentTime: '2026-11-20 17:36:40.29998497 +0000 UTC m=+2102.631797660',
      },
      'fail error',
    ],
    [
      'in a zone, and none has ended since the start',
      {
        lastUpdated: '0001-01-01 00:00:00 +0000 UTC',
        currentTime: '2026-11-20 18:36:40 +0100 CET m=+2102.6',
      },
      'fail error',
    ],
    [
      'a node that is drained and does not sync',
      {lastUpdated: '2026-11-20T11:50:00Z', currentTime: now, nodeEligible: false},
      'fail error',
    ],
    [
      'a sync does not end',
      {lastUpdated: '2026-11-20T11:50:00Z', currentTime: now, nodeEligible: true},
      'fail error',
    ],
    [
      'unhealthy, as 1.36 answers',
      {lastUpdated: '2026-11-20T11:50:00Z', currentTime: now, healthy: false},
      'fail error',
    ],
    ['a node that is drained', {lastUpdated: now, currentTime: now, nodeEligible: false}, 'fail info'],
    ['another program on the port', 'ok', 'undecidable'],
  ])('%s', (_, healthz, result) => {
    expect(severities('IPVS078', {healthz})).toEqual([result]);
  });

  test('a kube-proxy that does not run, with its last words, whatever the reason', () => {
    const line = 'E 11:59:50 run.go:72] "command failed" err="something that nobody has seen yet"';
    const facts = withLog([line], {pod: aProxyPod({waiting: 'CrashLoopBackOff'})});
    const down = {...facts, proxy: {kind: 'not-running', why: ''} as const};
    expect(inShort(checkOnNode('IPVS078', down))).toEqual([
      expect.stringMatching(
        /^fail error: .*nobody has seen.*; kube-system\/kube-proxy-x: CrashLoopBackOff, 5 restarts$/,
      ),
    ]);
  });

  const replies = {metrics: 'not-asked', hangs: false, metricsText: 'it was not queried'} as const;
  const noClient = 'the image of the debug pod has no curl and no wget';
  const noAnswer = 'asked by curl at 127.0.0.1:10256: no answer';
  test.each([
    ['nothing is known of questions', {}, 'the state of /healthz is unknown: it was not queried'],
    [
      'no program could ask',
      {replies: {...replies, health: 'not-asked', healthText: noClient}},
      `the state of /healthz is unknown: ${noClient}`,
    ],
    [
      'it was asked',
      {replies: {...replies, health: 'unanswered', healthText: noAnswer}},
      `kube-proxy did not respond on /healthz (${noAnswer})`,
    ],
    [
      'another path of the port answered',
      {replies: {...replies, health: 'answered', healthText: 'it answered'}},
      "kube-proxy's health port responded, but /healthz returned nothing recognisable",
    ],
  ] as const)('without an answer: %s', (_, facts, message) => {
    expect(inShort(checkOnNode('IPVS078', facts))).toEqual([`undecidable: ${message}`]);
  });

  test('the port is taken', () => {
    const facts = withLog(['E 11:59:50 server.go:480] "Healthz server failed" err="address already in use"']);
    const healthz = {lastUpdated: now, currentTime: now};
    expect(severities('IPVS078', {...facts, healthz})).toEqual(['fail error', 'pass']);
  });
});

describe('IPVS079: metrics that mislead', () => {
  const open = configuration({metricsBindAddress: '0.0.0.0:10249'});
  const dual = expectedOn({}, {});
  test.each([
    ['on the node only, by default', {runningConfiguration: configuration({})}, ['fail info']],
    [
      'on the node only, over IPv6',
      {runningConfiguration: configuration({metricsBindAddress: '[::1]:10249'})},
      ['fail info'],
    ],
    ['open', {runningConfiguration: open, version: version('v1.33.0'), expected: dual}, ['pass']],
    [
      'one series for two families',
      {runningConfiguration: open, version: version('v1.32.5'), expected: dual},
      ['fail info'],
    ],
    [
      'one family',
      {
        runningConfiguration: open,
        version: version('v1.32.5'),
        expected: expectedOn({families: ['IPv4']}, {}),
      },
      ['pass'],
    ],
  ])('%s', (_, facts, results) => {
    expect(severities('IPVS079', facts)).toEqual(results);
  });
});

describe('IPVS080: clocks', () => {
  const clocks = (...offsets: readonly number[]) =>
    offsets.map((clockOffset, index) => ({name: `node-${index}`, clockOffset}));

  test('one clock is two minutes ahead of the others', () => {
    const results = checkInCluster('IPVS080', {}, clocks(-2, 118, -1, -4));
    expect(results.map(({node}) => node)).toEqual(['node-1']);
    expect(inShort(results)).toEqual(['fail warning: about 120 s ahead']);
  });

  test('our own clock is wrong: all nodes are off by the same', () => {
    expect(inShort(checkInCluster('IPVS080', {}, clocks(500, 502, 499)))).toEqual(['pass']);
  });

  test('one node, and a snapshot, cannot tell', () => {
    expect(checkInCluster('IPVS080', {}, clocks(500))[0]?.result).toBe('not-applicable');
    expect(checkInCluster('IPVS080', {live: false}, clocks(1, 500))[0]?.result).toBe('undecidable');
  });
});

describe('IPVS081: a sysctl was changed behind kube-proxy', () => {
  const right: readonly (readonly [string, string])[] = [
    ['net.ipv4.vs.conntrack', '1'],
    ['net.ipv4.vs.expire_nodest_conn', '1'],
    ['net.ipv4.vs.expire_quiescent_template', '1'],
    ['net.ipv4.ip_forward', '1'],
    ['net.ipv4.conf.all.arp_ignore', '0'],
  ];
  const changed = (name: string, value: string) => ({sysctls: new Map([...right, [name, value] as const])});

  test('all as kube-proxy wrote them', () => {
    expect(severities('IPVS081', {sysctls: new Map(right)})).toEqual(['pass']);
  });

  test.each([
    ['net.ipv4.vs.conntrack', '0', 'fail warning'],
    ['net.ipv4.ip_forward', '0', 'fail error'],
  ])('%s = %s', (name, value, result) => {
    expect(severities('IPVS081', changed(name, value))).toEqual([result]);
  });

  test('strict ARP is looked for only where it is configured', () => {
    const strict = {runningConfiguration: configuration({ipvs: {strictARP: true}})};
    expect(severities('IPVS081', {...changed('net.ipv4.conf.all.arp_announce', '2'), ...strict})).toEqual([
      'fail warning',
    ]);
  });

  test('the line of the log that says what was written is the evidence', () => {
    const log = withLog([
      'I 11:00:00 utils.go:182] "Changed sysctl" name="net/ipv4/vs/conntrack" before=0 after=1',
    ]);
    const [result] = checkOnNode('IPVS081', {...log, ...changed('net.ipv4.vs.conntrack', '0')});
    expect(result?.evidence).toEqual([
      'net.ipv4.vs.conntrack = 0',
      expect.stringContaining('before=0 after=1'),
    ]);
  });
});
