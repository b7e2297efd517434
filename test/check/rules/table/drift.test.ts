import {describe, expect, test} from '@jest/globals';
import type {Finding} from '../../../../src/model/index.ts';
import {aFinding} from '../../../support/builders/a-finding.ts';
import {checkOnNode, inShort, version} from '../../../support/builders/node-evidence.ts';

const STALE = 'real-server-stale TCP 10.96.14.7:80 -> 10.244.9.9:8080 (weight 1)';

describe('differences between table and API', () => {
  test('one finding is one failure, with its severity, Service and remedy', () => {
    const [result, ...others] = checkOnNode('IPVS001', {findings: [aFinding()]});
    expect(others).toEqual([]);
    expect(result).toMatchObject({
      result: 'fail',
      severity: 'error',
      service: {namespace: 'default', name: 'svc', port: 'http'},
      message: '10.244.9.9:8080 still receives new connections',
      evidence: [STALE],
      remedy: 'restart kube-proxy',
    });
  });

  test('a table that agrees with the API passes', () => {
    expect(inShort(checkOnNode('IPVS001', {findings: []}))).toEqual(['pass']);
  });

  test('many findings of one Service are one failure, and say how many', () => {
    const findings = Array.from({length: 9}, (_, index) =>
      aFinding({realServer: {address: `10.244.9.${index}`, port: 8080}}),
    );
    const results = checkOnNode('IPVS001', {findings});
    expect(results).toHaveLength(1);
    expect(results[0]?.message).toContain('and 8 more of this kind');
    expect(results[0]?.evidence).toHaveLength(6);
    expect(results[0]?.evidence.at(-1)).toBe('… and 4 more');
  });

  test('a node that is stale all over is one failure, and says where all of it is listed', () => {
    const findings = Array.from({length: 40}, (_, index) =>
      aFinding({service: {namespace: 'default', name: `svc-${index}`, port: ''}}),
    );
    const results = checkOnNode('IPVS001', {findings});
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({service: null, severity: 'error'});
    expect(results[0]?.message).toContain('40 differences at 40 Services');
    expect(results[0]?.remedy).toContain('kubectl ipvs diff --node node-a');
  });

  test('unconfirmed and confirmed findings keep their severities', () => {
    const findings = [aFinding(), aFinding({severity: 'warning', confirmed: false})];
    expect(checkOnNode('IPVS001', {findings}).map(({severity}) => severity)).toEqual(['error', 'warning']);
  });

  test.each([
    ['IPVS002', {kind: 'real-server-missing', code: 'IPVS002'}],
    ['IPVS003', {kind: 'virtual-server-missing', code: 'IPVS003', realServer: null}],
    ['IPVS004', {kind: 'virtual-server-unexpected', code: 'IPVS004', service: null, severity: 'warning'}],
    ['IPVS005', {kind: 'real-server-draining', code: 'IPVS005', severity: 'info'}],
    ['IPVS007', {kind: 'real-server-weight', code: 'IPVS007'}],
    ['IPVS018', {kind: 'persistence-mismatch', code: 'IPVS018', severity: 'warning'}],
    ['IPVS029', {kind: 'address-unexpected', code: 'IPVS029', severity: 'warning'}],
    ['IPVS030', {kind: 'address-unbound', code: 'IPVS030'}],
    ['IPVS060', {kind: 'iptables-chain-missing', code: 'IPVS060'}],
  ] as const satisfies readonly (readonly [string, Partial<Finding>])[])('%s', (code, finding) => {
    const facts = {sysctls: new Map<string, string>(), addresses: []};
    const found = aFinding(finding);
    expect(checkOnNode(code, {...facts, findings: [found]})[0]).toMatchObject({
      result: 'fail',
      severity: found.severity,
    });
    const [other] = checkOnNode(code, {...facts, findings: [aFinding({code: 'IPVS999'})]});
    expect(other?.result).toBe('pass');
    expect(checkOnNode(code, {})[0]?.result).toBe('undecidable');
  });
});

describe('IPVS006: weight 0 after a restart of kube-proxy', () => {
  const findings = [aFinding({kind: 'real-server-weight', code: 'IPVS006', actual: {weight: 0}})];

  test('1.25 keeps it', () => {
    expect(inShort(checkOnNode('IPVS006', {findings, version: version('v1.25.9')}))).toEqual([
      'fail error default/svc: real-server-weight TCP 10.96.14.7:80 -> 10.244.9.9:8080 (weight 0)',
    ]);
    expect(inShort(checkOnNode('IPVS006', {findings: [], version: version('v1.25.9')}))).toEqual(['pass']);
  });

  test('1.26 resets weights', () => {
    expect(inShort(checkOnNode('IPVS006', {findings, version: version('v1.26.0')}))).toEqual([
      'not-applicable: v1.26.0 resets weights when it starts',
    ]);
  });
});
