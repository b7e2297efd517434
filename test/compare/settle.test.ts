import {describe, expect, test} from '@jest/globals';
import {type NodeLook, settle} from '../../src/compare/index.ts';
import type {Finding, FindingService, NodeState} from '../../src/model/index.ts';
import {aFinding} from '../support/builders/a-finding.ts';

const START = Date.parse('2026-11-20T12:00:00Z');

/** When the API last changed each Service, as a reading says: in seconds after {@link START}. */
type Changes = Readonly<Record<string, number>>;

/** A look at a node so many seconds after the start, with these differences. */
function look(
  seconds: number,
  findings: readonly Finding[],
  {changes = {}, state = 'drifted'}: {readonly changes?: Changes; readonly state?: NodeState} = {},
): NodeLook {
  const apiSide = ({service}: Finding) => {
    const change = service ? changes[service.name] : undefined;
    return {
      content: `${service?.name} of ${change}`,
      writtenAt: change === undefined ? undefined : START + change * 1000,
    };
  };
  return {
    at: START + seconds * 1000,
    apiSide,
    result: {
      report: {
        name: 'node-a',
        state,
        reason: '',
        proxyMode: 'ipvs',
        kubeProxyVersion: '',
        kubeProxyPod: '',
        virtualServers: null,
        realServers: null,
      },
      findings,
      notes: [],
      settlingSeconds: 8,
    },
  };
}

function affinity(actual: number, expected = 600): Finding {
  return aFinding({
    kind: 'persistence-mismatch',
    realServer: null,
    expected: {persistenceTimeout: expected},
    actual: {persistenceTimeout: actual},
  });
}

function stale(address: string, name = 'svc'): Finding {
  return aFinding({service: service(name), realServer: {address, port: 8080}, confirmed: false});
}

function missing(address: string, name = 'svc'): Finding {
  return aFinding({
    kind: 'real-server-missing',
    service: service(name),
    realServer: {address, port: 8080},
    expected: {weight: 1},
    actual: null,
  });
}

function service(name: string): FindingService {
  return {namespace: 'default', name, port: 'http'};
}

/** The addresses of what is confirmed, and the state of the node. */
function told(...looks: readonly NodeLook[]) {
  const {result, againIn} = settle(looks);
  return {
    state: result.report.state,
    confirmed: result.findings.map(({realServer, confirmed}) => confirmed && realServer?.address),
    notes: result.notes.map(({code, message}) => `${code} ${message}`),
    againIn,
  };
}

test('one look confirms nothing; another follows where something differs', () => {
  expect(told(look(0, [stale('10.0.0.1')]))).toMatchObject({confirmed: [false], againIn: 8});
  expect(told(look(0, [aFinding({severity: 'info'})])).againIn).toBeUndefined();
});

describe('two looks while the API stands still', () => {
  test('the same wrong value in both is confirmed', () => {
    const {result, againIn} = settle([look(0, [affinity(30)]), look(10, [affinity(30)])]);
    expect(result.report.state).toBe('drifted');
    expect(result.findings).toMatchObject([{confirmed: true}]);
    expect(result.notes).toEqual([]);
    expect(againIn).toBeUndefined();
  });

  test('what is gone was on its way', () => {
    expect(told(look(0, [stale('10.0.0.1')]), look(10, [], {state: 'in-sync'}))).toEqual({
      state: 'converging',
      confirmed: [],
      notes: [],
      againIn: undefined,
    });
  });

  test('another wrong value, or one that is new, is not confirmed by them, and looked at once more', () => {
    expect(told(look(0, [affinity(602)]), look(10, [affinity(604)]))).toMatchObject({
      state: 'converging',
      confirmed: [],
      againIn: 8,
    });
    const looks = [look(0, [stale('10.0.0.1')]), look(10, [stale('10.0.0.2')])];
    expect(told(...looks)).toMatchObject({confirmed: [], againIn: 8});
    expect(told(...looks, look(20, [stale('10.0.0.2')]))).toMatchObject({
      state: 'drifted',
      confirmed: ['10.0.0.2'],
    });
  });

  test('counts of connections may differ', () => {
    const busy = (activeConnections: number) => aFinding({actual: {weight: 1, activeConnections}});
    expect(told(look(0, [busy(3)]), look(10, [busy(9)])).confirmed).toHaveLength(1);
  });

  test('a node that could not be compared again is unknown', () => {
    expect(told(look(0, [stale('10.0.0.1')]), look(10, [], {state: 'unknown'})).state).toBe('unknown');
  });
});

describe('a node that is late', () => {
  // It shows changes 25 s after they were made: `other` changed 20 s before the first look, `svc` 3 s before it.
  const first = look(0, [stale('10.0.0.1'), stale('10.0.9.9', 'other')], {changes: {svc: -3, other: -20}});

  test('a change that is younger than what it has just followed is not called drift', () => {
    const second = look(10, [stale('10.0.0.1')], {changes: {svc: -3, other: -20}});
    const {state, confirmed, notes, againIn} = told(first, second);
    expect({state, confirmed}).toEqual({state: 'converging', confirmed: []});
    expect(notes).toEqual([
      'IPVS075 the node follows the API, but is behind by about 13s: its table is as of 11:59:57; 1 difference is ' +
        'about objects that changed in the meantime, so they are not counted as drift',
    ]);
    // It needs 30 s for a change, and the difference has been seen for 10 s.
    expect(againIn).toBe(22);
  });

  test('what it still shows after the time that it needs is drift', () => {
    const changes = {svc: -3, other: -20};
    const looks = [first, look(10, [stale('10.0.0.1')], {changes}), look(32, [stale('10.0.0.1')], {changes})];
    expect(told(...looks)).toMatchObject({state: 'drifted', confirmed: ['10.0.0.1'], notes: []});
  });

  test('what the API changed before is drift at once', () => {
    const changes = {svc: -40, other: -20};
    const before = look(0, [stale('10.0.0.1'), stale('10.0.9.9', 'other')], {changes});
    expect(told(before, look(10, [stale('10.0.0.1')], {changes})).confirmed).toEqual(['10.0.0.1']);
  });

  test('a repair of what was wrong for long does not make it late', () => {
    const changes = {svc: -3, other: -4000};
    const before = look(0, [stale('10.0.0.1'), stale('10.0.9.9', 'other')], {changes});
    expect(told(before, look(10, [stale('10.0.0.1')], {changes})).confirmed).toEqual(['10.0.0.1']);
  });

  test('a value that follows the API one step behind, as often as it is looked at, is not drift', () => {
    const looks = [
      look(0, [affinity(600, 602)], {changes: {svc: -2}}),
      look(10, [affinity(602, 604)], {changes: {svc: 8}}),
      look(22, [affinity(604, 606)], {changes: {svc: 20}}),
    ];
    const {state, confirmed, notes} = told(...looks);
    expect({state, confirmed}).toEqual({state: 'converging', confirmed: []});
    expect(notes).toEqual([expect.stringMatching(/^IPVS075 .* behind by about 2s: .* as of 12:00:20;/)]);
  });
});

describe('a Service that the API changes between all looks', () => {
  test('a stale backend is confirmed where the node shows the latest change', () => {
    const looks = [
      look(0, [stale('10.0.0.1')], {changes: {svc: -2}}),
      look(10, [stale('10.0.0.1')], {changes: {svc: 8}}),
    ];
    expect(told(...looks)).toMatchObject({state: 'drifted', confirmed: ['10.0.0.1'], againIn: undefined});
  });

  const rolling = (...more: readonly NodeLook[]) => [
    look(0, [stale('10.0.0.1'), stale('10.0.0.2'), missing('10.0.1.2')], {changes: {svc: -2}}),
    look(10, [stale('10.0.0.1'), stale('10.0.0.3'), missing('10.0.1.3')], {changes: {svc: 8}}),
    ...more,
  ];

  test('where it does not, the second look leaves it open', () => {
    const {state, confirmed, notes, againIn} = told(...rolling());
    expect({state, confirmed}).toEqual({state: 'converging', confirmed: []});
    expect(notes).toEqual([
      expect.stringMatching(/^IPVS075 .* by about 12s: .* as of 11:59:58; 3 differences/),
    ]);
    expect(againIn).toBe(8);
  });

  test('the third confirms what stands for longer than the node needs, and nothing else', () => {
    const third = look(20, [stale('10.0.0.1'), stale('10.0.0.4'), missing('10.0.1.4')], {changes: {svc: 18}});
    const {state, confirmed, notes} = told(...rolling(third));
    expect({state, confirmed}).toEqual({state: 'drifted', confirmed: ['10.0.0.1']});
    expect(notes).toEqual([
      expect.stringMatching(/^IPVS075 .* by about 2s: .* as of 12:00:18; 2 differences/),
    ]);
  });

  test('a rollout that the node follows late is no drift', () => {
    const third = look(20, [stale('10.0.0.4'), missing('10.0.1.4')], {changes: {svc: 18}});
    expect(told(...rolling(third))).toMatchObject({state: 'converging', confirmed: []});
  });

  // Nothing tells how late it is: it may need a minute.
  const frozen = (...times: readonly number[]) =>
    times.map((at, index) => {
      const gone = Array.from({length: index + 1}, (_, number) => stale(`10.0.0.${number + 1}`));
      return look(at, gone, {changes: {svc: at - 2}});
    });

  test('a node that follows none of the changes is looked at once more after a minute', () => {
    const {confirmed, notes, againIn} = told(...frozen(0, 10));
    expect(confirmed).toEqual([]);
    expect(notes).toEqual([
      expect.stringMatching(
        /^IPVS077 the node does not appear to follow the API, and is behind by about 12s/,
      ),
    ]);
    expect(againIn).toBe(52);
  });

  test('what it shows for longer is drift', () => {
    expect(told(...frozen(0, 10, 63))).toMatchObject({state: 'drifted', confirmed: ['10.0.0.1']});
    expect(told(...frozen(0, 10, 30))).toMatchObject({state: 'converging', confirmed: []});
  });

  test('a virtual server that is missing is the same difference, whatever endpoints the API adds', () => {
    const absent = (...realServers: readonly string[]) =>
      aFinding({kind: 'virtual-server-missing', realServer: null, expected: {realServers}, actual: null});
    const looks = [
      look(0, [absent('10.0.0.1')], {changes: {svc: -2}}),
      look(10, [absent('10.0.0.1', '10.0.0.2')], {changes: {svc: 8}}),
    ];
    expect(told(...looks)).toMatchObject({state: 'converging', againIn: 52});
    const third = look(63, [absent('10.0.0.2')], {changes: {svc: 60}});
    expect(told(...looks, third).state).toBe('drifted');
  });
});

test('without times what stands in both looks counts as before, and no figure is made up', () => {
  const timeless = (findings: readonly Finding[], change: string): NodeLook => ({
    ...look(0, findings),
    at: undefined,
    apiSide: () => ({content: change, writtenAt: undefined}),
  });
  expect(told(timeless([stale('10.0.0.1')], 'a'), timeless([stale('10.0.0.1')], 'a')).state).toBe('drifted');
  const {notes} = told(
    timeless([stale('10.0.0.1')], 'a'),
    timeless([stale('10.0.0.1'), stale('10.0.0.2')], 'b'),
  );
  expect(notes).toEqual([expect.stringMatching(/and is behind; 2 differences are/)]);
});
