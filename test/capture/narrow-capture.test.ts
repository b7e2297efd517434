import {chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {planPod} from '../../src/capture/capture-node.ts';
import {podManifest} from '../../src/capture/pod-manifest.ts';
import {readCapture} from '../../src/capture/read-capture.ts';
import {evaluateNode} from '../../src/commands/evaluate-node.ts';
import {narrowFocus} from '../../src/commands/narrow-focus.ts';
import {createExpectedStates} from '../../src/expected/index.ts';
import type {CaptureSource, ClusterState, NarrowFocus, NodeCapture} from '../../src/model/index.ts';
import {openSnapshot} from '../../src/snapshot/index.ts';
import type {ApiObject} from '../support/api-server/index.ts';
import {recording} from '../support/program.ts';
import {shellKubelet} from './shell-kubelet.ts';

const TABLES: readonly CaptureSource[] = [
  'ipvsadm-list.txt',
  'ipvsadm-save.txt',
  'proc-net-ip_vs.txt',
  'addresses.txt',
  'ipset-save.txt',
];
const ANSWERS: readonly CaptureSource[] = [
  'kube-proxy-metrics.txt',
  'kube-proxy-configz.json',
  'kube-proxy-mode.txt',
];

/** Prints a part of a recorded listing as ipvsadm does. */
const IPVSADM = `#!/bin/sh
if [ "$1" = -S ]; then cat "$RECORDED/ipvsadm-save.txt"; exit; fi
if [ $# = 2 ]; then cat "$RECORDED/ipvsadm-list.txt"; exit; fi
case $3 in -t) p=TCP ;; -u) p=UDP ;; *) p=SCTP ;; esac
awk -v p="$p" -v a="$4" '/^[A-Z]/{k = ($1 == p && $2 == a)} k {n++; if (n == 1) {
  print "Prot LocalAddress:Port Scheduler Flags"; print "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn"}
  print} END {exit n == 0}' "$RECORDED/ipvsadm-list.txt" && exit
echo 'No such service' >&2
exit 1
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'narrow-'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** Programs and /proc of a node as it was recorded. */
function nodeFiles(recorded: string, {ipvsadm}: {readonly ipvsadm: boolean}) {
  const home = mkdtempSync(path.join(folder, 'node-'));
  for (const place of ['bin', 'root/proc/net', 'root/sys/module/ip_set'])
    mkdirSync(path.join(home, place), {recursive: true});
  copyFileSync(path.join(recorded, 'proc-net-ip_vs.txt'), path.join(home, 'root/proc/net/ip_vs'));
  const program = (name: string, text: string) => {
    writeFileSync(path.join(home, 'bin', name), text.replaceAll('$RECORDED', recorded));
    chmodSync(path.join(home, 'bin', name), 0o755);
  };
  program('ip', '#!/bin/sh\ncat "$RECORDED/addresses.txt"\n');
  program('ipset', '#!/bin/sh\ncat "$RECORDED/ipset-save.txt"\n');
  program('ipvsadm', ipvsadm ? IPVSADM : '#!/bin/sh\necho no >&2; exit 2\n');
  return {path: `${home}/bin:/usr/bin:/bin`, root: `${home}/root`};
}

const OPTIONS = {
  namespace: 'kube-system',
  unprivileged: false,
  keepPods: false,
  concurrency: 1,
  timeoutSeconds: 60,
  owner: 'test',
  toolVersion: 'test',
};

/** What a debug pod reads on the node. */
async function capture(node: string, files: ReturnType<typeof nodeFiles>, only: NarrowFocus | undefined) {
  const pod = podManifest(
    planPod(
      {options: OPTIONS, runId: 'run'},
      {name: node, images: []},
      {name: 'pod', sources: TABLES, focus: {only}},
    ),
  );
  const outcome = await shellKubelet(() => files)(pod as unknown as ApiObject, new AbortController().signal);
  if (outcome.kind !== 'ran') throw new Error(`the pod did not run: ${JSON.stringify(outcome)}`);
  return readCapture(node, String(outcome.log), TABLES);
}

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
      const files = nodeFiles(path.join(recording(name), 'nodes', node), {ipvsadm});
      const whole = await capture(node, files, undefined);
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
        const narrow = await capture(node, files, only);
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
