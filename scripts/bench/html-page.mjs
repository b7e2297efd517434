import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, openSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {makeIncident} from './make-incident.mjs';
import {hasBrowser, measurePage} from './measure-page.mjs';

const SIZE = {services: 5000, endpointsEach: 5, nodes: 200};

/** What a page may cost: megabytes of the file, milliseconds until something is painted. */
const TARGETS = {size: 10, paint: 2000};

/** `diff -o html` of a large cluster with much drift, shown in a browser. */
export async function htmlPage({work, show, root, program}) {
  if (!hasBrowser) return 'html: skipped, there is no /usr/bin/chromium; CHROMIUM may name another browser';
  show('making the snapshot');
  const directory = path.join(work, 'incident');
  makeIncident(path.join(root, 'test/fixtures/recordings/healthy'), directory, SIZE);
  show('diff -o html');
  const file = path.join(work, 'report.html');
  const time = await writeReport(program, directory, file);
  show('in the browser');
  const {size, rows, paint, load, filter, sort, memory} = await measurePage(file);
  const milliseconds = (value) => `${Math.round(value)} ms`;
  return [
    `html: ${SIZE.nodes} nodes x ${SIZE.services} Services, made in ${(time / 1000).toFixed(1)} s`,
    `  size ${size.toFixed(1)} MB with ${rows} rows, target ${TARGETS.size}; first paint ${milliseconds(paint)}, target ${TARGETS.paint}; loaded ${milliseconds(load)}`,
    `  filter ${milliseconds(filter)}, sort ${milliseconds(sort)}; memory of the page ${Math.round(memory)} MB`,
  ].join('\n');
}

/** Milliseconds. */
async function writeReport(program, directory, file) {
  const output = openSync(file, 'w');
  const begin = performance.now();
  const child = spawn(process.execPath, [program, 'diff', '--from', directory, '-o', 'html'], {
    stdio: ['ignore', output, 'inherit'],
  });
  const [exitCode] = await once(child, 'close');
  closeSync(output);
  if (exitCode !== 1) throw new Error(`diff -o html ended with ${exitCode}`);
  return performance.now() - begin;
}
