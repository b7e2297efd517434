import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {setImmediate} from 'node:timers/promises';

/** Logs as the kubelet gives them, with times in front; one file for each node. Returns their paths. */
export async function makeLogs(directory, {nodes, linesEach}) {
  mkdirSync(directory, {recursive: true});
  const files = [];
  for (let node = 0; node < nodes; node++) {
    const file = path.join(directory, `node${String(node).padStart(3, '0')}.log`);
    writeFileSync(file, logOf(node, linesEach));
    files.push(file);
    // An interruption is heard of meanwhile.
    await setImmediate();
  }
  return files;
}

const BEGIN = Date.parse('2026-11-20T00:00:00Z') * 1000;

/** Microseconds between two lines at most: the lines of all nodes mix well. */
const STEP = 500_000;

function logOf(node, count) {
  const lines = [];
  let time = BEGIN + node * 37;
  for (let line = 0; line < count; line++) {
    time += (node * 7919 + line * 104_729) % STEP;
    const text = new Date(time / 1000).toISOString();
    const micros = text.slice(20, 23) + String(time % 1000).padStart(3, '0');
    const head = `${text.slice(5, 7)}${text.slice(8, 10)} ${text.slice(11, 19)}.${micros}       1 `;
    lines.push(`${text.slice(0, 19)}.${micros}001Z ${message(head, node, line)}\n`);
  }
  return lines.join('');
}

/** One line of twenty is an error, eight are long. */
function message(head, node, line) {
  const kind = line % 20;
  if (kind === 0)
    return `E${head}proxier.go:1560] "Failed to add destination" err="file exists" ipFamily="IPv4" newDest="10.244.${node % 250}.${line % 250}:8080"`;
  if (kind < 8)
    return `I${head}endpointslicecache.go:305] "Setting endpoints for service port name" portName="shop/web-${line % 300}:http" endpoints=["10.244.1.${line % 250}:8080","10.244.2.${line % 250}:8080"]`;
  return kind < 14
    ? `I${head}config.go:142] "Calling handler.OnEndpointSliceUpdate"`
    : `I${head}proxier.go:703] "Syncing ipvs proxier rules" ipFamily="IPv4"`;
}
