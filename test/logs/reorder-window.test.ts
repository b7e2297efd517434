import {describe, expect, test} from '@jest/globals';
import {createReorderWindow} from '../../src/logs/index.ts';
import type {LogEntry} from '../../src/model/index.ts';

const NOW = Date.parse('2026-11-20T18:00:00Z');

/** An entry of so many milliseconds after now. */
function said(milliseconds: number, raw: string): LogEntry {
  return {time: (NOW + milliseconds) * 1000, level: 'I', raw, format: 'klog', body: 0};
}

const texts = ({entries}: {entries: readonly LogEntry[]}) => entries.map(({raw}) => raw).join('');

describe('the reorder window', () => {
  test('lines wait, and find their place among those that come later', () => {
    const window = createReorderWindow(1000);
    window.add(0, [said(0, 'b'), said(20, 'd')], NOW + 30);
    window.add(1, [said(-10, 'a'), said(10, 'c')], NOW + 500);
    expect(texts(window.due(NOW + 900))).toBe('');
    expect(texts(window.due(NOW + 1030))).toBe('abcd');
    expect(texts(window.rest())).toBe('');
  });

  test('what was said after a line that is due goes on waiting', () => {
    const window = createReorderWindow(1000);
    window.add(0, [said(0, 'a')], NOW);
    window.add(1, [said(600, 'b')], NOW + 700);
    expect(texts(window.due(NOW + 1000))).toBe('a');
    expect(texts(window.rest())).toBe('b');
  });

  test('lines of a clock that is ahead neither wait for it nor push others out', () => {
    const window = createReorderWindow(1000);
    window.add(0, [said(60_000, 'future')], NOW);
    window.add(1, [said(100, 'now')], NOW + 100);
    window.add(0, [said(60_200, 'later')], NOW + 200);
    expect(window.ahead(0)).toBe(60_000);
    expect(window.ahead(1)).toBe(0);
    expect(texts(window.due(NOW + 1000))).toBe('future');
    expect(texts(window.due(NOW + 1200))).toBe('nowlater');
  });

  test('lines of one log keep their order, whatever their times are', () => {
    const window = createReorderWindow(1000);
    window.add(0, [said(5, 'a'), said(0, 'b'), {...said(0, 'c'), time: Number.NaN}], NOW);
    expect(texts(window.rest())).toBe('abc');
  });
});
