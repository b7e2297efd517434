import {describe, expect, test} from '@jest/globals';
import {mergeTables} from '../../../src/kernel/tables/merge-tables.ts';
import {parseList} from '../../../src/kernel/tables/parse-list.ts';
import {parseProcIpVs} from '../../../src/kernel/tables/parse-proc-ip-vs.ts';
import {parseSave} from '../../../src/kernel/tables/parse-save.ts';
import {printList, printProc, printSave} from '../../support/table-printers.ts';
import {recordedTables} from './fixtures.ts';

const nodes = recordedTables();

test('there are recordings', () => {
  expect(nodes.length).toBeGreaterThan(10);
});

describe.each(nodes)('$name', ({read, tickRate, hasLooseMarks}) => {
  test.each([
    {source: 'ipvsadm-save.txt', parse: parseSave, print: printSave},
    {source: 'ipvsadm-list.txt', parse: parseList, print: printList},
    {
      source: 'proc-net-ip_vs.txt',
      parse: parseProcIpVs,
      print: (table: Parameters<typeof printProc>[0]) => printProc(table, tickRate),
    },
  ] as const)('$source is read without loss: printed again it is the same text', ({source, parse, print}) => {
    const text = read(source);
    const {value, problems, doubtful} = parse(text);
    expect(problems).toEqual([]);
    expect(doubtful.size).toBe(0);
    const order = source === 'proc-net-ip_vs.txt' && hasLooseMarks ? sortBlocks : same;
    expect(order(print(value))).toBe(order(text));
  });

  test('the three sources agree', () => {
    const {tableSources, disputed} = mergeTables({
      'ipvsadm-save.txt': parseSave(read('ipvsadm-save.txt')),
      'ipvsadm-list.txt': parseList(read('ipvsadm-list.txt')),
      'proc-net-ip_vs.txt': parseProcIpVs(read('proc-net-ip_vs.txt')),
    });
    expect([...disputed]).toEqual([]);
    expect(tableSources).toEqual(['ipvsadm-list.txt', 'proc-net-ip_vs.txt', 'ipvsadm-save.txt']);
  });

  test('without the list the other two give the same table', () => {
    const list = parseList(read('ipvsadm-list.txt'));
    const {virtualServers, disputed} = mergeTables({
      'ipvsadm-save.txt': parseSave(read('ipvsadm-save.txt')),
      'proc-net-ip_vs.txt': parseProcIpVs(read('proc-net-ip_vs.txt')),
    });
    expect([...disputed]).toEqual([]);
    for (const [key, server] of list.value)
      expect(virtualServers?.get(key)).toMatchObject(withoutRealServers(server));
  });
});

/** Firewall marks whose family only the end of the text decides come last in the table that was read. */
function sortBlocks(text: string): string {
  return text
    .split(/^(?=\S)/m)
    .sort()
    .join('');
}

function same(text: string): string {
  return text;
}

function withoutRealServers({realServers: _, ...server}: {readonly realServers: unknown}): object {
  return server;
}
