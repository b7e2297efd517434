import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {fitText, sentence, visibleLength} from '../../src/render/layout.ts';
import {recording} from '../support/program.ts';
import {checkProperty} from '../support/property.ts';
import {run} from '../support/run.ts';

const CALLS = [
  'diff',
  'diff -o wide',
  'diff svc/web -n shop',
  'status',
  'status -o wide',
  'check',
  'trace svc/web -n shop --once',
];
const wordsOf = (text: string) => text.split(/\s+/).filter((word) => word !== '');

describe('text is fitted', () => {
  test('without losing or changing a word that fits', () => {
    checkProperty(
      fc.property(
        fc.array(
          fc.string({minLength: 1, maxLength: 20}).filter((word) => !/\s|kubectl|#/.test(word)),
          {minLength: 1, maxLength: 60},
        ),
        fc.integer({min: 40, max: 200}),
        (words, width) => {
          const fitted = fitText(words.join(' '), {width});
          expect(wordsOf(fitted)).toEqual(words);
          for (const line of fitted.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  test('a sentence goes on below its beginning, and is not longer than people like to read', () => {
    const text = sentence('  error    ', Array.from({length: 60}, () => 'word').join(' '));
    for (const width of [60, 200]) {
      const [first = '', ...others] = fitText(text, {width}).split('\n');
      expect(first).toMatch(/^ {2}error {4}word word/);
      expect(others.length).toBeGreaterThan(0);
      for (const line of others) expect(line).toMatch(/^ {11}word/);
      expect(Math.max(...[first, ...others].map(visibleLength))).toBeLessThanOrEqual(Math.min(width, 100));
    }
    expect(fitText(text, {}).split('\n')).toHaveLength(1);
  });

  test('a command in a sentence stays whole, and so does one that is longer than the line', () => {
    const command = 'kubectl -n kube-system logs kube-proxy-759ck --previous';
    const fitted = fitText(sentence('  → ', `it says why it ended: ${command}, then restart it`), {
      width: 40,
    });
    expect(fitted.split('\n').some((line) => line.includes(command))).toBe(true);
    expect(fitted.split('\n').every((line) => line.length <= 40 || line.includes('kubectl'))).toBe(true);
  });

  test('in a pipe no word is broken, however long it is: it may be copied', () => {
    const word = `registry.example.com/image@sha256:${'0'.repeat(120)}`;
    expect(fitText(sentence('  ', `the node cannot pull ${word}`), {})).toContain(word);
  });

  test('colours count for nothing, and a long word is broken at the same place with them', () => {
    const words = `${'a'.repeat(30)} ${'b'.repeat(100)} ${'c'.repeat(30)}`;
    const red = (text: string) => `\u001b[31m${text}\u001b[39m`;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is taken out
    expect(fitText(red(words), {width: 40}).replace(/\u001b\[\d+m/g, '')).toBe(fitText(words, {width: 40}));
  });

  test('under a C locale no sign of ours is outside ASCII', async () => {
    for (const call of CALLS) {
      const words = [...call.split(' '), '--from', recording('stale-backends')];
      const {stdout} = await run(words, {unicode: false, width: 80});
      expect([...stdout].filter((sign) => sign > '\u007e')).toEqual([]);
    }
  });
});
