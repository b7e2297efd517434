import {expect, test} from '@jest/globals';
import {readProxyLogs} from '../../src/inspect/read-proxy-logs.ts';
import type {Evidence, KubeProxyPod, LogPiece, LogRequest, NodeLog} from '../../src/model/index.ts';
import {aProxyPod} from '../support/builders/proxy-facts.ts';

const UNREADABLE: LogPiece = {kind: 'unreadable', message: 'the Pod is gone', remedy: ''};

type Logs = Readonly<Record<string, readonly LogPiece[]>>;

/** Evidence whose logs are these, by node, or by `node previous`. */
function evidence(logs: Logs, live = true): {readonly evidence: Evidence; readonly asked: LogRequest[]} {
  const asked: LogRequest[] = [];
  const readLogs = (request: LogRequest): readonly NodeLog[] => {
    asked.push(request);
    const suffix = request.previous ? ' previous' : '';
    return request.nodes.map((node) => {
      const pod = request.pods.find(({nodeName}) => nodeName === node);
      return {
        node,
        pod: pod ? `${pod.namespace}/${pod.name}` : null,
        pieces: pieces(logs[node + suffix] ?? []),
      };
    });
  };
  const source = {
    type: 'cluster',
    context: 'test',
    serverVersion: 'v1.36.2',
    kubectlFlags: [],
    podFlags: [],
  } as const;
  return {evidence: {source, live, readLogs} as unknown as Evidence, asked};
}

async function* pieces(list: readonly LogPiece[]): AsyncGenerator<LogPiece> {
  yield* list;
}

function text(line: string): LogPiece {
  return {kind: 'text', text: line};
}

function podOn(nodeName: string, restarts = 0): KubeProxyPod {
  return {...aProxyPod(), nodeName, restarts};
}

const CAN_NOT = 'E1120 11:59:50.000000       1 proxier.go:1] "Failed to execute iptables-restore" err="x"\n';

async function read(logs: Logs, pods: readonly KubeProxyPod[], nodes = ['a']) {
  const {evidence: from, asked} = evidence(logs);
  const known = await readProxyLogs(from, {nodes, pods, now: new Date('2026-11-20T12:00:00Z')});
  return {log: known.get('a'), asked};
}

test('a log in pieces cut anywhere is read as one, and repeated lines are counted', async () => {
  const whole = CAN_NOT.repeat(30);
  const cut = [whole.slice(0, 33), whole.slice(33, 700), whole.slice(700)].map(text);
  const {log} = await read({a: cut}, [podOn('a')]);
  expect(log).toMatchObject({known: true, value: {lineCount: 30, previousUnread: undefined}});
  const hits = log?.known ? log.value.hits : [];
  expect(hits).toMatchObject([{signature: 'Failed to execute iptables-restore', count: 30, previous: false}]);
  expect(hits[0]?.lines).toHaveLength(10);
  expect(hits[0]?.last?.toISOString()).toBe('2026-11-20T11:59:50.000Z');
});

test('the run before the last restart is asked for only where there was one', async () => {
  const logs = {a: [text('I1120 11:59:59.000000 1 x.go:1] "fine"\n')], 'a previous': [text(CAN_NOT)]};
  const without = await read(logs, [podOn('a', 0)]);
  expect(without.log?.known && without.log.value.hits).toEqual([]);
  const restarted = await read(logs, [podOn('a', 2)]);
  expect(restarted.log?.known && restarted.log.value.hits).toMatchObject([{previous: true}]);
  expect(restarted.asked.map(({nodes, previous}) => [nodes, previous ?? false])).toEqual([
    [['a'], false],
    [['a'], true],
  ]);
});

test('a log that is gone is not known, and why; that of the run before may still tell', async () => {
  const gone = await read({a: [UNREADABLE]}, [podOn('a')]);
  expect(gone.log).toEqual({
    known: false,
    why: "kube-proxy's log was not read: the Pod is gone",
    absent: false,
  });
  const before = await read({a: [UNREADABLE], 'a previous': [text(CAN_NOT)]}, [podOn('a', 1)]);
  expect(before.log).toMatchObject({known: true, value: {hits: [{previous: true}]}});
});

test('where kube-proxy is no Pod there is no log to read: nothing failed', async () => {
  const {log} = await read({a: [UNREADABLE]}, []);
  expect(log).toMatchObject({known: false, absent: true});
});

test('of a cluster only the last lines are asked for; of a snapshot all', async () => {
  const live = evidence({});
  await readProxyLogs(live.evidence, {nodes: ['a'], pods: [], now: new Date(0)});
  expect(live.asked[0]?.tail).toBe(10_000);
  const saved = evidence({}, false);
  await readProxyLogs(saved.evidence, {nodes: ['a'], pods: [], now: new Date(0)});
  expect(saved.asked[0]?.tail).toBeUndefined();
});
