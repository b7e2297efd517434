import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {Parsed} from '../../../src/model/actual-state.ts';
import {checkProperty} from '../../support/property.ts';
import {FORMATS, type Format} from './formats.ts';
import {RECORDED_NODES} from './recordings.ts';

const HEALTHY = RECORDED_NODES.find(({name}) => name === 'healthy/node1');

/** Texts printed from random values, and the recorded one. */
function textsOf({source, texts}: Format): fc.Arbitrary<string> {
  const recorded = HEALTHY?.read(source);
  return recorded === undefined ? texts : fc.oneof({weight: 9, arbitrary: texts}, fc.constant(recorded));
}

const positionIn = fc.noBias(fc.nat({max: 999_999})).map((millionths) => millionths / 1e6);

function hasFatal({problems}: Parsed<unknown>): boolean {
  return problems.some(({severity}) => severity === 'fatal');
}

/** What must hold for the problems of any text. */
function expectSoundProblems(format: Format, text: string): Parsed<unknown> {
  const parsed = format.parse(text);
  const lineCount = text.split('\n').length;
  for (const {source, line, message} of parsed.problems) {
    expect(source).toBe(format.source);
    expect(line).toBeGreaterThanOrEqual(0);
    expect(line).toBeLessThanOrEqual(lineCount + 1);
    expect(message).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u);
    expect(message.length).toBeLessThan(500);
  }
  return parsed;
}

describe.each(FORMATS)('$source', (format) => {
  test('a text as printed has no problems', () =>
    checkProperty(
      fc.property(textsOf(format), (text) => {
        expect(format.parse(text).problems).toEqual([]);
      }),
    ));

  test('a text without one character never makes the parser throw', () =>
    checkProperty(
      fc.property(textsOf(format), positionIn, (text, position) => {
        const at = Math.floor(position * text.length);
        expectSoundProblems(format, text.slice(0, at) + text.slice(at + 1));
      }),
    ));

  test('a text with one other character never makes the parser throw', () =>
    checkProperty(
      fc.property(
        textsOf(format),
        positionIn,
        fc.string({unit: 'binary', minLength: 1, maxLength: 1}),
        (text, position, other) => {
          const at = Math.floor(position * text.length);
          expectSoundProblems(format, text.slice(0, at) + other + text.slice(at + 1));
        },
      ),
    ));

  test('a text cut off inside a line is fatal', () =>
    checkProperty(
      fc.property(textsOf(format), positionIn, (text, position) => {
        const cut = text.slice(0, Math.floor(position * text.length));
        if (cut === '' || cut.endsWith('\n')) return;
        expect(hasFatal(expectSoundProblems(format, cut))).toBe(true);
      }),
    ));

  test.each(['\0', '\uFFFD'])('binary data is fatal: %j', (character) =>
    checkProperty(
      fc.property(textsOf(format), positionIn, (text, position) => {
        const at = Math.floor(position * text.length);
        expect(hasFatal(expectSoundProblems(format, text.slice(0, at) + character + text.slice(at)))).toBe(
          true,
        );
      }),
    ),
  );

  test('another text never makes the parser throw, and is not taken for this one', () =>
    checkProperty(
      fc.property(fc.string({unit: 'binary', minLength: 1}), (text) => {
        const {problems} = expectSoundProblems(format, text);
        const empty = text.split('\n').every((line) => line === '' || line.startsWith('#'));
        if (!empty) expect(problems).not.toEqual([]);
      }),
    ));

  const empties = ['ipset-save.txt', 'iptables-save.txt', 'ip6tables-save.txt'];
  test('an empty text is fatal, unless the program prints nothing when there is nothing', () => {
    expect(hasFatal(expectSoundProblems(format, ''))).toBe(!empties.includes(format.source));
  });
});
