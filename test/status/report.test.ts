import {describe, expect, test} from '@jest/globals';
import {NOTHING_WRONG, readNode} from '../../src/model/index.ts';
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
const hanging = anObservedNode({
  name: 'hanging',
  silent: true,
  hangs: true,
  healthy: undefined,
  modeConfirmed: false,
  sync: undefined,
});
const full = anObservedNode({name: 'full', conntrack: {used: 850, max: 1000}});
const elsewhere = anObservedNode(
  {name: 'elsewhere', mode: 'nftables', notCompared: 'nftables mode'},
  {report: {state: 'unknown', reason: 'nftables mode', virtualServers: null, realServers: null}},
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

const SILENT = {silent: true, modeConfirmed: false, sync: undefined, healthy: undefined};

describe('what needs attention', () => {
  function concernsOf(...parts: Parameters<typeof anObservedNode>) {
    const [node] = report([anObservedNode(...parts)]).nodes;
    return node?.concerns.map(({severity, code, message}) => `${severity} ${code}: ${message}`);
  }

  test.each<readonly [string, Parameters<typeof anObservedNode>[0], RegExp]>([
    ['conntrack at 80%', {conntrack: {used: 800, max: 1000}}, /^warning IPVS028: conntrack is 80% full/],
    ['conntrack at 95%', {conntrack: {used: 950, max: 1000}}, /^error IPVS028: conntrack is 95% full/],
    [
      'a Pod in back-off',
      {...SILENT, pod: aProxyPod({waiting: 'CrashLoopBackOff'})},
      /^error null: kube-proxy does not run \(CrashLoopBackOff, 5 restarts\)/,
    ],
    [
      'a Pod that says why it ends',
      {
        ...SILENT,
        pod: aProxyPod({waiting: 'CrashLoopBackOff'}),
        lastWords: {time: null, level: 'E', code: 'IPVS067', count: 1, message: 'no ipset'},
      },
      /^error IPVS067: .*Its log: no ipset$/,
    ],
    [
      'a Pod that is restarted again and again, though no answer came from it: the Pod counts',
      {...SILENT, silent: false, pod: aProxyPod({waiting: 'CrashLoopBackOff'})},
      /^error null: kube-proxy does not run/,
    ],
    [
      'a NotReady node',
      {node: readNode(aNode({status: {conditions: [{type: 'Ready', status: 'False'}]}}))},
      /^warning null: the node is NotReady$/,
    ],
  ])('%s', (_, observation, message) => {
    expect(concernsOf(observation)).toEqual([expect.stringMatching(message)]);
  });

  test.each<readonly [string, Parameters<typeof anObservedNode>[0], RegExp]>([
    ['all ports are closed', SILENT, /^error null: kube-proxy does not listen on its HTTP ports/],
    ['it never answers', {...SILENT, hangs: true}, /^error null: .* never answers: it hangs/],
    [
      'only the metrics are not there',
      {...SILENT, healthy: true},
      /^warning null: kube-proxy answers health checks, but not at 127\.0\.0\.1:10249: its mode/,
    ],
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
    ['a cluster', undefined, 'kubectl -n kube-system logs kube-proxy-x'],
    ['a snapshot', 'a b/x', "kubectl ipvs logs --node node-a --from 'a b/x'"],
  ])('what to do names %s', (_, snapshot, command) => {
    const [node] = report([anObservedNode({...SILENT, snapshot})]).nodes;
    expect(node?.concerns[0]?.remedy).toBe(`read its log: ${command}`);
  });

  test('a node without kube-proxy is a warning, unless it should have none', () => {
    const without = {pod: undefined, modeConfirmed: false, sync: undefined, notCompared: 'no Pod'};
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
      count: 2,
    });
  });
});
