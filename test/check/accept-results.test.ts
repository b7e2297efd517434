import {expect, test} from '@jest/globals';
import {acceptResults} from '../../src/check/index.ts';
import type {CheckResult} from '../../src/model/index.ts';

const FAILURE: CheckResult = {
  code: 'IPVS041',
  title: 'x',
  result: 'fail',
  severity: 'error',
  node: 'edge-1.example',
  service: {namespace: 'shop', name: 'web', port: 'http'},
  evidence: [],
  message: 'x',
  remedy: '',
  gap: null,
  drift: false,
  cause: null,
  commands: [],
  explainedBy: null,
  ownRemedy: false,
  accepted: null,
};

function acceptedBy(
  nodes: readonly string[],
  services: readonly string[],
  result: Partial<CheckResult> = {},
): boolean {
  const acceptance = {code: 'IPVS041', nodes, services, reason: 'known', expires: null};
  const {results} = acceptResults([{...FAILURE, ...result}], [acceptance], new Date(0));
  return results[0]?.accepted !== null;
}

test.each([
  ['all', [], true],
  ['the name', ['edge-1.example'], true],
  ['a beginning', ['edge-*'], true],
  ['an end', ['*.example'], true],
  ['a middle', ['*-1.*'], true],
  ['beginning, middle and end', ['e*1*e'], true],
  ['anything', ['*'], true],
  ['one of two', ['core-*', 'edge-*'], true],
  ['a dot is a dot', ['edge-1?example'], false],
  ['a part of the name', ['edge'], false],
  ['a beginning and an end that overlap', ['edge-1.exam*m.example'], false],
  ['parts in the wrong order', ['*example*edge*'], false],
])('nodes: %s', (_, patterns, accepted) => {
  expect(acceptedBy(patterns, [])).toBe(accepted);
});

test('Services are namespace and name', () => {
  expect(acceptedBy([], ['shop/*'])).toBe(true);
  expect(acceptedBy([], ['*/web'])).toBe(true);
  expect(acceptedBy([], ['web/*'])).toBe(false);
});

test('a pattern does not fit what is about no node, or no Service', () => {
  expect(acceptedBy(['*'], [], {node: null})).toBe(false);
  expect(acceptedBy([], ['*/*'], {service: null})).toBe(false);
});

test('only failures are accepted', () => {
  expect(acceptedBy([], [], {result: 'undecidable', gap: 'unread'})).toBe(false);
});

test('an acceptance counts until the end of its last day in UTC', () => {
  const acceptance = {code: 'IPVS041', nodes: [], services: [], reason: 'known', expires: '2026-11-20'};
  const on = (time: string) => acceptResults([FAILURE], [acceptance], new Date(time));
  expect(on('2026-11-20T23:59:59Z').results[0]?.accepted).toEqual({reason: 'known', expires: '2026-11-20'});
  expect(on('2026-11-21T00:00:00Z')).toMatchObject({
    results: [{accepted: null}],
    expired: [acceptance],
    unused: [],
  });
});
