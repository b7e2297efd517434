import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {createExpectedStates} from '../../src/expected/index.ts';
import {evaluateNode} from '../../src/inspect/inspect-node.ts';
import type {CaptureSource, ClusterState, NodeCapture} from '../../src/model/index.ts';
import {narrowFocus} from '../../src/scope/narrow-focus.ts';
import {openSnapshot} from '../../src/snapshot/index.ts';
import {recording} from '../support/program.ts';
import {captureFake, fakeNode, TABLES} from './fake-node.ts';

const ANSWERS: readonly CaptureSource[] = [
  'kube-proxy-metrics.txt',
  'kube-proxy-configz.json',
  'kube-proxy-mode.txt',
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'narrow-'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const RECORDED = [
  {name: 'tampered', node: 'node1'},
  {name: 'stale-backends', node: 'node2'},
];

describe.each(RECORDED)('of $name, $node', ({name, node}) => {
  let cluster: ClusterState;
  let answers: NodeCapture['texts'];
  beforeAll(async () => {
    const snapshot = await openSnapshot(recording(name));
    cluster = await snapshot.readCluster();
    for await (const {texts} of snapshot.captureNodes([node], ANSWERS)) answers = texts;
  });

  test.each([
    ['ipvsadm', true],
    ['/proc/net/ip_vs', false],
  ])(
    'a capture of one Service from %s says of it what one of the whole table says',
    async (_, ipvsadm) => {
      const home = mkdtempSync(path.join(folder, 'node-'));
      const files = fakeNode(home, path.join(recording(name), 'nodes', node), {ipvsadm});
      const whole = (await captureFake(node, files, {})).capture;
      const judge = ({texts, ...rest}: NodeCapture, own: string) => {
        const services = (namespace: string, service: string) => `${namespace}/${service}` === own;
        const context = {cluster, expectedStates: createExpectedStates(cluster), services, sources: TABLES};
        const {report, findings} = evaluateNode({...rest, texts: {...texts, ...answers}}, context);
        return {report, findings};
      };
      let differing = 0;
      for (const {namespace, name: service} of cluster.services) {
        const own = `${namespace}/${service}`;
        const scope = {names: [own], services: [], filter: (...names: string[]) => names.join('/') === own};
        const only = narrowFocus(scope, cluster);
        if (!only) continue;
        const narrow = (await captureFake(node, files, {only})).capture;
        expect(narrow.error).toBeUndefined();
        expect(judge(narrow, own)).toEqual(judge(whole, own));
        expect(sizeOf(narrow)).toBeLessThan(sizeOf(whole) / 2);
        differing += judge(narrow, own).findings.length > 0 ? 1 : 0;
      }
      // One that finds nothing anywhere would agree, too.
      expect(differing).toBeGreaterThan(0);
    },
    60_000,
  );
});

function sizeOf({texts}: NodeCapture): number {
  return Object.values(texts).join('').length;
}
