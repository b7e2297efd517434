import {describe, expect, test} from '@jest/globals';
import {actualState} from '../support/builders/actual-state.ts';
import {expectedOn} from '../support/builders/cluster.ts';
import {compareAll, describeFindings} from '../support/builders/findings.ts';
import {saveLines} from '../support/builders/save-lines.ts';
import {editsOf} from './examples/edits.ts';
import {nodeOf} from './examples/example.ts';
import {EXAMPLES} from './examples/examples.ts';

const CASES = EXAMPLES.map((example) => {
  const node = nodeOf(example);
  const lines = saveLines(example.lines);
  const findings = (table: readonly string[]) => compareAll(expectedOn(node, example), actualState(table, node)).findings;
  return {title: example.title, lines, findings};
});

describe('the table of an example is as it should be', () => {
  test.each(CASES)('$title', ({lines, findings}) => {
    expect(describeFindings(findings(lines))).toEqual([]);
  });
});

describe('each edit of the table of an example gives its finding and no other', () => {
  test.each(CASES)('$title', ({lines, findings}) => {
    const edits = editsOf(lines);
    const found = edits.map((edit) => [edit.title, describeFindings(findings(edit.lines))]);
    expect(found).toEqual(edits.map(({title, finding}) => [title, [finding]]));
  });
});
