import {describe, expect, test} from '@jest/globals';
import {readEndpointSlice} from '../../src/model/index.ts';
import {actualState} from '../support/builders/actual-state.ts';
import {expectedOn} from '../support/builders/cluster.ts';
import {compareAll, describeFindings} from '../support/builders/findings.ts';
import {addressesText, type NodeOverrides} from '../support/builders/node.ts';
import {saveLines} from '../support/builders/save-lines.ts';
import {addedRealServers, editsOf} from './examples/edits.ts';
import {type Example, nodeOf} from './examples/example.ts';
import {EXAMPLES} from './examples/examples.ts';

/** The findings in a node with this table, kube-proxy being the one of the example. */
function compare(example: Example, table: readonly string[], node: NodeOverrides = nodeOf(example)) {
  return compareAll(expectedOn(node, example), actualState(table, node));
}

const CASES = EXAMPLES.map((example) => ({title: example.title, example, lines: saveLines(example.lines)}));

describe('the table of an example is as it should be', () => {
  test.each(CASES)('$title', ({example, lines}) => {
    const {findings, virtualServers, realServers} = compare(example, lines);
    expect(describeFindings(findings)).toEqual([]);
    const count = (option: string) => lines.filter((line) => line.startsWith(option)).length;
    expect(virtualServers).toEqual({expected: count('-A'), actual: count('-A')});
    expect(realServers).toEqual({expected: count('-a'), actual: count('-a')});
  });
});

describe('each edit of the table of an example gives its finding and no other', () => {
  test.each(CASES)('$title', ({example, lines}) => {
    const edits = editsOf(lines);
    const found = edits.map((edit) => [edit.title, describeFindings(compare(example, edit.lines).findings)]);
    expect(found).toEqual(edits.map(({title, finding}) => [title, [finding]]));
  });
});

/** `address:port` of all endpoints of an example, wanted or not. */
function endpointsOf({slices = []}: Example): readonly string[] {
  return slices
    .map(readEndpointSlice)
    .flatMap(({endpoints, ports}) =>
      endpoints.flatMap(({address}) =>
        ports
          .filter(({port}) => port)
          .map(({port}) => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`)),
      ),
    );
}

describe('each endpoint that is not wanted is stale or drains where it is a real server', () => {
  test.each(CASES)('$title', ({example, lines}) => {
    const edits = lines
      .filter((line) => line.startsWith('-A'))
      .flatMap((line) => addedRealServers(lines, line, endpointsOf(example)));
    const found = edits.map((edit) => [edit.title, describeFindings(compare(example, edit.lines).findings)]);
    expect(found).toEqual(edits.map(({title, finding}) => [title, [finding]]));
  });
});

describe('each address that kube-ipvs0 lacks or has besides is one finding', () => {
  test.each(CASES)('$title', ({example, lines}) => {
    const node = nodeOf(example);
    const found = (bound: readonly string[]) =>
      describeFindings(compare(example, lines, {...node, bound}).findings);
    const elsewhere = addressesText({interfaces: node.interfaces ?? {}});
    for (const address of node.bound ?? []) {
      const finding = `address-unbound {"address":"${address}","interface":"kube-ipvs0"}`;
      const excused = elsewhere.includes(` ${address}/`);
      expect(found((node.bound ?? []).filter((other) => other !== address))).toEqual(
        excused ? [] : [finding],
      );
    }
    for (const address of ['10.96.99.99', '198.51.100.98', 'fd00:96::99']) {
      const finding = `address-unexpected {"address":"${address}","interface":"kube-ipvs0"}`;
      expect(found([...(node.bound ?? []), address])).toEqual([finding]);
    }
    expect(found([...(node.bound ?? []), 'fe80::99'])).toEqual([]);
  });
});
