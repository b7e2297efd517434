import {chmodSync, copyFileSync, mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {planPod} from '../../src/capture/capture-node.ts';
import {podManifest} from '../../src/capture/pod-manifest.ts';
import {readCapture} from '../../src/capture/read-capture.ts';
import type {CaptureFocus, CaptureSource, NodeCapture} from '../../src/model/index.ts';
import type {ApiObject} from '../support/api-server/index.ts';
import {type NodeFiles, shellKubelet} from './shell-kubelet.ts';

/** The sources that hold what is compared. */
export const TABLES: readonly CaptureSource[] = [
  'ipvsadm-list.txt',
  'ipvsadm-save.txt',
  'proc-net-ip_vs.txt',
  'addresses.txt',
  'ipset-save.txt',
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

/** Programs and /proc of a node that print the texts in the directory; made in another one. */
export function fakeNode(
  home: string,
  recorded: string,
  {ipvsadm = true}: {readonly ipvsadm?: boolean} = {},
): NodeFiles {
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

/** What a debug pod reads on the node, and how many bytes its log has. */
export async function captureFake(
  node: string,
  files: NodeFiles,
  focus: CaptureFocus,
): Promise<{readonly capture: NodeCapture; readonly logBytes: number}> {
  const plan = planPod({options: OPTIONS, runId: 'run'}, {name: node}, {name: 'pod', sources: TABLES, focus});
  const outcome = await shellKubelet(() => files)(
    podManifest(plan) as unknown as ApiObject,
    new AbortController().signal,
  );
  if (outcome.kind !== 'ran') throw new Error(`the pod did not run: ${JSON.stringify(outcome)}`);
  const log = String(outcome.log);
  return {
    capture: readCapture(node, log, {sources: TABLES, assumption: plan.assumption}),
    logBytes: log.length,
  };
}
