import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {createExpectedStates} from '../../src/expected/index.ts';
import {assumeNodes} from '../../src/inspect/assume-node.ts';
import {readActualState} from '../../src/kernel/index.ts';
import {
  type Assumption,
  type ClusterState,
  type ExpectedState,
  type NodeCapture,
  readEndpointSlice,
  readService,
} from '../../src/model/index.ts';
import {openSnapshot} from '../../src/snapshot/index.ts';
import {expectedOn} from '../support/builders/cluster.ts';
import {type Scene, scenes} from '../support/builders/cluster-arbitraries.ts';
import {addressesText, commonNode} from '../support/builders/node.ts';
import {boundIn, ruleTexts, tableOf, tableTexts} from '../support/builders/rendered-node.ts';
import {recording} from '../support/program.ts';
import {checkProperty} from '../support/property.ts';
import {shownInSave} from '../support/table-projections.ts';
import {captureFake, fakeNode} from './fake-node.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'assumed-'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const place = (): string => mkdtempSync(path.join(folder, 'node-'));

/** The lines of all texts: their order within a text says nothing. */
function linesOf({texts}: NodeCapture): Readonly<Record<string, readonly string[]>> {
  const lines = (text: string) =>
    text
      .split('\n')
      .map(comparable)
      .filter((line) => line !== '')
      .toSorted();
  return Object.fromEntries(Object.entries(texts).map(([source, text]) => [source, lines(text)]));
}

/** An address on kube-ipvs0 says the same whatever the interface's number and flags. */
function comparable(line: string): string {
  return line.replace(/^\d+: kube-ipvs0 +(inet6? \S+).*/, 'kube-ipvs0 $1').trimEnd();
}

describe('on recorded nodes', () => {
  const asItIs = {kind: 'as it is', change: (assumption: Assumption) => assumption};
  const wrong = {
    kind: 'wrong in everything',
    change: ({ipSets}: Assumption): Assumption => ({
      services: ['-A -t 10.0.0.1:1 -s rr'],
      nodePorts: {IPv4: [], IPv6: []},
      bound: [],
      ipSets: new Map([...ipSets].map(([name]) => [name, ['add X 1']])),
    }),
  };

  test.each(
    ['healthy', 'tampered', 'stale-backends'].flatMap((name) =>
      [asItIs, wrong].flatMap((guess) => ['node1', 'node2'].map((node) => ({name, node, ...guess}))),
    ),
  )(
    '$name, $node: an assumption that is $kind changes nothing of what arrives',
    async ({name, node, change}) => {
      const snapshot = await openSnapshot(recording(name));
      const cluster = await snapshot.readCluster();
      const assume = assumeNodes(cluster, createExpectedStates(cluster), 0);
      const files = fakeNode(place(), path.join(recording(name), 'nodes', node));
      const plain = await captureFake(node, files, {});
      const assumed = await captureFake(node, files, {assume: (one) => change(assume!(one)!)});
      const {'ipvsadm-list.txt': list, ...expected} = linesOf(plain.capture);
      const {'ipvsadm-list.txt': sent = list, ...arrived} = linesOf(assumed.capture);
      expect(arrived).toEqual(expected);
      expect(sent).toEqual(list);
      const {virtualServers, problems} = readActualState(assumed.capture);
      const asRead = readActualState(plain.capture);
      expect(problems).toEqual(asRead.problems);
      expect(shownInSave(virtualServers!)).toEqual(shownInSave(asRead.virtualServers!));
    },
    30_000,
  );
});

/** A node whose kernel holds what is expected, its addresses included. */
function settled({node, ...objects}: Scene): {
  readonly texts: NodeCapture['texts'];
  readonly expected: ExpectedState;
} {
  const bound = {...node, bound: boundIn(expectedOn(node, objects), 'none')};
  const expected = expectedOn(bound, objects);
  return {
    expected,
    texts: {
      ...tableTexts(tableOf(expected, 'none'), 'all'),
      ...ruleTexts(expected, 'none'),
      'addresses.txt': addressesText(bound),
    },
  };
}

/** The cluster of which the expected state is given. */
function clusterOf(scene: Scene): ClusterState {
  const {name, node} = commonNode(scene.node);
  const found = node ?? {
    name,
    labels: {},
    ready: 'True',
    readyReason: '',
    readySince: undefined,
    heartbeat: undefined,
    unschedulable: false,
    operatingSystem: 'linux',
    kernelVersion: '',
    kubeletVersion: '',
    addresses: [],
  };
  return {
    services: [],
    endpointSlices: [],
    nodes: [found],
    kubeProxyPods: [],
    configuration: undefined,
    problems: [],
  };
}

test("a node that holds what is expected says so by its digest: the pod's is ours", async () => {
  let marks = 0;
  const property = fc.asyncProperty(scenes({certain: true}), async (scene) => {
    const {texts, expected} = settled(scene);
    const recorded = place();
    mkdirSync(recorded, {recursive: true});
    for (const [source, text] of Object.entries(texts)) writeFileSync(path.join(recorded, source), text);
    const cluster = clusterOf(scene);
    const assumption = assumeNodes(cluster, () => expected, 0)!(cluster.nodes[0]!.name)!;
    const {capture} = await captureFake('node', fakeNode(place(), recorded), {assume: () => assumption});
    // The listing is read only where a digest differs.
    if (assumption.services.length === 0) return;
    expect(Object.keys(capture.texts)).not.toContain('ipvsadm-list.txt');
    marks++;
  });
  await checkProperty(property, {numRuns: 25});
  expect(marks).toBeGreaterThan(5);
}, 120_000);

test('a node of a large cluster that holds what is expected costs a few kilobytes', async () => {
  const count = 2000;
  const address = (first: string, index: number) => `${first}.${index >> 8}.${index & 255}`;
  const services = Array.from({length: count}, (_, index) =>
    readService({
      metadata: {namespace: 'shop', name: `s${index}`},
      spec: {
        clusterIP: address('10.96', index),
        clusterIPs: [address('10.96', index)],
        ports: [{port: 80, nodePort: 30_000 + index}],
      },
    }),
  );
  const endpointSlices = Array.from({length: count}, (_, index) =>
    readEndpointSlice({
      metadata: {namespace: 'shop', name: `s${index}-a`, labels: {'kubernetes.io/service-name': `s${index}`}},
      addressType: 'IPv4',
      ports: [{port: 8080}],
      endpoints: ['10.241', '10.242', '10.243'].map((first) => ({addresses: [address(first, index)]})),
    }),
  );
  const {node, ...facts} = commonNode({});
  const cluster = {
    services,
    endpointSlices,
    nodes: [node!],
    kubeProxyPods: [],
    configuration: undefined,
    problems: [],
  };
  const states = createExpectedStates(cluster);
  const expected = states({...facts, node});
  const recorded = place();
  const texts = {
    ...tableTexts(tableOf(expected, 'none'), 'all'),
    ...ruleTexts(expected, 'none'),
    'addresses.txt': addressesText({bound: boundIn(expected, 'none')}),
  };
  for (const [source, text] of Object.entries(texts)) writeFileSync(path.join(recorded, source), text);
  const files = fakeNode(place(), recorded);
  const plain = await captureFake(facts.name, files, {});
  const assumed = await captureFake(facts.name, files, {
    assume: () => assumeNodes(cluster, () => expected)!(node!.name),
  });
  expect(assumed.logBytes).toBeLessThan(4096);
  expect(plain.logBytes).toBeGreaterThan(20 * assumed.logBytes);
  expect(linesOf(assumed.capture)['ipvsadm-save.txt']).toEqual(linesOf(plain.capture)['ipvsadm-save.txt']);
}, 60_000);
