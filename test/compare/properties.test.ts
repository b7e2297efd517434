import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {readActualState} from '../../src/kernel/read-actual-state.ts';
import type {
  CaptureSource,
  ExpectedState,
  JsonObject,
  KernelTable,
  NodeCapture,
} from '../../src/model/index.ts';
import {expectedOn} from '../support/builders/cluster.ts';
import {type Scene, scenes} from '../support/builders/cluster-arbitraries.ts';
import {compareAll, describeFindings} from '../support/builders/findings.ts';
import {addressesText, type NodeOverrides} from '../support/builders/node.ts';
import {
  boundIn,
  type Optional,
  ruleTexts,
  TABLE_SOURCES,
  tableOf,
  tableTexts,
} from '../support/builders/rendered-node.ts';
import {editTable, tableEdits} from '../support/builders/table-edits.ts';
import {checkProperty} from '../support/property.ts';

/** The node of a scene after kube-proxy has bound its addresses, and what is expected there. */
function settle(
  {node, ...objects}: Scene,
  optional: Optional,
): {readonly node: NodeOverrides; readonly expected: ExpectedState} {
  const bound = {...node, bound: boundIn(expectedOn(node, objects), optional)};
  return {node: bound, expected: expectedOn(bound, objects)};
}

function actualOf(
  texts: NodeCapture['texts'],
  node: NodeOverrides,
  rules: Partial<Record<CaptureSource, string>> = {},
) {
  const actual = readActualState({
    node: 'node-a',
    texts: {...texts, ...rules, 'addresses.txt': addressesText(node)},
  });
  expect(actual.problems).toEqual([]);
  return actual;
}

const optionals = fc.constantFrom<Optional>('none', 'all', 'alternate');

describe('what kube-proxy makes of any cluster', () => {
  const {length} = TABLE_SOURCES;
  test.each(TABLE_SOURCES.slice(0, length))('gives no finding, read from %s', (source) => {
    const property = fc.property(scenes({certain: false}), optionals, (scene, optional) => {
      const {node, expected} = settle(scene, optional);
      const table = tableOf(expected, optional);
      if (source === 'save' && table.size === 0) return;
      const actual = actualOf(tableTexts(table, source), node, ruleTexts(expected, optional));
      expect(describeFindings(compareAll(expected, actual).findings)).toEqual([]);
    });
    checkProperty(property, {numRuns: 60});
  });
});

describe('edits of the table of any cluster', () => {
  test.each(['list', 'save and list'] as const)('are what the findings name, read from %s', (source) => {
    const property = fc.property(scenes({certain: true}), tableEdits, (scene, edits) => {
      const {node, expected} = settle(scene, 'none');
      const {table, findings} = editTable(tableOf(expected, 'none'), edits);
      const comparison = compareAll(expected, actualOf(tableTexts(table, source), node));
      expect(describeFindings(comparison.findings)).toEqual(findings);
      expect(comparison.virtualServers.actual).toBe(table.size);
    });
    checkProperty(property, {numRuns: 150});
  });
});

/** Some order of a list that depends on the salt alone, not on the order before. */
function reordered<Value>(
  list: readonly Value[],
  salt: number,
  text = (value: Value) => JSON.stringify(value),
): readonly Value[] {
  const place = (value: Value) =>
    [...text(value)].reduce((sum, character) => (sum * 31 + character.charCodeAt(0) * salt) % 65521, salt);
  return [...list].sort((one, other) => place(one) - place(other));
}

function reorderedScene(scene: Scene, salt: number): Scene {
  const slices = (scene.slices ?? []).map((slice) => ({
    ...slice,
    endpoints: reordered(slice.endpoints as readonly JsonObject[], salt),
    ports: reordered(slice.ports as readonly JsonObject[], salt),
  }));
  return {...scene, services: reordered(scene.services ?? [], salt), slices: reordered(slices, salt)};
}

function reorderedTable(table: KernelTable, salt: number): KernelTable {
  const servers = [...table].map(([key, server]) => {
    const realServers = new Map(reordered([...server.realServers], salt, ([name]) => name));
    return [key, {...server, realServers}] as const;
  });
  return new Map(reordered(servers, salt, ([key]) => key));
}

test('the order of Services, slices, endpoints and lines does not matter', () => {
  const salt = fc.integer({min: 1, max: 1000});
  const property = fc.property(
    scenes({certain: false}),
    optionals,
    tableEdits,
    salt,
    (scene, optional, edits, number) => {
      const {node, expected} = settle(scene, optional);
      const {table} = editTable(tableOf(expected, optional), edits);
      const other = expectedOn(node, reorderedScene(scene, number));
      const one = compareAll(expected, actualOf(tableTexts(table, 'list'), node));
      const two = compareAll(other, actualOf(tableTexts(reorderedTable(table, number), 'list'), node));
      expect(two).toEqual(one);
    },
  );
  checkProperty(property, {numRuns: 150});
});
