import {describe, expect, test} from '@jest/globals';
import type {LogLine} from '../../src/model/index.ts';
import {createLogTable} from '../../src/render/index.ts';

const at = (time: string, lastTime = time): LogLine => ({
  time: Date.parse(time) * 1000,
  lastTime: Date.parse(lastTime) * 1000,
  count: time === lastTime ? 1 : 2,
  nodes: ['node1'],
  level: 'I',
  source: 'proxier.go:1',
  text: 'said',
  code: null,
  severity: null,
  meaning: null,
});

function rows(options: {readonly wide?: boolean; readonly headers?: boolean}, ...lines: readonly LogLine[]) {
  const table = createLogTable({
    wide: false,
    headers: true,
    colour: false,
    width: undefined,
    nodes: ['node1'],
    ...options,
  });
  return lines.map((line) => table.line(line)).join('');
}

const LINES = [
  at('2026-11-20T23:59:59.5Z', '2026-11-21T00:00:01Z'),
  at('2026-11-20T23:59:59.9Z'),
  at('2026-11-21T00:00:00.1Z'),
];

describe('times of log lines', () => {
  test('the day and the zone stand above the first line, and where the day changes', () => {
    const heads = rows({}, ...LINES)
      .trimEnd()
      .split('\n')
      .map((row) => row.slice(0, 24).trimEnd());
    expect(heads).toEqual([
      '2026-11-20, times in UTC',
      '23:59:59.500  node1  INF',
      '23:59:59.900  node1  INF',
      '2026-11-21, times in UTC',
      '00:00:00.100  node1  INF',
    ]);
  });

  test('a repeat that ends on another day says on which', () => {
    expect(rows({}, ...LINES)).toContain('said (2 times, until 2026-11-21 00:00:01.000)');
  });

  test.each([{wide: true}, {headers: false}])('%j: each line has its day and zone itself', (options) => {
    for (const row of rows(options, ...LINES)
      .trimEnd()
      .split('\n'))
      expect(row).toMatch(/^2026-11-2[01]T\d\d:\d\d:\d\d\.\d{6}Z {2}node1/);
  });

  test('a line without a time makes no new day', () => {
    const untimed = {...at('2026-11-20T10:00:00Z'), time: Number.NaN, lastTime: Number.NaN};
    const text = rows({}, at('2026-11-20T10:00:00Z'), untimed, at('2026-11-20T10:00:01Z'));
    expect(text.match(/times in UTC/g)).toHaveLength(1);
  });
});
