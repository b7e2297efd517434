import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {checkProperty} from '../support/property.ts';
import {readLog, timeOf} from './read-log.ts';

const RECORDINGS = new URL('../fixtures/recordings/', import.meta.url);
const RECORDED = readdirSync(RECORDINGS, {recursive: true, encoding: 'utf8'}).filter((path) =>
  /kube-proxy.*\.log$/.test(path),
);

/** Lines of every shape, whole and broken. */
const LINES = [
  'I1120 18:04:42.613492       1 flags.go:64] FLAG: --bind-address="0.0.0.0"',
  'E1120 18:04:42.665570       1 run.go:72] "command failed" err="x \\"y\\""',
  'I1120 18:04:42.665570       1 config.go:12] "Config" text=<',
  '\tfirst: 1',
  ' >',
  '{"ts":1700000000000.5,"caller":"app/server.go:1","msg":"x","v":2}',
  'time="2026-11-20T17:47:04Z" level=error msg="set up"',
  'panic: runtime error: index out of range [5] with length 3',
  'goroutine 1 [running]:',
  'I1120 18:04',
  '',
  'E1399 99:99:99.999999       1 run.go:72] no such day',
  'text\r',
];

describe('no line is lost', () => {
  test.each(RECORDED)('of %s', (path) => {
    const text = readFileSync(new URL(path, RECORDINGS), 'utf8');
    const entries = readLog(text);
    expect(entries.map(({raw}) => raw).join('\n')).toBe(text.replace(/\n$/, ''));
  });

  test('of any text, however it is cut', () => {
    const anything = fc.oneof(fc.constantFrom(...LINES), fc.string({unit: 'binary', maxLength: 40}));
    const texts = fc.array(anything, {maxLength: 30}).map((lines) => lines.join('\n'));
    checkProperty(
      fc.property(texts, fc.integer({min: 1, max: 50}), (text, piece) => {
        const entries = readLog(text, {piece});
        expect(entries.map(({raw}) => raw).join('\n')).toBe(text.replace(/\n$/, ''));
        expect(readLog(text)).toEqual(entries);
      }),
    );
  });

  test('of a log with times of the container runtime in front, which are left out', () => {
    checkProperty(
      fc.property(
        fc.array(fc.constantFrom(...LINES), {minLength: 1, maxLength: 30}),
        fc.nat(40),
        (lines, piece) => {
          const text = lines.map((line) => `2026-11-20T18:04:42.700000001Z ${line}\n`).join('');
          const entries = readLog(text, {piece: piece + 1});
          expect(entries.map(({raw}) => raw).join('\n')).toBe(lines.join('\n'));
          expect(entries.every(({time}) => !Number.isNaN(time))).toBe(true);
        },
      ),
    );
  });
});

describe('lines that belong together', () => {
  test('a value of several lines, a trace and a stack stay with the line that they explain', () => {
    const text = [
      'I1120 18:33:46.254000       1 trace.go:236] Trace[1]: "iptables restore" (total time: 2255ms):',
      'Trace[1]: [2.25541275s] [2.25541275s] END',
      'I1120 18:33:47.000000       1 proxier.go:1] "Restoring" rules=<',
      '\t*nat',
      '\tCOMMIT',
      ' >',
      'panic: assignment to entry in nil map',
      '',
      'goroutine 1 [running]:',
      'main.main()',
      'I1120 18:33:48.000000       1 server.go:539] "Version info" version="v1.36.2"',
    ].join('\n');
    expect(readLog(text).map(({raw, level}) => [level, raw.split('\n').length])).toEqual([
      ['I', 2],
      ['I', 4],
      ['F', 4],
      ['I', 1],
    ]);
  });

  test('a line that a container runtime cut is put together again', () => {
    const text = [
      '2026-11-20T18:04:42.700000001Z stderr P I1120 18:04:42.613492       1 proxier.go:5] "Adding',
      '2026-11-20T18:04:42.700000002Z stderr F  new service" x="1"',
      '2026-11-20T18:04:43.700000002Z stdout F I1120 18:04:43.613492       1 proxier.go:5] "Other"',
    ].join('\n');
    expect(readLog(text).map(({raw}) => raw)).toEqual([
      'I1120 18:04:42.613492       1 proxier.go:5] "Adding new service" x="1"',
      'I1120 18:04:43.613492       1 proxier.go:5] "Other"',
    ]);
  });

  test('text before any head has an entry of its own, and a text without heads does not grow without end', () => {
    const entries = readLog(`${'x\n'.repeat(5000)}I1120 18:04:43.613492       1 a.go:5] "b"\n`);
    expect(entries.length).toBeGreaterThan(4);
    expect(entries.at(-1)?.level).toBe('I');
    expect(entries[0]).toMatchObject({level: '', time: Number.NaN});
  });
});

describe('times', () => {
  const line = (day: string, clock: string) => `I${day} ${clock}       1 a.go:5] "b"\n`;

  test.each([
    ['the year of the reference', '1120', '2026-11-20T19:00:00Z', '2026-11-20T18:04:43.613492'],
    [
      'the year before, where the day is still to come',
      '1231',
      '2027-01-01T00:10:00Z',
      '2026-12-31T18:04:43.613492',
    ],
    ['a clock or a zone that is ahead', '1121', '2026-11-20T19:00:00Z', '2026-11-21T18:04:43.613492'],
    ['the last leap year', '0229', '2026-11-20T19:00:00Z', '2024-02-29T18:04:43.613492'],
  ])('without a year: %s', (_, day, reference, expected) => {
    const [entry] = readLog(line(day, '18:04:43.613492'), {reference: Date.parse(reference)});
    expect(entry && timeOf(entry)).toBe(expected);
  });

  test('over the new year', () => {
    const text = line('1231', '23:59:59.999999') + line('0101', '00:00:00.000001');
    const times = readLog(text, {reference: Date.parse('2027-01-02T00:00:00Z')}).map(timeOf);
    expect(times).toEqual(['2026-12-31T23:59:59.999999', '2027-01-01T00:00:00.000001']);
  });

  test.each([
    ['UTC', '2026-11-20T18:04:43.7Z', '18:04:43.613492'],
    ['two hours ahead', '2026-11-20T18:04:43.700000009Z', '20:04:43.613492'],
    ['half past three behind', '2026-11-20T18:04:43.700Z', '14:34:43.613492'],
    ['the runtime too in a zone', '2026-11-20T20:04:43.700000009+02:00', '20:04:43.613492'],
  ])("in the node's zone, which the time of the runtime tells: %s", (_, arrival, clock) => {
    const [entry] = readLog(`${arrival} ${line('1120', clock)}`);
    expect(entry && timeOf(entry)).toBe('2026-11-20T18:04:43.613492');
  });

  test('of the journal, in front of the line', () => {
    const head = 'Nov 20 18:04:43.700000 node1 k3s[812]: ';
    const entries = readLog(
      `${head}I1120 19:04:43.613492     812 proxier.go:5] "Adding new service"\n${head}time="2026-11-20T18:04:43Z" level=info msg="x"\n`,
    );
    expect(entries.map((entry) => [timeOf(entry), entry.format])).toEqual([
      ['2026-11-20T18:04:43.613492', 'klog'],
      ['2026-11-20T18:04:43.700000', 'logfmt'],
    ]);
  });
});
