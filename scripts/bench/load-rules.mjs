import {spawn, spawnSync} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';

/** How long the kernel may take to load the rules, in milliseconds. */
const PATIENCE = 120_000;

/** Longer than any benchmark: if this process is killed, the namespace ends by itself. */
const LIFE_SECONDS = 1800;

/**
 * Loads rules that are printed as JSON into the kernel, in a network namespace of their own, where they concern nobody.
 * Returns the program that lists them, and what ends the namespace; undefined where that is not possible: without nft,
 * or without the right to make a namespace.
 */
export function loadRules(file, work) {
  const probe = spawnSync('unshare', ['-n', 'sh', '-c', 'nft add table ip probe && command -v nsenter']);
  if (probe.status !== 0) return undefined;
  const loadable = path.join(work, 'loadable.json');
  writeFileSync(loadable, inLoadingOrder(readFileSync(file, 'utf8')));
  const ready = path.join(work, 'loaded');
  const script = `nft -j -f "$1"; echo $? > "$2.part"; mv "$2.part" "$2"; exec sleep ${LIFE_SECONDS}`;
  const child = spawn('unshare', ['-n', 'sh', '-c', script, 'sh', loadable, ready], {stdio: 'ignore'});
  child.unref();
  const stop = () => child.kill('SIGTERM');
  const end = performance.now() + PATIENCE;
  while (!existsSync(ready) && performance.now() < end) pause(50);
  if (!existsSync(ready) || readFileSync(ready, 'utf8').trim() !== '0') {
    stop();
    return undefined;
  }
  const words = ['-t', String(child.pid), '-n', 'nft', '-j', 'list', 'table', 'ip', 'kube-proxy'];
  return {program: {command: 'nsenter', arguments: words}, stop};
}

/** nft lists maps before the chains that they lead to, but takes them only after these. */
function inLoadingOrder(text) {
  const order = ['metainfo', 'table', 'chain', 'set', 'map', 'rule'];
  const rank = (object) => order.indexOf(Object.keys(object)[0]);
  const {nftables} = JSON.parse(text);
  return JSON.stringify({nftables: nftables.sort((one, other) => rank(one) - rank(other))});
}

/** The benchmark runs one program after the other, so it has nothing else to do. */
function pause(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
