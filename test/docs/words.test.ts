import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from '@jest/globals';
import {ROOT} from '../support/program.ts';

/** Phrases that native readers stumble over, each with what to write instead. Short on purpose: only what came back. */
const CALQUES: readonly (readonly [RegExp, string])[] = [
  [/\bhang(?:s|ing)? on\b/, 'depends on'],
  [
    /(?<!\b[Tt]here )\b(?:is|are) no (?!longer\b)(?:[A-Z]\w+|snapshot|record|sign|error|drift)\b/,
    'is not a Service',
  ],
  [/\bso many\b/, 'that many, or the number'],
  [/\bin vain\b/, 'without success'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\b(?:is|are|was|were) told\b/, 'is reported, is shown'],
  [/\bnot told by\b/, 'not available from'],
  [/\bonly a person\b/, 'not checkable automatically'],
  [/\bas far as could be seen\b/, 'no problem found'],
  [/\bbehind \S+ back\b/, 'outside kube-proxy'],
  [/\bhear(?:s|d)? of\b/, 'receives'],
  [/\bgo(?:es)? on (?:as|with|to)\b/, 'continues, keeps'],
  [/\bputs? (?:it|this|them) right\b/, 'corrects'],
  [/\btyping error\b/, 'typo'],
];

const DOCUMENTS = [
  'README.md',
  'SECURITY.md',
  'FINDINGS.md',
  'krew/ipvs.template.yaml',
  ...readdirSync(path.join(ROOT, 'docs'), {recursive: true, encoding: 'utf8'})
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const SOURCES = readdirSync(path.join(ROOT, 'src'), {recursive: true, encoding: 'utf8'})
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `src/${name}`);

const LITERAL = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;

/** The text literals of a source: messages, help, the catalogue. Comments are for those who read the source. */
function literals(source: string): string {
  const code = source.replace(/^\s*(?:\/?\*|\/\/).*$/gm, '');
  return [...code.matchAll(LITERAL)].map(([text]) => text).join('\n');
}

function calques(text: string): readonly string[] {
  return CALQUES.flatMap(([pattern, instead]) => {
    const [found] = pattern.exec(text) ?? [];
    return found === undefined ? [] : [`${found}: write ${instead}`];
  });
}

test.each(DOCUMENTS)('%s is plain technical English', (file) => {
  expect(calques(readFileSync(path.join(ROOT, file), 'utf8'))).toEqual([]);
});

test('so is what the program prints', () => {
  const found = SOURCES.flatMap((file) =>
    calques(literals(readFileSync(path.join(ROOT, file), 'utf8'))).map((one) => `${file}: ${one}`),
  );
  expect(SOURCES.length).toBeGreaterThan(100);
  expect(found).toEqual([]);
});

test.each([
  ['deploy/web is no Service', 'is no Service: write is not a Service'],
  ['differences that hang on it are told', 'hang on: write depends on'],
])('%j is found', (text, found) => {
  expect(calques(text)).toContain(found);
});

test('what only looks like one is left alone', () => {
  expect(calques('there is no Service web; web is no longer ready; the rate it tells apart')).toEqual([]);
});
