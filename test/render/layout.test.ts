import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {fitText, visibleLength} from '../../src/render/layout.ts';
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
const RECORDINGS = ['stale-backends', 'tampered', 'healthy', 'broken-proxy-no-api'];
const WIDTHS = [60, 80, 120, 200];

/** A line that a reader pastes as a whole, with its label. */
const COMMAND = /kubectl |# /;

const wordsOf = (text: string) => text.split(/\s+/).filter((word) => word !== '');

describe.each(CALLS)('%s', (call) => {
  test.each(RECORDINGS)('%s fits each width, in colour too, and breaks no command', async (name) => {
    const words = [...call.split(' '), '--from', recording(name)];
    const wide = (await run(words)).stdout.split('\n');
    const commands = wide
      .filter((line) => /^\s*(?:Next\s+|→ )?kubectl /.test(line))
      .map((line) => line.trim());
    for (const width of WIDTHS) {
      const lines = (await run(words, {width})).stdout.split('\n');
      const coloured = (await run(words, {width, colour: true})).stdout.split('\n');
      // A table of many columns has a least width of its own with -o wide.
      const long = [...lines, ...coloured].filter(
        (line) => visibleLength(line) > width && !COMMAND.test(line),
      );
      expect({width, long: call.includes('wide') ? [] : long}).toEqual({width, long: []});
      // In a sentence or on a line of its own.
      const broken = commands.filter((command) => !lines.some((line) => line.includes(command)));
      expect(broken).toEqual([]);
    }
  });
});

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

  test('under a C locale no sign of ours is outside ASCII', async () => {
    for (const call of CALLS) {
      const words = [...call.split(' '), '--from', recording('stale-backends')];
      const {stdout} = await run(words, {unicode: false, width: 80});
      expect([...stdout].filter((sign) => sign > '\u007e')).toEqual([]);
    }
  });
});
