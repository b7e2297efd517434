import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {readActualState} from '../../src/kernel/read-actual-state.ts';
import {mergeTables} from '../../src/kernel/tables/merge-tables.ts';
import {parseList} from '../../src/kernel/tables/parse-list.ts';
import {parseSave} from '../../src/kernel/tables/parse-save.ts';
import type {ParsedTable} from '../../src/kernel/tables/parsed-table.ts';
import {readSaveBeside} from '../../src/kernel/tables/read-save-beside.ts';
import {connectionSums, type KernelTable, realServerCount} from '../../src/model/index.ts';
import {expectedOn} from '../support/builders/cluster.ts';
import {scenes} from '../support/builders/cluster-arbitraries.ts';
import {compareAll} from '../support/builders/findings.ts';
import {addressesText} from '../support/builders/node.ts';
import {tableOf, tableTexts} from '../support/builders/rendered-node.ts';
import {editTable, tableEdits} from '../support/builders/table-edits.ts';
import {checkProperty} from '../support/property.ts';
import {kernelTables, listTables, saveTables} from '../support/table-arbitraries.ts';
import {printList, printSave} from '../support/table-printers.ts';
import {shownInList, shownInSave} from '../support/table-projections.ts';

/** The same table with an object for each real server, and nothing else known of them. */
function spelledOut(table: KernelTable): KernelTable {
  return new Map([...table].map(([key, server]) => [key, {...server}]));
}

/** What can happen to a line of a text. */
const damages = fc.array(
  fc.record({
    at: fc.nat(),
    edit: fc.constantFrom<(line: string, other: string) => readonly string[]>(
      () => [],
      (line) => [line, line],
      (line) => [line, ''],
      (line, other) => [line, other],
      (line) => [line.replace(/:(\d+)/, ':0$1')],
      (line) => [line.replace(/:(\d+)/, ':99999')],
      (line) => [line.replace(/\b1\b/, '0')],
      (line) => [line.replace('Masq ', 'Route').replace(' -m ', ' -g ')],
      (line) => [line.replace(/\b0 *$/, '4294967296')],
      (line) => [line.replace('::', ':0:0:')],
      (line) => [line.replace(/\d\./, '.')],
    ),
  }),
  {maxLength: 4},
);

interface Damage {
  readonly at: number;
  readonly edit: (line: string, other: string) => readonly string[];
}

function damage(text: string, edits: readonly Damage[]): string {
  return edits.reduce((before, {at, edit}) => {
    const lines = before.split('\n');
    const index = at % lines.length;
    const other = lines[(at * 7) % lines.length] ?? '';
    return lines.toSpliced(index, 1, ...edit(lines[index] ?? '', other)).join('\n');
  }, text);
}

test.each([
  {name: 'a list', parse: parseList, texts: listTables.map(printList)},
  {name: 'saved rules', parse: parseSave, texts: saveTables.map(printSave)},
])('of $name with any damage the same is read together as line by line', ({parse, texts}) => {
  checkProperty(
    fc.property(texts, damages, (text, edits) => {
      // What was read of another node is no better known for it.
      parse(text);
      const damaged = damage(text, edits);
      // A line that ends as on Windows is read by itself.
      expect(parse(damaged)).toEqual(parse(damaged.replaceAll('\n', '\r\n')));
    }),
    {numRuns: 500},
  );
});

test('a list and saved rules with any damage make the same table as line by line', () => {
  checkProperty(
    fc.property(kernelTables(), damages, (table, edits) => {
      const list = parseList(printList(shownInList(table)));
      const text = damage(printSave(shownInSave(table)), edits);
      const merge = (listed: ParsedTable, saved: ParsedTable) =>
        mergeTables({'ipvsadm-list.txt': listed, 'ipvsadm-save.txt': saved});
      const each = {...list, value: spelledOut(list.value)};
      expect(merge(list, readSaveBeside(text, list.value))).toEqual(merge(each, parseSave(text)));
    }),
    {numRuns: 300},
  );
});

test('after any edits the same is found whether real servers are told together or one by one', () => {
  checkProperty(
    fc.property(scenes({certain: true}), tableEdits, ({node, ...objects}, edits) => {
      const expected = expectedOn(node, objects);
      const {table} = editTable(tableOf(expected, 'none'), edits);
      const texts = {...tableTexts(table, 'save and list'), 'addresses.txt': addressesText(node)};
      const actual = readActualState({node: 'node-a', texts});
      const virtualServers = spelledOut(actual.virtualServers ?? new Map());
      expect(compareAll(expected, actual)).toEqual(compareAll(expected, {...actual, virtualServers}));
    }),
    {numRuns: 100},
  );
});

test('counts of real servers and connections are those of the table', () => {
  checkProperty(
    fc.property(listTables, (table) => {
      for (const [key, server] of parseList(printList(table)).value) {
        const written = table.get(key);
        if (!written) throw new Error(`${key} was not written`);
        expect(realServerCount(server)).toBe(written.realServers.size);
        expect(connectionSums(server)).toEqual(connectionSums(written));
      }
    }),
  );
});
