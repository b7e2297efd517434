import {describe, expect, test} from '@jest/globals';
import {type Column, writeTable} from '../../src/render/write-table.ts';

type Row = Readonly<Record<'name' | 'ready' | 'count' | 'note', string>>;

const COLUMNS: readonly Column<Row>[] = [
  {header: 'NODE', whole: true, value: ({name}) => name},
  {header: 'READY', spare: true, value: ({ready}) => ready},
  {header: 'COUNT', spare: true, value: ({count}) => count},
  {header: 'NOTE', whole: true, value: ({note}) => note},
];

const ROW: Row = {name: 'node-with-a-name-of-27-signs', ready: 'yes', count: '12', note: 'error IPVS077 +2'};

const headersAt = (width: number) => {
  const text = writeTable(COLUMNS, [ROW], {headers: true, width});
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
  return text.split('\n')[0]?.split(/ +/);
};

describe('a table with less room than it wants', () => {
  test('leaves out spare columns, the last one first, before it cuts what is to stay whole', () => {
    expect(headersAt(80)).toEqual(['NODE', 'READY', 'COUNT', 'NOTE']);
    expect(headersAt(54)).toEqual(['NODE', 'READY', 'NOTE']);
    expect(headersAt(48)).toEqual(['NODE', 'NOTE']);
    expect(writeTable(COLUMNS, [ROW], {headers: true, width: 48})).toContain(`${ROW.name}   ${ROW.note}`);
  });

  test('cuts them where nothing is left to leave out', () => {
    expect(headersAt(30)).toEqual(['NODE', 'NOTE']);
  });
});
