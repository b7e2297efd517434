import {spawn} from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import {makeIncident} from './make-incident.mjs';

const SIZE = {services: 5000, endpointsEach: 5, nodes: 200};

/** A terminal as people have it at night. */
const TERMINAL = {columns: 80, lines: 24};

const CALLS = ['diff', 'status', 'check', 'trace svc/svc-00000 -n bench --once'];

/** A line that is pasted as a whole. */
const WHOLE = /kubectl |\S# /;

/** What the reports on a large cluster with much drift look like on a terminal of 80 columns. */
export async function screens({work, show, root, program}) {
  show('making the snapshot');
  const directory = path.join(work, 'incident');
  makeIncident(path.join(root, 'test/fixtures/recordings/healthy'), directory, SIZE);
  const rows = [];
  for (const call of CALLS) {
    show(call);
    rows.push(
      screenLine(call, await output(program, [...call.split(' '), '--all-nodes', '--from', directory])),
    );
  }
  return [
    `screens: ${SIZE.nodes} nodes x ${SIZE.services} Services, ${TERMINAL.columns} columns`,
    ...rows,
  ].join('\n');
}

function screenLine(call, text) {
  const lines = text.trimEnd().split('\n');
  const longest = Math.max(...lines.filter((line) => !WHOLE.test(line)).map(({length}) => length));
  const top = lines.slice(0, TERMINAL.lines - 1);
  const next = top.findIndex((line) => line.startsWith('Next ')) + 1;
  return `  ${call}: ${lines.length} lines, the longest has ${longest} characters; what to run next is on line ${next || 'none of the first screen'}`;
}

async function output(program, words) {
  const child = spawn(process.execPath, [program, ...words], {
    env: {...process.env, COLUMNS: String(TERMINAL.columns)},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const part of child.stdout.setEncoding('utf8')) text += part;
  return text;
}
