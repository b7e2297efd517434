import {describe, expect, test} from '@jest/globals';
import {type CheckResult, NOTHING_WRONG, type ProxyConditionKind, readNode} from '../../src/model/index.ts';
import {makeStatusReport, type ObservedNode, statusConclusion} from '../../src/status/index.ts';
import {aNode} from '../support/builders/node.ts';
import {anObservedNode, CAPTURED, syncFacts, syncTimes} from '../support/builders/observation.ts';
import {aProxyPod} from '../support/builders/proxy-facts.ts';

function report(nodes: readonly ObservedNode[]) {
  const source = {
    type: 'cluster',
    context: 'x',
    serverVersion: 'v1.36.2',
    kubectlFlags: [],
    podFlags: [],
  } as const;
  return makeStatusReport(
    {generatedAt: '2026-11-20T12:00:00Z', source, services: [], notes: [], assessment: NOTHING_WRONG},
    nodes,
  );
}

const fine = anObservedNode({name: 'fine'});
const unread = anObservedNode(
  {name: 'unread', captureError: 'no pod'},
  {report: {state: 'unknown', reason: 'no pod', virtualServers: null, realServers: null}},
);
const hung = {condition: {kind: 'hung', why: ''}, modeConfirmed: false, sync: undefined} as const;
const hanging = anObservedNode(
  {name: 'hanging', ...hung},
  {failures: [aFailure('IPVS078', 'kube-proxy is hung', {ownRemedy: true})]},
);
const full = anObservedNode(
  {name: 'full', conntrack: {used: 850, max: 1000}},
  {failures: [aFailure('IPVS028', "conntrack's table is 85 % full", {severity: 'warning'})]},
);

/** A check that fails, as the rules tell it. */
function aFailure(code: string, message: string, overrides: Partial<CheckResult> = {}): CheckResult {
  return {
    code,
    title: '',
    result: 'fail',
    severity: 'error',
    node: 'node-a',
    service: null,
    evidence: [],
    message,
    remedy: 'do this',
    commands: [],
    ownRemedy: false,
    gap: null,
    drift: false,
    cause: null,
    explainedBy: null,
    accepted: null,
    ...overrides,
  };
}
const elsewhere = anObservedNode(
  {name: 'elsewhere', mode: 'nftables', notCompared: 'nftables mode'},
  {report: {state: 'other-mode', reason: 'nftables mode', virtualServers: null, realServers: null}},
);

describe('the order of nodes, and the outcome', () => {
  test('errors first, then what could not be read, then warnings, then the rest by name', () => {
    const {nodes} = report([fine, elsewhere, full, unread, hanging]);
    expect(nodes.map(({name}) => name)).toEqual(['hanging', 'unread', 'full', 'elsewhere', 'fine']);
  });

  test.each<readonly [string, readonly ObservedNode[], string]>([
    ['all fine', [fine], 'fine'],
    ['a warning', [fine, full], 'fine'],
    ['a node in another mode', [fine, elsewhere], 'fine'],
    ['an unread node', [fine, unread], 'incomplete'],
    ['an unread node and an error', [unread, hanging], 'wrong'],
    ['no node', [], 'incomplete'],
  ])('%s', (_, nodes, outcome) => {
    expect(statusConclusion(report(nodes))).toBe(outcome);
  });

  test('an unread node is never in sync, and says why', () => {
    const [node] = report([unread]).nodes;
    expect(node).toMatchObject({
      state: 'unknown',
      error: 'no pod',
      drift: null,
      attention: {severity: 'warning'},
    });
  });
});

describe('what needs attention', () => {
  function concernsOf(...parts: Parameters<typeof anObservedNode>) {
    const [node] = report([anObservedNode(...parts)]).nodes;
    return node?.concerns.map(({severity, code, message}) => `${severity} ${code}: ${message}`);
  }

  test.each<readonly [string, Parameters<typeof anObservedNode>[0], RegExp]>([
    [
      'a NotReady node',
      {node: readNode(aNode({status: {conditions: [{type: 'Ready', status: 'False'}]}}))},
      /^warning null: the node is NotReady$/,
    ],
  ])('%s', (_, observation, message) => {
    expect(concernsOf(observation)).toEqual([expect.stringMatching(message)]);
  });

  test('a check that fails is a concern, with its own remedy where it has one', () => {
    const failures = [
      aFailure('IPVS078', 'kube-proxy is not running (CrashLoopBackOff, 5 restarts)', {ownRemedy: true}),
      aFailure('IPVS028', "conntrack's table is 97 % full"),
      aFailure('IPVS089', 'only worth knowing', {severity: 'info'}),
      aFailure('IPVS010', 'about one Service', {
        severity: 'warning',
        service: {namespace: 'shop', name: 'web', port: null},
      }),
    ];
    const [node] = report([anObservedNode({}, {failures})]).nodes;
    expect(node?.concerns).toMatchObject([
      {severity: 'error', code: 'IPVS078', remedy: 'do this'},
      {severity: 'error', code: 'IPVS028', remedy: 'kubectl ipvs explain IPVS028'},
    ]);
  });

  test.each<readonly [string, ProxyConditionKind, RegExp]>([
    ['does not run: its log says why', 'not-running', /^error IPVS067: down\. Its log: no ipset$/],
    ['is hung: a line from before explains nothing', 'hung', /^error IPVS078: down$/],
  ])('a kube-proxy that %s', (_, kind, message) => {
    const lastWords = {time: null, level: 'E', code: 'IPVS067', count: 1, message: 'no ipset'} as const;
    const failures = [aFailure('IPVS078', 'down')];
    expect(concernsOf({condition: {kind, why: ''}, lastWords}, {failures})).toEqual([
      expect.stringMatching(message),
    ]);
  });

  test.each<readonly [string, Parameters<typeof anObservedNode>[0], RegExp]>([
    [
      'it was restarted a moment ago',
      {
        pod: {...aProxyPod(), restarts: 3},
        sync: {...syncFacts(syncTimes({last: {IPv4: 9, IPv6: 9}})), startedAt: CAPTURED - 60},
      },
      /^warning null: kube-proxy was restarted 1m ago \(3 restarts\)$/,
    ],
  ])('kube-proxy: %s', (_, observation, message) => {
    expect(concernsOf(observation)).toEqual([expect.stringMatching(message)]);
  });

  test('what answers runs, whatever the status of a Pod says', () => {
    expect(concernsOf({pod: aProxyPod({waiting: 'CrashLoopBackOff'})})).toEqual([]);
  });

  test('a restart long ago is no news', () => {
    expect(concernsOf({pod: {...aProxyPod(), restarts: 3}})).toEqual([]);
  });

  test('differences that vanished are told, and are no reason to worry', () => {
    const converging = report([anObservedNode({}, {report: {state: 'converging'}})]);
    expect(converging.nodes[0]?.concerns).toMatchObject([
      {severity: 'info', message: expect.stringContaining('kube-proxy follows')},
    ]);
    expect(converging.nodes[0]?.attention).toBeNull();
    expect(statusConclusion(converging)).toBe('fine');
  });

  test.each([
    ['a cluster', undefined, 'kubectl -n kube-system logs kube-proxy-x --previous'],
    ['a snapshot', 'a b/x', "kubectl ipvs logs --previous --node node-a --from 'a b/x'"],
  ])('what to do names %s', (_, snapshot, command) => {
    const sync = {...syncFacts(syncTimes({last: {IPv4: 9, IPv6: 9}})), startedAt: CAPTURED - 60};
    const [node] = report([anObservedNode({pod: {...aProxyPod(), restarts: 3}, sync, snapshot})]).nodes;
    expect(node?.concerns[0]?.remedy).toBe(`read why: ${command}`);
  });

  test('a node without kube-proxy is a warning, unless it should have none', () => {
    const condition = {kind: 'absent', why: ''} as const;
    const without = {condition, pod: undefined, modeConfirmed: false, sync: undefined, notCompared: 'no Pod'};
    expect(concernsOf(without)?.[0]).toMatch(/^warning null: no kube-proxy Pod runs here/);
    expect(concernsOf({...without, proxyExpected: false})).toEqual([]);
  });

  test('failed checks count once an entry; those about a Service, or only worth knowing, do not', () => {
    const failure = (code: string, severity: 'warning' | 'info', service: null | object = null) =>
      ({
        code,
        severity,
        service,
        message: `${code} fails`,
        result: 'fail',
      }) as ObservedNode['failures'][number];
    const failures = [
      failure('IPVS015', 'warning'),
      failure('IPVS015', 'warning'),
      failure('IPVS012', 'info'),
      failure('IPVS010', 'warning', {namespace: 'a', name: 'b', port: null}),
    ];
    expect(concernsOf({}, {failures})).toEqual(['warning IPVS015: IPVS015 fails (and 1 more)']);
    expect(report([anObservedNode({}, {failures})]).nodes[0]?.attention).toEqual({
      severity: 'warning',
      code: 'IPVS015',
      count: 1,
    });
  });
});
