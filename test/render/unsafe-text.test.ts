import {describe, expect, test} from '@jest/globals';
import {load} from 'js-yaml';
import {makeCheckReport} from '../../src/check/index.ts';
import {makeDiffReport} from '../../src/compare/index.ts';
import {escapeText, NOTHING_WRONG} from '../../src/model/index.ts';
import {logRecordText, planText, renderCheck, renderDiff, renderSnapshot} from '../../src/render/index.ts';
import {printable} from '../../src/terminal/printable.ts';
import {aFinding} from '../support/builders/a-finding.ts';

/** An 8-bit CSI, a C0 escape, right-to-left marks of both kinds, separators, a zero-width space, a tag, half a character. */
const UNSAFE = '\u009b2J\u001b[2J\u0007\u202e\u2066\u061c\u200f\u2028\u2029\u200b\ufeff\u{e0041}\ud800';

/** What may stand in a result: no control character but line ends, and nothing that Unicode calls format. */
const LEFT = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** The same with something unsafe in each text that is no word of the report's own. */
function spiked<T>(value: T, own: ReadonlySet<string>): T {
  if (typeof value === 'string') return (own.has(value) || value === '' ? value : `${value}${UNSAFE}`) as T;
  if (Array.isArray(value)) return value.map((item) => spiked(item, own)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, spiked(item, own)])) as T;
}

const OWN = new Set([
  ...['cluster', 'snapshot', 'address', 'TCP', 'error', 'warning', 'info', 'fail', 'pass', 'undecidable'],
  ...[
    'real-server-stale',
    'in-sync',
    'drifted',
    'unknown',
    'all',
    'ipvs',
    'IPVS001',
    'IPVS017',
    'unread',
    'E',
  ],
  ...['2026-11-20T12:00:00.000Z', '10.96.14.7', '10.244.9.9', 'kube-proxy.log'],
]);

const source = {
  type: 'cluster',
  context: 'test',
  serverVersion: 'v1.36.2',
  kubectlFlags: ['--context=test'],
  podFlags: [],
} as const;
const generatedAt = '2026-11-20T12:00:00.000Z';
const note = {
  code: null,
  severity: 'warning',
  node: 'node-a',
  service: {namespace: 'shop', name: 'web', port: 'http'},
  virtualServer: null,
  message: 'a doubt',
  remedy: 'look',
} as const;

const diff = makeDiffReport(
  {generatedAt, source, against: null, services: 'all'},
  [
    {
      report: {
        name: 'node-a',
        state: 'drifted',
        reason: 'why',
        proxyMode: 'ipvs',
        kubeProxyVersion: 'v1.36.2',
        kubeProxyPod: 'kube-system/kube-proxy-x',
        virtualServers: {expected: 1, actual: 1},
        realServers: {expected: 1, actual: 2},
      },
      findings: [aFinding()],
      notes: [note],
      settlingSeconds: 10,
    },
  ],
  [],
);
const check = makeCheckReport({
  generatedAt,
  source,
  assessment: NOTHING_WRONG,
  nodes: [{name: 'node-a', error: 'no', notIpvs: '', proxyMode: 'ipvs', kubeProxyVersion: 'v1.36.2'}],
  results: (['fail', 'undecidable'] as const).map((result) => ({
    code: 'IPVS017',
    title: 'IPVS runs without conntrack',
    result,
    severity: 'error',
    node: 'node-a',
    service: {namespace: 'shop', name: 'web', port: 'http'},
    evidence: ['a line'],
    message: 'a message',
    remedy: 'do this',
    gap: result === 'fail' ? null : 'unread',
    accepted: null,
    drift: false,
    cause: null,
    commands: [],
    explainedBy: null,
    ownRemedy: false,
  })),
  notes: [note],
});
const record = {
  time: generatedAt,
  node: 'node-a',
  pod: 'kube-system/kube-proxy-x',
  level: 'E',
  source: 'proxier.go:1',
  message: 'Failed',
  values: {err: 'no'},
  code: 'IPVS001',
  meaning: 'a meaning',
  raw: 'E1120 Failed',
} as const;
const written = {
  generatedAt,
  source,
  path: 'a.tar.gz',
  size: 10,
  redacted: false,
  nodes: [{name: 'node-a', error: 'no', missing: ['kube-proxy.log'] as const, problems: ['a problem']}],
  problems: ['another'],
};

const options = {headers: true, colour: false, namespaces: true} as const;
const results: readonly (readonly [string, () => string])[] = [
  ...(['table', 'wide', 'json', 'yaml', 'html'] as const).map(
    (format) => [`diff ${format}`, () => renderDiff(spiked(diff, OWN), {...options, format})] as const,
  ),
  ...(['table', 'wide', 'json', 'yaml', 'prometheus', 'junit'] as const).map(
    (format) => [`check ${format}`, () => renderCheck(spiked(check, OWN), {...options, format})] as const,
  ),
  ...(['json', 'yaml'] as const).map(
    (format) => [`logs ${format}`, () => logRecordText(spiked(record, OWN), format)] as const,
  ),
  ...(['table', 'json', 'yaml'] as const).map(
    (format) => [`snapshot ${format}`, () => renderSnapshot(spiked(written, OWN), format)] as const,
  ),
  ['a planned pod', () => planText({pod: spiked({kind: 'Pod', args: ['a\nb']}, new Set()), permissions: []})],
];

describe('what came from outside cannot change the terminal', () => {
  test.each(results)('%s', (name, render) => {
    const text = render();
    if (name.includes('html')) expect(text.replace(/[\s\S]*<body/, '')).not.toMatch(LEFT);
    else expect(text).not.toMatch(LEFT);
    expect(text).toContain('u202e');
  });

  test.each(results.filter(([name]) => /json|yaml/.test(name)))('%s says the same', (name, render) => {
    const text = render().replace(/^---\n/, '');
    const document = JSON.stringify(name.includes('json') ? JSON.parse(text) : load(text));
    expect(document).toContain(JSON.stringify(UNSAFE).slice(1, -1));
  });

  test('lines on standard error', () => {
    const line = printable(`error:\r\n a${UNSAFE}b\tc`);
    expect(line).not.toMatch(LEFT);
    expect(line).not.toContain('\n');
    expect(line).toContain(String.raw`a\u009b2J\u001b[2J\u0007\u202e`);
  });

  test('what is no trick stays as it is', () => {
    const text = 'naïve Grüße 日本 🚢 → … \u0301';
    expect(escapeText(text)).toBe(text);
  });
});
