import {describe, expect, test} from '@jest/globals';
import {CATALOGUE, type CatalogueEntry} from '../../src/catalogue/index.ts';
import {FINDING_KINDS} from '../../src/model/finding-kind.ts';
import {SEVERITIES} from '../../src/model/severity.ts';

const DETECTED_FROM = [
  ...[
    'table',
    'rules',
    'API',
    'metric',
    'log',
    'kernel log',
    'events',
    'version',
    'kernel',
    'sysctl',
    'configuration',
  ],
  ...['connections', 'conntrack', 'timeouts', 'addresses', 'chains', 'sets', 'sockets', 'clock', 'person'],
  ...['/configz', '/healthz', '/proxyMode'],
];

function textsOf(entry: CatalogueEntry): readonly string[] {
  return [entry.title, entry.affects, entry.symptom, entry.evidence, entry.cause, entry.remedy];
}

describe('the catalogue', () => {
  test('has IPVS001 to IPVS101, each once, in order', () => {
    const expected = Array.from({length: 101}, (_, index) => `IPVS${String(index + 1).padStart(3, '0')}`);
    expect(CATALOGUE.map((entry) => entry.code)).toEqual(expected);
  });

  test('has an entry for each kind of finding', () => {
    const kinds = new Set(CATALOGUE.flatMap((entry) => entry.findings));
    expect([...kinds].sort()).toEqual([...FINDING_KINDS].sort());
  });

  test('has no title twice', () => {
    const titles = CATALOGUE.map((entry) => entry.title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

describe.each(CATALOGUE.map((entry) => [entry.code, entry] as const))('%s', (_code, entry) => {
  test('has all its texts, trimmed and with single spaces', () => {
    for (const text of textsOf(entry)) expect(text).toMatch(/^\S+(?: \S+)*$/);
  });

  test('ends its sentences with a full stop, and its title without one', () => {
    for (const text of [entry.symptom, entry.evidence, entry.cause, entry.remedy])
      expect(text).toMatch(/\.$/);
    expect(entry.title).not.toMatch(/\.$/);
    expect(entry.title.length).toBeLessThanOrEqual(72);
  });

  test('closes the backticks that it opens', () => {
    for (const text of textsOf(entry)) expect(text.split('`').length % 2).toBe(1);
  });

  test('explains itself without notes of the design documents', () => {
    for (const text of textsOf(entry)) expect(text).not.toMatch(/\bES\s?\d|\[(?:S|R|T|D|I)\]|[≥≤]/);
  });

  test('refers to other entries that exist', () => {
    const codes = CATALOGUE.map((other): string => other.code);
    for (const text of textsOf(entry)) {
      for (const [code] of text.matchAll(/IPVS\d+/g))
        expect(codes.filter((other) => other !== entry.code)).toContain(code);
    }
  });

  test('names what it is detected from in the words that checks use', () => {
    expect(entry.detectedFrom.length).toBeGreaterThan(0);
    for (const source of entry.detectedFrom) expect(DETECTED_FROM).toContain(source);
  });

  test('has a known severity, and known kinds of finding, each once', () => {
    expect(SEVERITIES).toContain(entry.severity);
    for (const kind of entry.findings) expect(FINDING_KINDS).toContain(kind);
    expect(new Set(entry.findings).size).toBe(entry.findings.length);
  });

  test('has sources, all of them https addresses', () => {
    expect(entry.sources.length).toBeGreaterThan(0);
    for (const source of entry.sources) expect(new URL(source).protocol).toBe('https:');
    expect(new Set(entry.sources).size).toBe(entry.sources.length);
  });
});
