import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {gzipSync} from 'node:zlib';
import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {decodeFrames} from '../../src/capture/frame-decoder.ts';
import {posixCksum} from '../../src/capture/posix-cksum.ts';
import {checkProperty} from '../support/property.ts';
import {damageChain} from './damages.ts';
import {frameLog, plainFrameLog} from './frame-log.ts';

/** Damages of each kind of log; more where asked for. */
const RUNS = Number(process.env.KUBECTL_IPVS_DAMAGES ?? 500);

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

describe('decodeFrames', () => {
  it('gives the texts back', () => {
    expect(textsOf(frameLog(TEXTS))).toEqual(TEXTS);
    expect(textsOf(frameLog({}))).toEqual({});
    expect(textsOf(frameLog({'conntrack.txt': '', 'uname.txt': 'ü\n'}))).toEqual({
      'conntrack.txt': '',
      'uname.txt': 'ü\n',
    });
  });

  it('gives texts back that went as they are', () => {
    expect(textsOf(plainFrameLog(TEXTS))).toEqual(TEXTS);
    expect(textsOf(plainFrameLog({}))).toEqual({});
    const odd = {
      'conntrack.txt': '',
      'uname.txt': 'ü\n',
      'sysctl.txt': '= 3 out\n\n',
      'routes.txt': 'no end',
    };
    expect(textsOf(plainFrameLog(odd))).toEqual(odd);
  });

  it.each([
    ['packed and checked', frameLog(TEXTS)],
    ['sent twice', plainFrameLog(TEXTS)],
  ])('never gives a wrong text, whatever happened to the log (%s)', (_, whole) => {
    let refused = 0;
    checkProperty(
      fc.property(damageChain, (damage) => {
        const log = damage(whole);
        fc.pre(log !== whole);
        const decoded = textsOf(log);
        if (typeof decoded === 'string') refused++;
        else expect(decoded).toEqual(TEXTS);
      }),
      {numRuns: RUNS},
    );
    // What was not refused came whole: a line was broken in two, or the last line lost its end.
    expect(refused).toBeGreaterThan(RUNS * 0.98);
  });

  it.each([
    {name: 'an empty log', log: '', reason: /does not start with a capture, but with ""/},
    {name: "a shell's complaint", log: 'sh: not found\n', reason: /but with "sh: not found"/},
    {
      name: 'a log without its beginning',
      log: frameLog(TEXTS).split('\n').slice(3).join('\n'),
      reason: /does not start/,
    },
    {
      name: 'a log without its end',
      log: frameLog(TEXTS).split('\n').slice(0, -2).join('\n'),
      reason: /ends before the end mark/,
    },
    {name: 'a log that goes on', log: `${frameLog(TEXTS)}x\n`, reason: /continues after the end mark/},
    {name: 'two logs', log: frameLog(TEXTS) + frameLog(TEXTS), reason: /continues after the end mark/},
    {name: 'an unknown source', log: frameLog({passwd: 'x'}), reason: /"passwd" is not a source/},
    {
      name: 'another format',
      log: frameLog({}).replace('capture 2 ', 'capture 1 '),
      reason: /format 1, not 2/,
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

describe('a log that unpacks to more than a node can have', () => {
  it('is refused, however its texts share it', () => {
    const blank = ' '.repeat(50 * 2 ** 20);
    const log = frameLog(
      {'ipvsadm-save.txt': blank, 'addresses.txt': blank},
      {pack: (text) => gzipSync(text, {level: 1})},
    );
    expect(decodeFrames(log)).toMatchObject({
      kind: 'damaged',
      reason: expect.stringContaining('more than a node can have'),
    });
  });
});

describe('posixCksum', () => {
  it.each(['', 'a', 'ipvs\n', 'x'.repeat(70_000)])('agrees with the program', (text) => {
    const [printed] = execFileSync('cksum', {input: text, encoding: 'utf8'}).split(' ');
    expect(posixCksum(Buffer.from(text))).toBe(printed);
  });
});
