import {spawnSync} from 'node:child_process';
import process from 'node:process';
import {fileURLToPath} from 'node:url';

const REPORT_PEAK = fileURLToPath(new URL('report-peak.cjs', import.meta.url));

// On Node 20 this variable alone costs 30 ms a start: it loads all root certificates at once.
const {NODE_EXTRA_CA_CERTS: _, ...ENVIRONMENT} = process.env;

/**
 * Runs a program, by default with this Node.js, and returns milliseconds and, if asked for, its peak of memory in MB
 * (of 2^20 bytes). Throws if it ends with another exit code than it may.
 */
export function run({
  command = process.execPath,
  arguments: words,
  exitCodes = [0],
  withPeak = false,
  env = {},
}) {
  const all = withPeak ? ['--require', REPORT_PEAK, ...words] : words;
  const start = performance.now();
  const ended = spawnSync(command, all, {
    env: {...ENVIRONMENT, ...env},
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const time = performance.now() - start;
  if (exitCodes.includes(ended.status)) {
    return {time, peak: withPeak ? Number(ended.output[3]) / 1024 : undefined};
  }
  const why = ended.error ?? ended.stderr;
  throw new Error(`${[command, ...words].join(' ')} failed (${ended.status ?? ended.signal}): ${why}`);
}

/** Runs programs in turn, after one run of each that does not count if there are several. Returns times and peaks by name. */
export function measure(programs, rounds) {
  const names = Object.keys(programs);
  const results = Object.fromEntries(names.map((name) => [name, {times: [], peaks: []}]));
  if (rounds > 1 || names.length > 1) for (const name of names) run(programs[name]);
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const {time, peak} = run(programs[name]);
      results[name].times.push(time);
      results[name].peaks.push(peak);
    }
  }
  return results;
}
