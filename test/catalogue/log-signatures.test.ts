import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from '@jest/globals';
import {CATALOGUE, LOG_SIGNATURES, type LogSignature} from '../../src/catalogue/index.ts';

const RECORDINGS = new URL('../fixtures/recordings/', import.meta.url);

/** Whether the parts occur in the line one after the other. */
function occurs(parts: readonly string[], line: string): boolean {
  let from = 0;
  for (const part of parts) {
    const at = line.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return true;
}

function codesOfTexts(line: string): readonly string[] {
  const texts = LOG_SIGNATURES.filter(({where, parts}) => where === 'error-text' && occurs(parts, line));
  return texts.flatMap((signature) => signature.codes);
}

function find(message: string): LogSignature | undefined {
  return LOG_SIGNATURES.find((signature) => signature.message === message);
}

describe('the log signatures', () => {
  test('name only codes of the catalogue, none twice', () => {
    const known = CATALOGUE.map((entry): string => entry.code);
    for (const {codes} of LOG_SIGNATURES) {
      for (const code of codes) expect(known).toContain(code);
      expect(new Set(codes).size).toBe(codes.length);
    }
  });

  test('have no exact duplicate', () => {
    const messages = LOG_SIGNATURES.map(({where, message}) => `${where} ${message}`);
    expect(messages.filter((message, index) => messages.indexOf(message) !== index)).toEqual([]);
  });

  test('have a meaning in plain words, without a capital and a full stop', () => {
    for (const {meaning} of LOG_SIGNATURES) {
      expect(meaning).toMatch(/^\S+(?: \S+)*$/);
      expect(meaning).not.toMatch(/\.$|\bES\s?\d|\[(?:S|R|T|D|I)\]|[≥≤]/);
    }
  });

  test('are made of literal parts that are not empty', () => {
    for (const {where, message, parts} of LOG_SIGNATURES) {
      expect(message).toBe(parts.join('…'));
      expect(parts.every((part) => part.length > 0 && !part.includes('…'))).toBe(true);
      if (where === 'message') expect(parts).toHaveLength(1);
    }
  });

  test('name the source file of a message by its base name', () => {
    for (const {where, source} of LOG_SIGNATURES) {
      expect(source).toMatch(where === 'message' ? /^[a-z_]+\.go$/ : /^$/);
    }
  });

  test('tell messages apart that differ in capitals or in their endings only', () => {
    expect(find('Failed to get IPVS service')?.codes).toEqual(['IPVS070']);
    expect(find('Failed to get ipvs service')?.codes).toEqual(['IPVS004', 'IPVS070']);
    expect(find('Ignoring invalid endpoint port')).toBeDefined();
    expect(find('Ignoring invalid endpoint port with empty address')).toBeDefined();
  });

  test('know the verbosity that a message needs', () => {
    expect(find('Failed to add IPVS service')?.verbosity).toBe(0);
    expect(find('Skip deleting real server till all connection have expired')?.verbosity).toBe(5);
    expect(find('Error getting endpoint slice cache keys')).toMatchObject({level: 'I', verbosity: 0});
  });
});

describe('the error texts', () => {
  test.each([
    ['IPVS010', 'IPVS: rr: TCP 10.96.14.7:80 - no destination available'],
    ['IPVS010', 'IPVS: wlc: UDP [fd00:96::7]:53 - no destination available'],
    ['IPVS067', 'err="ipset version: 5.9 is less than min required version: 6.0"'],
    ['IPVS017', `err="can't set sysctl net/ipv4/vs/conntrack to 1: permission denied"`],
    ['IPVS082', 'err="cluster is IPv4-primary but ipvs.excludeCIDRs contains only IPv6 addresses"'],
    ['IPVS077', 'W1120 reflector.go:539] x: failed to list *v1.Service: services is forbidden: User "u"'],
    ['IPVS077', `"Failed to watch" err="failed to list *v1.Node: nodes is forbidden" type="*v1.Node"`],
    [
      'IPVS091',
      '"command failed" err="failed validate: KubeProxyConfiguration.Mode.ProxyMode: Invalid value"',
    ],
  ])('find %s in a line', (code, line) => {
    expect(codesOfTexts(line)).toContain(code);
  });

  test('need their parts in order', () => {
    expect(codesOfTexts(' - no destination available IPVS: rr: TCP 10.96.14.7:80')).toEqual([]);
  });
});

describe('on recorded logs', () => {
  const recorded = readdirSync(RECORDINGS, {recursive: true, encoding: 'utf8'}).filter((path) =>
    /kube-proxy.*\.log$/.test(path),
  );
  const lines = recorded.flatMap((path) => readFileSync(new URL(path, RECORDINGS), 'utf8').split('\n'));
  const messages = lines.flatMap((line) => {
    const [, level, source, message] =
      /^([EWI])\d{4} .* ([a-z_]+\.go):\d+\] "((?:[^"\\]|\\.)*)"/.exec(line) ?? [];
    return level && source && message ? [{level, source, message}] : [];
  });

  test('levels and source files are as recorded', () => {
    const seen = new Set<string>();
    for (const {level, source, message} of messages) {
      const fitting = LOG_SIGNATURES.filter(
        ({where, message: text}) => where === 'message' && message.startsWith(text),
      );
      const [longest] = fitting.sort((a, b) => b.message.length - a.message.length);
      if (!longest) continue;
      seen.add(longest.message);
      expect({message, level, source}).toEqual({message, level: longest.level, source: longest.source});
    }
    expect(seen.size).toBeGreaterThan(25);
  });

  test('every message of level E is known', () => {
    const errors = messages.filter(({level}) => level === 'E').map(({message}) => message);
    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors) {
      expect(
        LOG_SIGNATURES.some(({where, message}) => where === 'message' && error.startsWith(message)),
      ).toBe(true);
    }
  });
});
