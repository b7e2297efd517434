import {mkdtempSync, readdirSync, rmSync, statfsSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';

const PREFIX = 'kubectl-ipvs-bench-';
const SIGNALS = {SIGHUP: 129, SIGINT: 130, SIGTERM: 143};

const children = new Set();
const stops = new Set();
let directory;

/** A folder for what is made, removed however the benchmark ends. What one that was killed left behind goes too. */
export function openWorkplace() {
  for (const name of readdirSync(tmpdir())) if (isAbandoned(name)) remove(path.join(tmpdir(), name));
  directory = mkdtempSync(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
  process.on('exit', cleanUp);
  for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => process.exit(code));
  return directory;
}

function isAbandoned(name) {
  const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
  if (owner === undefined) return false;
  try {
    process.kill(Number(owner), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function remove(place) {
  rmSync(place, {recursive: true, force: true});
}

function cleanUp() {
  for (const child of children) child.kill('SIGKILL');
  for (const stop of stops) stop();
  remove(directory);
}

/** Ends a program of a benchmark when the benchmark ends, and forgets it when it has ended by itself. */
export function watchOver(child) {
  children.add(child);
  child.once('close', () => children.delete(child));
  return child;
}

/** What else is to be ended with the benchmark. */
export function atEnd(stop) {
  stops.add(stop);
}

/** Throws if the disk has not so many bytes for what is to be made. */
export function requireSpace(bytes) {
  const {bavail, bsize} = statfsSync(directory);
  if (bavail * bsize > bytes * 1.2) return;
  const text = (number) => `${(number / 1e9).toFixed(1)} GB`;
  throw new Error(
    `it needs ${text(bytes)} in ${tmpdir()}, where ${text(bavail * bsize)} are left: set TMPDIR`,
  );
}
