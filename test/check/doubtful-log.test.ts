import {describe, expect, test} from '@jest/globals';
import {ALL_CHECKS} from '../../src/check/index.ts';
import {checkOnNode} from '../support/builders/node-evidence.ts';
import {withLog} from '../support/builders/proxy-facts.ts';

/** Codes of failures that nothing but a log can show. */
const LOG_ONLY = ALL_CHECKS.rules.flatMap((rule) =>
  rule.scope === 'node' && rule.needs.length === 1 && rule.needs[0] === 'log' ? [rule.code] : [],
);

const results = (code: string, lines: readonly string[]) =>
  checkOnNode(code, withLog(lines)).map(({result}) => result);

describe('a log that was not understood never counts as "no failure"', () => {
  test.each(LOG_ONLY)('%s', (code) => {
    expect(results(code, ['17:30:03 ERROR Proxier: no rules', '17:30:04 ERROR again'])).not.toContain('pass');
    expect(results(code, [])).not.toContain('pass');
  });

  test('what is found in it counts', () => {
    const known = 'E 11:59:50 proxier.go:1672] "Failed to execute iptables-restore" err="exit status 2"';
    expect(results('IPVS061', ['strange', 'strange', 'strange', known])).toContain('fail');
  });

  test('the reason quotes a line', () => {
    const [result] = checkOnNode('IPVS070', withLog(['17:30:03 ERROR Proxier: no rules']));
    expect(result?.message).toContain('only 0 of 1 lines');
    expect(result?.message).toContain('17:30:03 ERROR Proxier: no rules');
  });
});
