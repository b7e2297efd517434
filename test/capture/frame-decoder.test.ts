import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {decodeFrames} from '../../src/capture/frame-decoder.ts';
import {posixCksum} from '../../src/capture/posix-cksum.ts';
import {checkProperty} from '../support/property.ts';
import {frameLog} from './frame-log.ts';

/** Like real tables: much that repeats, so that a damage could go unnoticed. */
const TEXTS = {
  'ipvsadm-save.txt': Array.from(
    {length: 400},
    (_, i) => `-a -t 10.96.0.${i}:80 -r 10.244.1.${i % 250}:8080 -m -w 1\n`,
  ).join(''),
  'addresses.txt': Array.from(
    {length: 200},
    (_, i) => `7: kube-ipvs0    inet 10.96.0.${i}/32 scope global kube-ipvs0\n`,
  ).join(''),
  'uname.txt': 'Linux node1 6.1.0 x86_64 GNU/Linux\n',
  'kube-proxy-mode.txt': 'ipvs',
};

function textsOf(log: string): Record<string, string | undefined> | string {
  const decoded = decodeFrames(log);
  if (decoded.kind === 'damaged') return decoded.reason;
  return Object.fromEntries(decoded.frames.map(({source, text}) => [source, text]));
}

type Damage = (log: string) => string;

const position = fc.double({min: 0, max: 1, maxExcluded: true, noNaN: true});

function onLines(log: string, change: (lines: string[]) => string[]): string {
  return `${change(log.slice(0, -1).split('\n')).join('\n')}\n`;
}

const at = (lines: readonly string[], where: number): number => Math.floor(where * lines.length);

/** Ways in which a log is damaged on its way. */
const damages: readonly fc.Arbitrary<Damage>[] = [
  position.map((where) => (log) => log.slice(0, Math.floor(where * log.length))),
  position.map((where) => (log) => log.slice(Math.floor(where * (log.length - 1)) + 1)),
  fc.tuple(position, fc.integer({min: 0, max: 6})).map(([where, bit]) => (log) => {
    const bytes = Buffer.from(log, 'latin1');
    const index = Math.floor(where * bytes.length);
    bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
    return bytes.toString('latin1');
  }),
  fc.tuple(position, fc.integer({min: 1, max: 5})).map(
    ([where, count]) =>
      (log) =>
        onLines(log, (lines) => lines.toSpliced(at(lines, where), count)),
  ),
  position.map(
    (where) => (log) =>
      onLines(log, (lines) => lines.toSpliced(at(lines, where), 0, lines[at(lines, where)] ?? '')),
  ),
  fc.tuple(position, position).map(
    ([one, other]) =>
      (log) =>
        onLines(log, (lines) => {
          const [first, second] = [at(lines, one), at(lines, other)];
          return lines.with(first, lines[second] ?? '').with(second, lines[first] ?? '');
        }),
  ),
  fc.tuple(position, position).map(
    ([from, to]) =>
      (log) =>
        log.slice(0, Math.floor(Math.min(from, to) * log.length)) +
        log.slice(Math.floor(Math.max(from, to) * log.length)),
  ),
  fc.tuple(position, fc.string({minLength: 1, maxLength: 40})).map(([where, noise]) => (log) => {
    const index = Math.floor(where * log.length);
    return log.slice(0, index) + noise + log.slice(index);
  }),
];

describe('decodeFrames', () => {
  it('gives the texts back', () => {
    expect(textsOf(frameLog(TEXTS))).toEqual(TEXTS);
    expect(textsOf(frameLog({}))).toEqual({});
    expect(textsOf(frameLog({'conntrack.txt': '', 'uname.txt': 'ü\n'}))).toEqual({
      'conntrack.txt': '',
      'uname.txt': 'ü\n',
    });
  });

  it('never gives a wrong text, whatever happened to the log', () => {
    const whole = frameLog(TEXTS);
    let refused = 0;
    checkProperty(
      fc.property(fc.array(fc.oneof(...damages), {minLength: 1, maxLength: 3}), (chain) => {
        const log = chain.reduce((text, damage) => damage(text), whole);
        fc.pre(log !== whole);
        const decoded = textsOf(log);
        if (typeof decoded === 'string') refused++;
        else expect(decoded).toEqual(TEXTS);
      }),
      {numRuns: 1000},
    );
    // What was not refused came whole: a line was broken in two, or the last line lost its end.
    expect(refused).toBeGreaterThan(980);
  });

  it.each([
    {name: 'an empty log', log: '', reason: /does not begin with a capture, but with ""/},
    {name: "a shell's complaint", log: 'sh: not found\n', reason: /but with "sh: not found"/},
    {
      name: 'a log without its beginning',
      log: frameLog(TEXTS).split('\n').slice(3).join('\n'),
      reason: /does not begin/,
    },
    {
      name: 'a log without its end',
      log: frameLog(TEXTS).split('\n').slice(0, -2).join('\n'),
      reason: /ends before the end mark/,
    },
    {name: 'a log that goes on', log: `${frameLog(TEXTS)}x\n`, reason: /goes on after the end mark/},
    {name: 'two logs', log: frameLog(TEXTS) + frameLog(TEXTS), reason: /goes on after the end mark/},
    {name: 'an unknown source', log: frameLog({passwd: 'x'}), reason: /"passwd" is no source/},
    {
      name: 'another format',
      log: frameLog({}).replace('capture 1 ', 'capture 2 '),
      reason: /format 2, not 1/,
    },
    {name: 'a changed end', log: frameLog({}).replace('17:36:43Z', '17:36:44Z'), reason: /checksum over all/},
  ])('says what is wrong with $name', ({log, reason}) => {
    expect(decodeFrames(log)).toEqual({kind: 'damaged', reason: expect.stringMatching(reason)});
  });

  it('carries every recorded node unchanged, far below the size at which logs are rotated', () => {
    const root = new URL('../fixtures/', import.meta.url).pathname;
    const directories = readdirSync(root, {recursive: true, encoding: 'utf8'}).filter((name) =>
      /nodes\/[^/]+$/.test(name),
    );
    for (const name of directories) {
      const files = readdirSync(path.join(root, name)).filter((file) => /\.(txt|json)$/.test(file));
      const known = files.filter((file) => !file.startsWith('WHAT'));
      const texts = Object.fromEntries(
        known.map((file) => [file, readFileSync(path.join(root, name, file), 'utf8')]),
      );
      const log = frameLog(texts);
      expect(textsOf(log)).toEqual(texts);
      expect(log.length).toBeLessThan(1024 * 1024);
    }
    expect(directories.length).toBeGreaterThan(0);
  });
});

describe('posixCksum', () => {
  it.each(['', 'a', 'ipvs\n', 'x'.repeat(70_000)])('agrees with the program', (text) => {
    const [printed] = execFileSync('cksum', {input: text, encoding: 'utf8'}).split(' ');
    expect(posixCksum(Buffer.from(text))).toBe(printed);
  });
});
