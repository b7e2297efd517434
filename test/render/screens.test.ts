import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {makeIncident} from '../../scripts/bench/make-incident.mjs';
import {visibleLength} from '../../src/render/layout.ts';
import {recording} from '../support/program.ts';
import {run} from '../support/run.ts';

const WIDTHS = [60, 80, 120, 200] as const;

/** A line that is pasted as a whole, or has an address of a page: it is not broken, however long it is. */
const WHOLE = /kubectl |\S# |https?:\/\//;

/** A command that has a line of its own, perhaps behind a label; a sentence that begins with one goes on. */
const COMMAND = /^\s*(?:Next\s+|→ )?(kubectl (?:(?! lists ).)*|\S+# .*)/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is taken out
const plainText = (text: string) => text.replace(/\u001b\[[0-9;]*m/g, '');

/** Signs between which lines are broken: none of them is printed. */
const LAYOUT_SIGNS = ['\u0011', '\u0012'];

const screens = new Map<string, Promise<string>>();

/** What a reader sees of a call, at a width, or in a pipe; each is asked for once. */
function screen(words: readonly string[], width?: number, colour = false): Promise<string> {
  const key = JSON.stringify([words, width, colour]);
  const known = screens.get(key) ?? run(words, {width, colour}).then(({stdout}) => stdout);
  screens.set(key, known);
  return known;
}

/** Asserts that a call fits each width, is the same with colours, and breaks no command. */
async function expectReadable(words: readonly string[], widths: readonly number[]): Promise<void> {
  const commands = (await screen(words))
    .split('\n')
    .flatMap((line) => COMMAND.exec(line)?.[1]?.trimEnd() ?? []);
  for (const width of widths) {
    const text = await screen(words, width);
    const lines = text.split('\n');
    const long = lines.filter((line) => visibleLength(line) > width && !WHOLE.test(line));
    expect({width, long}).toEqual({width, long: []});
    const broken = commands.filter((command) => !lines.some((line) => line.includes(command)));
    expect({width, broken}).toEqual({width, broken: []});
    const coloured = await screen(words, width, true);
    expect(plainText(coloured)).toBe(text);
    expect(LAYOUT_SIGNS.filter((sign) => `${text}${coloured}`.includes(sign))).toEqual([]);
  }
}

/** Calls that need no recording. */
const WITHOUT = [
  '--help',
  'diff --help',
  'options',
  'explain',
  'explain real-server-stale',
  'explain IPVS017',
];

const CALLS = [
  'diff',
  'diff svc/web -n shop',
  'status',
  'status svc/web svc/sticky -n shop',
  'status node/node1',
  'check',
  'check --migration',
  'check --upgrade-to 1.38',
  'logs',
  'trace svc/web -n shop --once',
];

describe.each(['stale-backends', 'tampered'])('%s', (name) => {
  test.each(CALLS)('%s', async (call) => {
    await expectReadable([...call.split(' '), '--from', recording(name)], WIDTHS);
  });
});

test.each(WITHOUT)('%s', async (call) => {
  await expectReadable(call.split(' '), WIDTHS);
});

test.each(['broken-proxy-no-api', 'nftables-stale.tar.gz'])('%s at the narrowest width', async (name) => {
  for (const call of ['diff', 'status', 'check', 'trace svc/web -n shop --once'])
    await expectReadable([...call.split(' '), '--from', recording(name)], [60]);
});

/** What the first screen of a report says of the whole. */
const VERDICTS: Readonly<Record<string, RegExp>> = {
  diff: /of \d+ nodes agrees? with the API/,
  status: /\d+ nodes: /,
  check: /of \d+ nodes checked/,
  trace: /The path to .* is broken on \d+ of \d+ nodes/,
};

/** A terminal of 80 columns and 24 lines. */
const firstScreen = (text: string) => text.split('\n').slice(0, 23).join('\n');

describe('200 nodes, much of it wrong', () => {
  let incident = '';

  beforeAll(async () => {
    incident = await mkdtemp(path.join(tmpdir(), 'kubectl-ipvs-test-'));
    makeIncident(recording('healthy'), incident, {services: 30, endpointsEach: 3, nodes: 200});
  });

  afterAll(() => rm(incident, {recursive: true, force: true}));

  test.each([
    ['diff', 75],
    ['status', 75],
    ['check', 150],
    ['trace svc/svc-00000 -n bench --once', 190],
  ])('%s: the answer is on the first screen, and the whole is not long', async (call, most) => {
    const words = [...call.split(' '), '--from', incident, '--all-nodes'];
    await expectReadable(words, [80]);
    const text = await screen(words, 80);
    const top = firstScreen(text);
    expect(top).toMatch(VERDICTS[call.split(' ')[0] ?? ''] ?? /^$/);
    expect(top).toMatch(/^Impact {2}.*not served/m);
    expect(top).toMatch(/^Next {4}kubectl /m);
    expect(text.split('\n').length).toBeLessThan(most);
  });

  test('diff: no kind and no Service that is not served is hidden', async () => {
    const words = ['diff', '--from', incident, '--all-nodes'];
    const [text, json] = [await screen(words, 80), await run([...words, '-o', 'json'])];
    const {findings} = JSON.parse(json.stdout) as {findings: readonly {kind: string}[]};
    for (const kind of new Set(findings.map((finding) => finding.kind))) expect(text).toContain(kind);
    expect(text).toMatch(/^bench\/svc-00000 .* not-served /m);
    expect(text).toMatch(/in sync +\d{3} nodes$/m);
    expect(text).toMatch(/-o wide lists all \d+ differences\.$/m);
  });

  test('status: equal nodes share a row, and -o wide has one for each', async () => {
    const words = ['status', '--from', incident, '--all-nodes'];
    const rows = (text: string) => text.match(/^node\d+ .*v1\.36\.2.*$/gm) ?? [];
    const short = rows(await screen(words, 120));
    expect(short.length).toBeLessThan(20);
    expect(short).toContainEqual(expect.stringMatching(/^node\d+ \+\d{3} like it +yes .* 0 +<none>$/));
    expect(rows(await screen([...words, '-o', 'wide']))).toHaveLength(200);
  });
});
