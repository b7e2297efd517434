import {describe, expect, test} from '@jest/globals';
import {runDiff} from '../../src/commands/diff/run-diff.ts';
import type {Call, Ports} from '../../src/commands/index.ts';
import type {CaptureSource, ClusterEvidence, ClusterState, NodeCapture} from '../../src/model/index.ts';
import {openSnapshot} from '../../src/snapshot/index.ts';
import {asCluster} from '../support/as-cluster.ts';
import {recording} from '../support/program.ts';

/** Changes a node's texts before the given look. */
type Change = (look: number, source: CaptureSource, text: string) => string;

/** Changes what the API says at the given reading. */
type ChangeApi = (reading: number, cluster: ClusterState) => ClusterState;

/** A cluster that shows the recording `tampered`, changed from look to look. */
async function changingCluster(
  change: Change,
  api: ChangeApi,
): Promise<{evidence: ClusterEvidence; looks: string[][]}> {
  const snapshot = await openSnapshot(recording('tampered'));
  const looks: string[][] = [];
  let reads = 0;
  const evidence = asCluster(snapshot, {
    readCluster: async () => api(++reads, await snapshot.readCluster()),
    async *captureNodes(nodes, sources) {
      looks.push([...nodes]);
      for await (const capture of snapshot.captureNodes(nodes, sources))
        yield changed(capture, change, looks.length);
    },
  });
  return {evidence, looks};
}

function changed(capture: NodeCapture, change: Change, look: number): NodeCapture {
  const texts = Object.entries(capture.texts).map(([source, text]) => [
    source,
    change(look, source as CaptureSource, text),
  ]);
  return {...capture, texts: Object.fromEntries(texts) as NodeCapture['texts']};
}

const STALE_LINE = /^.*10\.66\.6\.6:8080.*\n/gm;

/** What kube-proxy's next sync does to the Service shop/web. */
const REPAIRED: Change = (look, source, text) => {
  // An error of its own, which is not what this is about.
  if (source === 'sysctl.txt') return text.replace('net.ipv4.vs.conntrack = 0', 'net.ipv4.vs.conntrack = 1');
  if (look === 1 || !source.startsWith('ipvsadm')) return text;
  const realServer = text.match(STALE_LINE)?.[0];
  return realServer ? text.replace(STALE_LINE, realServer.replace('10.66.6.6', '10.244.2.2')) : text;
};

function run(change: Change, ...targets: string[]) {
  return runWith(change, (_reading, cluster) => cluster, targets);
}

async function runWith(change: Change, api: ChangeApi, targets: readonly string[]) {
  const {evidence, looks} = await changingCluster(change, api);
  const waits: number[] = [];
  const ports: Ports = {
    openSnapshot,
    write: async () => undefined,
    warn: () => undefined,
    signal: new AbortController().signal,
    openCluster: () => Promise.resolve(evidence),
    roleText: () => Promise.reject(new Error('no role is printed here')),
    planCapture: () => Promise.reject(new Error('no capture is planned here')),
    readVersions: () => Promise.reject(new Error('no version is asked for here')),
    lookUp: () => Promise.resolve([]),
    installScript: () => Promise.reject(new Error('nothing is installed here')),
    readFile: () => Promise.reject(new Error('no file is read here')),
    createSnapshot: () => Promise.reject(new Error('no snapshot is written here')),
    cleanup: () => Promise.resolve({dryRun: false, removed: [], active: [], failed: []}),
    wait: (seconds) => {
      waits.push(seconds);
      return Promise.resolve();
    },
    now: () => new Date(0),
    colour: false,
  };
  const flags: Record<string, string> =
    targets.length > 0 ? {namespace: 'shop', output: 'json'} : {output: 'json'};
  const call: Call = {
    arguments: targets,
    flags: {
      text: (name) => flags[name],
      texts: () => [],
      isSet: () => false,
      count: () => 1,
      seconds: () => 1,
    },
  };
  const {output, exitCode} = await runDiff(call, ports);
  const report = JSON.parse(output) as {
    nodes: {name: string; state: string}[];
    notes: {message: string}[];
    findings: {kind: string; severity: string; confirmed: boolean; realServer: {address: string} | null}[];
  };
  return {report, exitCode, looks, waits};
}

/** One more endpoint of shop/web goes at each reading, as in a roll-out. */
const rollOut: ChangeApi = (reading, cluster) => ({
  ...cluster,
  endpointSlices: cluster.endpointSlices.map((slice) =>
    slice.serviceName === 'web' ? {...slice, endpoints: slice.endpoints.slice(reading - 1)} : slice,
  ),
});

const time = (reading: number) => `2026-11-20T17:42:0${reading}Z`;

describe('the second look', () => {
  test('what is still there is confirmed drift, at full severity; only nodes that differ are looked at again', async () => {
    const {report, exitCode, looks} = await run((_look, _source, text) => text, 'svc/web');
    expect(looks).toEqual([['node1', 'node2'], ['node1']]);
    expect(report.findings.filter(({severity}) => severity !== 'info')).toMatchObject([
      {kind: 'real-server-missing', severity: 'error', confirmed: true},
      {kind: 'real-server-stale', severity: 'error', confirmed: true},
    ]);
    expect(exitCode).toBe(1);
  });

  test('what kube-proxy put right in between is converging, and no drift', async () => {
    const {report, exitCode} = await run(REPAIRED, 'svc/web');
    expect(report.nodes).toMatchObject([
      {name: 'node1', state: 'converging'},
      {name: 'node2', state: 'in-sync'},
    ]);
    expect(report.findings.filter(({severity}) => severity !== 'info')).toEqual([]);
    expect(exitCode).toBe(0);
  });

  test('what only the second look shows may be on its way as well: a third tells', async () => {
    const onlySecond = await run((look, source, text) =>
      look === 2 ? text : REPAIRED(look + 1, source, text),
    );
    const isNew = ({realServer}: {realServer: {address: string} | null}) =>
      realServer?.address === '10.66.6.6';
    expect(onlySecond.report.findings.some(isNew)).toBe(false);
    const {report, looks} = await run((look, source, text) =>
      look === 1 ? REPAIRED(2, source, text) : text,
    );
    expect(looks).toEqual([['node1', 'node2'], ['node1'], ['node1']]);
    expect(report.findings.find(isNew)).toMatchObject({kind: 'real-server-stale', confirmed: true});
  });

  test('drift that two looks confirm is told, even if a third look reads nothing', async () => {
    const {report, exitCode} = await run((look, source, text) => {
      if (look === 3 && source.startsWith('ipvsadm')) return 'nothing of this is a table';
      return look === 1 ? REPAIRED(2, source, text) : text;
    });
    expect(report.nodes[0]).toMatchObject({name: 'node1', state: 'drifted'});
    expect(report.findings.filter(({confirmed}) => confirmed).length).toBeGreaterThan(5);
    expect(exitCode).toBe(1);
  });

  test('what the API changed between the looks is no drift: the node is behind, and that is told', async () => {
    const rightSysctl: Change = (_look, source, text) => REPAIRED(1, source, text);
    const {report, exitCode, looks} = await runWith(rightSysctl, rollOut, ['svc/web']);
    expect(looks).toEqual([['node1', 'node2'], ['node1'], ['node1']]);
    expect(report.findings.filter(({severity}) => severity !== 'info')).toEqual([]);
    expect(report.nodes[0]).toMatchObject({name: 'node1', state: 'converging'});
    expect(report.notes.map(({message}) => message)).toContainEqual(
      expect.stringMatching(
        /is behind by about 2m8s: its table is as of 17:40:08; \d+ differences? (?:is|are)/,
      ),
    );
    expect(exitCode).toBe(0);
  });

  test('a stale backend is drift where the API writes its Service from look to look, and the node shows the rest', async () => {
    const written: ChangeApi = (reading, cluster) => ({
      ...cluster,
      endpointSlices: cluster.endpointSlices.map((slice) => ({...slice, writtenAt: time(reading)})),
    });
    const {report, looks} = await runWith((_look, _source, text) => text, written, ['svc/web']);
    expect(looks).toHaveLength(2);
    expect(report.findings).toContainEqual(
      expect.objectContaining({kind: 'real-server-stale', confirmed: true}),
    );
  });

  test('a part that is put right does not hide the rest', async () => {
    const {report} = await run(REPAIRED);
    const left = report.findings.filter(({severity}) => severity !== 'info');
    expect(left.some(({realServer}) => realServer?.address === '10.66.6.6')).toBe(false);
    expect(left).toHaveLength(12);
    expect(left.every(({confirmed}) => confirmed)).toBe(true);
  });

  test('the delay covers a pause between syncs and a slow sync, as kube-proxy measured it', async () => {
    const {waits} = await run(REPAIRED, 'svc/web');
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThan(3);
    expect(waits[0]).toBeLessThanOrEqual(60);
  });

  test('without differences there is no second look', async () => {
    const {looks, waits} = await run((_look, _source, text) => text, 'svc/big');
    expect(looks).toHaveLength(1);
    expect(waits).toEqual([]);
  });
});
