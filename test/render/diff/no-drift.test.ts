import {expect, test} from '@jest/globals';
import {createColors} from 'picocolors';
import type {DiffReport, Finding} from '../../../src/model/index.ts';
import {meaningText} from '../../../src/render/diff/meaning-text.ts';
import {aFinding} from '../../support/builders/a-finding.ts';

const unexpected = (overrides: Partial<Finding>) =>
  aFinding({kind: 'virtual-server-unexpected', ...overrides});

/** Lines of "What it means", without the title. */
function meanings(...findings: readonly Finding[]): readonly string[] {
  const report = {findings, nodes: []} as unknown as DiffReport;
  return meaningText('Title:', report, createColors(false))
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().replaceAll('\u0011', '').replace(/ {2,}/g, ' | '));
}

test('an excluded address is not counted among those that no Service has', () => {
  const lines = meanings(
    unexpected({code: 'IPVS004', severity: 'warning'}),
    unexpected({code: 'IPVS082', severity: 'info'}),
    unexpected({code: 'IPVS082', severity: 'info'}),
  );
  expect(lines).toEqual([
    '1 | virtual-server-unexpected | the node serves an address that no Service has (IPVS004)',
    '2 | virtual-server-unexpected | an entry of another program or a harmless leftover: not drift (IPVS082)',
  ]);
});

test('a kind that means one thing only has one line', () => {
  const draining = aFinding({kind: 'real-server-draining', code: 'IPVS005', severity: 'info'});
  expect(meanings(draining, draining)).toHaveLength(1);
});
