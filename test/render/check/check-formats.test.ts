import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {makeCheckReport} from '../../../src/check/index.ts';
import {type CheckReport, type CheckResult, escapeText, NOTHING_WRONG} from '../../../src/model/index.ts';
import {renderCheck} from '../../../src/render/index.ts';
import {checkProperty} from '../../support/property.ts';
import {readExposition} from '../../support/read-exposition.ts';
import {readXml} from '../../support/read-xml.ts';

function aResult(overrides: Partial<CheckResult> = {}): CheckResult {
  return {
    code: 'IPVS017',
    title: 'IPVS runs without conntrack',
    result: 'fail',
    severity: 'error',
    node: 'node-a',
    service: null,
    evidence: ['net.ipv4.vs.conntrack = 0'],
    message: 'connections are not masqueraded',
    remedy: 'sysctl -w net.ipv4.vs.conntrack=1',
    gap: null,
    drift: false,
    cause: null,
    commands: [],
    explainedBy: null,
    ownRemedy: false,
    accepted: null,
    ...overrides,
  };
}

function aReport(...results: readonly CheckResult[]): CheckReport {
  const names = new Set(results.map(({node}) => node).filter((node) => node !== null));
  return makeCheckReport({
    generatedAt: '2026-11-20T12:00:00.000Z',
    source: {type: 'cluster', context: 'test', serverVersion: 'v1.36.2', kubectlFlags: [], podFlags: []},
    nodes: [...names].map((name) => ({
      name,
      error: '',
      notIpvs: '',
      proxyMode: 'ipvs',
      kubeProxyVersion: 'v1.36.2',
    })),
    assessment: NOTHING_WRONG,
    results,
    notes: [],
  });
}

function render(
  format: Parameters<typeof renderCheck>[1]['format'],
  ...results: readonly CheckResult[]
): string {
  return renderCheck(aReport(...results), {format, headers: true, colour: false});
}

/** The case of a report with this result, behind the properties of its suite. */
function caseOf(result: Partial<CheckResult>) {
  const [, suite] = readXml(render('junit', aResult(result))).children;
  return suite?.children.find(({name}) => name === 'testcase');
}

describe('the remedies of one code', () => {
  const table = (...remedies: readonly string[]) =>
    render(
      'table',
      ...remedies.map((remedy, index) =>
        aResult({node: `node-${index}`, message: `trouble ${index}`, remedy}),
      ),
    );
  test('stand once where they differ in names and addresses only', () => {
    const text = table('ipvsadm -d -t 10.0.0.1:80 (node-0)', 'ipvsadm -d -t 10.0.0.2:80 (node-1)');
    expect(text.match(/→/g)).toHaveLength(1);
    expect(text).toContain('→ ipvsadm -d -t 10.0.0.1:80 (node-0) (and likewise for the others)');
  });

  test('stand below what each is about where they are different things to do', () => {
    const text = table('grant the rights', 'restart it');
    expect(text).toMatch(/trouble 0[^→]*→ grant the rights\n[^→]*trouble 1[^→]*→ restart it\n/);
    expect(text).not.toContain('likewise');
  });
});

/** Characters that some format has to escape, or cannot hold. */
const NASTY = fc.string({
  unit: fc.constantFrom(
    'a',
    '"',
    '\\',
    '\n',
    '<',
    '>',
    '&',
    "'",
    '{',
    '}',
    '\u0000',
    '\u001b',
    '\ud800',
    'é',
    '😀',
    ' ',
  ),
});

describe('whatever a node says, the formats stay what they are', () => {
  test('Prometheus: a strict reader gives the name of the node back, with escapes for what is unsafe to print', () => {
    checkProperty(
      fc.property(NASTY, (node) => {
        const sample = readExposition(render('prometheus', aResult({node}))).find(
          ({name}) => name === 'kubectl_ipvs_check_failures',
        );
        expect(sample?.labels.node).toBe(node.split('\n').map(escapeText).join('\n'));
      }),
    );
  });

  test('JUnit: well formed, and the message comes back but for what XML cannot hold', () => {
    checkProperty(
      fc.property(NASTY, (message) => {
        const failure = caseOf({message, evidence: [message]})?.children[0];
        const held = ['\u0000', '\u001b', '\ud800'].reduce(
          (text, character) => text.replaceAll(character, '\ufffd'),
          message,
        );
        expect(failure?.attributes.message).toBe(held);
        expect(failure?.text).toContain(held);
      }),
    );
  });

  test('the table: no control character of a node reaches the terminal', () => {
    checkProperty(
      fc.property(NASTY, (text) => {
        const table = render(
          'table',
          aResult({message: `x${text}`, evidence: [text], remedy: text, node: `n${text}`}),
        );
        const wide = render('wide', aResult({message: `x${text}`, evidence: [text], node: `n${text}`}));
        expect(table + wide).not.toContain('\u0000');
        expect(table + wide).not.toContain('\u001b');
      }),
    );
  });
});

describe('what a JUnit case says', () => {
  test.each([
    ['an error fails it', {}, 'failure'],
    ['a warning is told, and does not fail it', {severity: 'warning'}, 'system-out'],
    ['what is accepted is skipped', {accepted: {reason: 'known', expires: null}}, 'skipped'],
    ['what could not be read is an error', {result: 'undecidable', gap: 'unread'}, 'error'],
    ['what cannot be decided is skipped', {result: 'undecidable', gap: 'unclear'}, 'skipped'],
    ['what does not apply is skipped', {result: 'not-applicable'}, 'skipped'],
  ] as const)('%s', (_, result, child) => {
    expect(caseOf(result)?.children.map(({name}) => name)).toEqual([child]);
  });

  test('a pass says nothing', () => {
    expect(caseOf({result: 'pass', message: ''})?.children).toEqual([]);
  });
});

describe('the table', () => {
  test('equal failures of many nodes are one row and one paragraph', () => {
    const nodes = Array.from({length: 12}, (_, index) => `node-${index}`);
    const text = render('table', ...nodes.map((node) => aResult({node})));
    expect(text).toContain('12 of 12 nodes checked: 12 errors, counted on each node.');
    expect(text.match(/^error .*all 12$/gm)).toHaveLength(1);
    expect(text.match(/are not masqueraded/g)).toHaveLength(1);
  });

  test('of many different things three are told, and the number of the others', () => {
    const text = render(
      'table',
      ...Array.from({length: 9}, (_, index) => aResult({message: `server ${index} is stale`})),
    );
    expect(text).toContain('server 2 is stale');
    expect(text).not.toContain('server 3 is stale');
    expect(text).toContain('… and 6 more: see -o wide');
  });

  test('nothing fails: it says so, and nothing else to do', () => {
    const text = render('table', aResult({result: 'pass', message: '', evidence: [], remedy: ''}));
    expect(text).toBe(
      '1 of 1 node checked: nothing fails.\nChecks: 1 passed, 0 not applicable, 0 undetermined.\n',
    );
  });

  test('causes come before what follows from them', () => {
    const report = aReport(
      aResult({code: 'IPVS001'}),
      aResult({code: 'IPVS077'}),
      aResult({code: 'IPVS092'}),
    );
    expect(report.results.map(({code}) => code)).toEqual(['IPVS092', 'IPVS077', 'IPVS001']);
  });
});
