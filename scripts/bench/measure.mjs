import {spawn} from 'node:child_process';
import {once} from 'node:events';
import process from 'node:process';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import {watchOver} from './workplace.mjs';

const REPORT_USAGE = fileURLToPath(new URL('report-usage.cjs', import.meta.url));

/** A benchmark starts no further round after this time, in milliseconds: each ends within ten minutes. */
const PATIENCE = 6 * 60_000;

// On Node 20 this variable alone costs 30 ms a start: it loads all root certificates at once.
const {NODE_EXTRA_CA_CERTS: _, ...ENVIRONMENT} = process.env;

/**
 * Runs a program, by default with this Node.js, and returns milliseconds and, if asked for, its peak of memory in MB
 * (of 2^20 bytes) and its time on processors, in milliseconds. Throws if it ends with another exit code than it may.
 * `onError` receives what it writes to standard error, as it comes.
 */
export async function run({
  command = process.execPath,
  arguments: words,
  exitCodes = [0],
  withPeak = false,
  env = {},
  onError = () => undefined,
}) {
  const all = withPeak ? ['--require', REPORT_USAGE, ...words] : words;
  const start = performance.now();
  const child = watchOver(
    spawn(command, all, {env: {...ENVIRONMENT, ...env}, stdio: ['ignore', 'ignore', 'pipe', 'pipe']}),
  );
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (part) => {
    onError(part, performance.now() - start);
    errors = (errors + part).slice(-10_000);
  });
  const [usage, [code, signal]] = await Promise.all([text(child.stdio[3]), once(child, 'close')]);
  const time = performance.now() - start;
  if (!exitCodes.includes(code))
    throw new Error(`${[command, ...words].join(' ')} failed (${code ?? signal}): ${errors}`);
  if (!withPeak) return {time};
  const {peak, cpu} = JSON.parse(usage);
  return {time, peak: peak / 1024, cpu: cpu / 1000};
}

/**
 * Runs programs in turn, after one run of each that does not count if there are several rounds. Returns times and peaks
 * by name. `show` is told before each round which one it is.
 */
export async function measure(programs, rounds, show = () => undefined) {
  const names = Object.keys(programs);
  const results = Object.fromEntries(names.map((name) => [name, []]));
  const begin = performance.now();
  if (rounds > 1) {
    show('warming up');
    for (const name of names) await run(programs[name]);
  }
  for (let round = 0; round < rounds; round++) {
    if (round > 0 && performance.now() - begin > PATIENCE) {
      show(`ended after ${round} of ${rounds} rounds, as it took too long\n`);
      break;
    }
    for (const name of names) {
      show(`round ${round + 1} of ${rounds}, ${name}`);
      results[name].push(await run(programs[name]));
    }
  }
  return results;
}
