import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import process from 'node:process';
import {createInterface} from 'node:readline';
import {startServerProgram} from './scale-server.mjs';
import {watchOver} from './workplace.mjs';

const NODES = 50;

/** Seconds that nodes get to be found and their pods to start, before memory is looked at. */
const START = 20;

/** `trace` of many nodes for long: its memory as time goes by, and whether samples are missing. */
export async function traceLong({program, show, quick}) {
  const seconds = quick ? 120 : 590;
  const server = await startServerProgram('trace-server', String(NODES));
  const words = ['trace', 'svc/demo', '-n', 'shop', '--duration', `${seconds}s`, '-o', 'json'];
  const env = {...process.env, KUBECONFIG: server.kubeconfig};
  const child = watchOver(
    spawn(process.execPath, [program, ...words], {env, stdio: ['ignore', 'pipe', 'pipe']}),
  );
  const seen = {samples: 0, gaps: 0, text: ''};
  createInterface({input: child.stdout}).on('line', (line) => count(line, seen));
  child.stderr.on('data', (part) => {
    seen.text = (seen.text + part).slice(-1000);
  });
  const start = performance.now();
  const memory = [];
  const timer = setInterval(() => {
    const past = (performance.now() - start) / 1000;
    show(`${Math.round(past)} of ${seconds} s`);
    if (past > START && past < seconds) memory.push(residentMegabytes(child.pid));
  }, 1000);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(timer);
  await server.close();
  if (code !== 0) throw new Error(`trace ended with ${code}: ${seen.text}`);
  return [
    `trace of ${NODES} nodes for ${seconds} s: ${seen.samples} samples (${(seen.samples / NODES / seconds).toFixed(2)} a second and node), ${seen.gaps} gaps`,
    `  memory in MB, each tenth of the time: ${tenths(memory).join(' ')}`,
  ].join('\n');
}

function count(line, seen) {
  if (line.includes('"type":"sample"')) seen.samples++;
  if (line.includes('"type":"gap"')) seen.gaps++;
}

function residentMegabytes(pid) {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** The largest of each tenth. */
function tenths(numbers) {
  return Array.from({length: 10}, (_, tenth) => {
    const part = numbers.slice((tenth * numbers.length) / 10, ((tenth + 1) * numbers.length) / 10);
    return Math.max(...part.filter(Number.isFinite)).toFixed(0);
  });
}
