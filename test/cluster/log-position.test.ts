import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {positionAfter, resumeFrom} from '../../src/cluster/log-position.ts';
import {checkProperty} from '../support/property.ts';

/** A line that came so many milliseconds after an hour. */
const line = (milliseconds: number, text: string) =>
  `2026-11-20T18:00:${String(Math.floor(milliseconds / 1000)).padStart(2, '0')}.${String(milliseconds % 1000).padStart(3, '0')}000000Z ${text}\n`;

describe('a log that is read again', () => {
  test('gives each line once, wherever it broke off, also with many lines of one time', () => {
    const steps = fc.array(fc.nat(2), {minLength: 1, maxLength: 40});
    checkProperty(
      fc.property(steps, fc.nat(40), fc.nat(40), fc.boolean(), (waits, one, other, pieces) => {
        let time = 0;
        const lines = waits.map((wait, index) => {
          time += wait * 300;
          return line(time, `line ${index}`);
        });
        const [begin, end] = [
          Math.min(one, other, lines.length),
          Math.min(Math.max(one, other), lines.length),
        ];
        const first = positionAfter(lines.slice(0, begin).join(''), undefined);
        const position = positionAfter(lines.slice(begin, end).join(''), first);
        fc.pre(position !== undefined);
        if (!position) return;
        const filter = resumeFrom(position);
        // The API goes back to the beginning of the second.
        const again = lines.filter((text) => text.slice(0, 19) >= position.time.slice(0, 19));
        const fresh = (pieces ? again : [again.join('')]).map((text) => filter.take(text)).join('');
        expect(fresh).toBe(lines.slice(end).join(''));
        expect(filter.bridged()).toBe(true);
      }),
    );
  });

  test('says when the place where it stood is gone', () => {
    const position = positionAfter(line(0, 'a') + line(10, 'b'), undefined);
    if (!position) throw new Error('no position');
    const filter = resumeFrom(position);
    expect(filter.take(line(20, 'd'))).toBe(line(20, 'd'));
    expect(filter.bridged()).toBe(false);
  });

  test('has no position without times, and keeps the one before', () => {
    expect(positionAfter('a line\n', undefined)).toBeUndefined();
    const before = positionAfter(line(0, 'a'), undefined);
    expect(positionAfter('a line\n', before)).toEqual(before);
  });
});
