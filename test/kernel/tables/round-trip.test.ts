import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {mergeTables} from '../../../src/kernel/tables/merge-tables.ts';
import {parseList} from '../../../src/kernel/tables/parse-list.ts';
import {parseProcIpVs} from '../../../src/kernel/tables/parse-proc-ip-vs.ts';
import {parseSave} from '../../../src/kernel/tables/parse-save.ts';
import type {ParsedTable} from '../../../src/kernel/tables/parsed-table.ts';
import type {KernelTable} from '../../../src/model/actual-state.ts';
import {checkProperty} from '../../support/property.ts';
import {
  kernelTables,
  listTables,
  procTables,
  saveTables,
  showsFamily,
} from '../../support/table-arbitraries.ts';
import {printList, printProc, printSave} from '../../support/table-printers.ts';
import {shownInList, shownInProc, shownInSave} from '../../support/table-projections.ts';

const tickRates = fc.constantFrom(100, 250, 300, 1000);

function expectWhole(parsed: ParsedTable, table: KernelTable): void {
  expect(parsed.problems).toEqual([]);
  expect(parsed.value).toEqual(table);
}

test('any table printed as ipvsadm -S -n does is read back', () => {
  checkProperty(fc.property(saveTables, (table) => expectWhole(parseSave(printSave(table)), table)));
});

test('any table printed as ipvsadm -Ln does is read back', () => {
  checkProperty(fc.property(listTables, (table) => expectWhole(parseList(printList(table)), table)));
});

test('any table printed as /proc/net/ip_vs does is read back', () => {
  const tables = tickRates.chain((rate) => fc.tuple(procTables(rate), fc.constant(rate)));
  checkProperty(
    fc.property(tables, ([table, rate]) => expectWhole(parseProcIpVs(printProc(table, rate)), table)),
  );
});

test('the three sources of any table agree, and together tell all of it', () => {
  checkProperty(
    fc.property(kernelTables(), tickRates, (table, rate) => {
      const merged = mergeTables({
        'ipvsadm-save.txt': parseSave(printSave(shownInSave(table))),
        'ipvsadm-list.txt': parseList(printList(shownInList(table))),
        'proc-net-ip_vs.txt': parseProcIpVs(printProc(shownInProc(showing(table), rate), rate)),
      });
      expect([...merged.disputed.keys()].filter((key) => showing(table).has(key))).toEqual([]);
      expect(merged.virtualServers).toEqual(table);
    }),
  );
});

test('lines that end as on Windows, which the fast path does not take, give the same table', () => {
  checkProperty(
    fc.property(kernelTables(), (table) => {
      for (const [parse, text] of printedWith(table)) {
        expect(parse(text.replaceAll('\n', '\r\n'))).toEqual(parse(text));
      }
    }),
  );
});

test('cut anywhere inside a line, a text is refused', () => {
  const cuts = fc.tuple(kernelTables(), fc.double({min: 0, max: 1, maxExcluded: true, noNaN: true}));
  checkProperty(
    fc.property(cuts, ([table, where]) => {
      for (const [parse, text] of printedWith(table)) {
        const cut = text.slice(0, Math.floor(where * text.length));
        if (cut === '' || cut.endsWith('\n')) continue;
        expect(parse(cut).problems).toContainEqual(expect.objectContaining({severity: 'fatal'}));
      }
    }),
  );
});

test('whatever is done to a text, the parsers give an answer, and none that is empty without a reason', () => {
  const damage = fc.record({
    at: fc.nat(),
    length: fc.nat({max: 40}),
    text: fc.oneof(fc.string(), fc.string({unit: 'binary'})),
  });
  checkProperty(
    fc.property(kernelTables(), damage, (table, {at, length, text}) => {
      for (const [, whole] of printedWith(table)) {
        const from = at % (whole.length + 1);
        const damaged = whole.slice(0, from) + text + whole.slice(from + length);
        for (const parse of [parseSave, parseList, parseProcIpVs]) {
          const parsed = parse(damaged);
          if (parsed.problems.length === 0 && damaged.trim().split('\n').length > 3)
            expect(parsed.value.size).toBeGreaterThan(0);
        }
      }
    }),
  );
});

type Parse = (text: string) => ParsedTable;

function printedWith(table: KernelTable): readonly (readonly [Parse, string])[] {
  return [
    [parseSave, printSave(shownInSave(table))],
    [parseList, printList(shownInList(table))],
    [parseProcIpVs, printProc(shownInProc(table, 250), 250)],
  ];
}

function showing(table: KernelTable): KernelTable {
  return new Map([...table].filter(([, server]) => showsFamily(server)));
}
