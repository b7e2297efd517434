import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from '@jest/globals';
import {LOG_SIGNATURES} from '../../src/catalogue/index.ts';
import {codeOf, matchSignature} from '../../src/logs/index.ts';
import {readLog} from './read-log.ts';

/** A line of each version in which there is one, by signature; source files and line numbers as in that version. */
type Lines = Readonly<Record<string, Readonly<Record<string, string>>>>;

const FIXTURES = new URL('../fixtures/', import.meta.url);
const {messages, texts} = JSON.parse(
  readFileSync(new URL('logs/lines-by-signature.json', FIXTURES), 'utf8'),
) as {messages: Lines; texts: Lines};

function match(line: string) {
  const [entry] = readLog(line);
  return entry && matchSignature(entry);
}

describe.each([
  ['message', messages],
  ['error-text', texts],
] as const)('signatures of kind %s', (kind, lines) => {
  const rows = Object.entries(lines).flatMap(([signature, byVersion]) =>
    Object.entries(byVersion).map(([version, line]) => [signature, version, line] as const),
  );

  test.each(rows)('%s, as %s prints it', (signature, _, line) => {
    expect(match(line)).toMatchObject({where: kind, message: signature});
  });

  test('each has a line of each version that has it', () => {
    for (const {where, message, versions} of LOG_SIGNATURES) {
      if (where !== kind) continue;
      const present = Object.keys(lines[message] ?? {});
      if (versions === 'both') expect([message, present]).toEqual([message, ['1.30', '1.36']]);
      else if (versions === '1.30' || versions === '1.36')
        expect([message, present]).toEqual([message, [versions]]);
      else expect([message, present.length]).not.toEqual([message, 0]);
    }
  });
});

test.each(
  Object.entries(messages).flatMap(([signature, lines]) =>
    Object.values(lines).map((line) => [signature, line]),
  ),
)('%s has the level that the program gives it', (signature, line) => {
  const {level} =
    LOG_SIGNATURES.find(({where, message}) => where === 'message' && message === signature) ?? {};
  expect(line?.[0]).toBe(level);
});

test('the same line in the JSON format has the same signature', () => {
  const line =
    '{"ts":1763660000000.1,"caller":"ipvs/proxier.go:9","msg":"Failed to add IPVS service","err":"x"}';
  expect(match(line)?.message).toBe('Failed to add IPVS service');
  const cause =
    '{"ts":1763660000000.1,"caller":"cli/run.go:72","msg":"command failed","err":"failed validate: x"}';
  expect(match(cause)?.message).toBe('failed validate: ');
});

test('the innermost cause counts, and of texts at one place the longest', () => {
  const failed = (err: string) =>
    match(`E1120 18:04:42.665570       1 run.go:72] "command failed" err="${err}"`);
  expect(failed("can't use the IPVS proxier: error getting ipset version, error: x")?.codes).toEqual([
    'IPVS067',
  ]);
  expect(failed("can't use the IPVS proxier: ipvs not supported by the kernel")?.message).toBe(
    'ipvs not supported by the kernel',
  );
  expect(failed('something else')?.message).toBe('command failed');
});

describe('of recorded logs', () => {
  const recorded = readdirSync(new URL('recordings/', FIXTURES), {recursive: true, encoding: 'utf8'});
  const logs = recorded.filter((path) => /kube-proxy.*\.log$/.test(path)).toSorted();
  const codes = (path: string) => {
    const entries = readLog(readFileSync(new URL(`recordings/${path}`, FIXTURES), 'utf8'));
    const found = entries.map((entry) => codeOf(matchSignature(entry))).filter((code) => code !== undefined);
    return [...new Set(found)].toSorted();
  };

  // Both are really so there: node ports are open on all addresses, and IPVS mode is deprecated.
  const always = ['IPVS041', 'IPVS089'];

  test.each(logs.filter((path) => !path.startsWith('broken')))('%s has no sign of a failure', (path) => {
    expect(codes(path)).toEqual(always);
  });

  test.each([
    ['broken-proxy-bad-config', ['IPVS091']],
    ['broken-proxy-no-api', ['IPVS092']],
    ['broken-proxy-no-ipset', ['IPVS041', 'IPVS067']],
  ])('%s is known for what it is', (name, expected) => {
    for (const node of ['node1', 'node2'])
      expect(codes(`${name}/nodes/${node}/kube-proxy.log`)).toEqual(expected);
  });

  test('no line below level E is a sign of anything where kube-proxy is healthy', () => {
    for (const path of logs.filter((one) => one.startsWith('healthy'))) {
      for (const entry of readLog(readFileSync(new URL(`recordings/${path}`, FIXTURES), 'utf8')))
        if (entry.level === 'I')
          expect([entry.raw, codeOf(matchSignature(entry))]).toEqual([entry.raw, undefined]);
    }
  });
});
