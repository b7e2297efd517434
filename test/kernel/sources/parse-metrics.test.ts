import {describe, expect, test} from '@jest/globals';
import {parseMetrics} from '../../../src/kernel/sources/parse-metrics.ts';
import {readRecorded} from './recordings.ts';

describe('one sample', () => {
  test.each<[name: string, line: string, labels: Record<string, string>, value: number]>([
    ['no labels', 'up 1', {}, 1],
    ['empty labels', 'up{} 1', {}, 1],
    ['one label', 'up{ip_family="IPv4"} 1', {ip_family: 'IPv4'}, 1],
    ['a comma at the end', 'up{a="1",b="2",} 1', {a: '1', b: '2'}, 1],
    ['an empty value', 'up{a=""} 1', {a: ''}, 1],
    ['escapes', 'up{a="q\\"b\\\\n\\nz"} 1', {a: 'q"b\\n\nz'}, 1],
    ['marks of the format inside a value', 'up{a="} 2 {,= #"} 1', {a: '} 2 {,= #'}, 1],
    ['a label that looks like another label', 'up{a="b=\\"c\\""} 1', {a: 'b="c"'}, 1],
    ['scientific', 'up 1.763661374e+09', {}, 1763661374],
    ['negative', 'up -0.5', {}, -0.5],
    ['infinite', 'up +Inf', {}, Infinity],
    ['negative infinite', 'up -Inf', {}, -Infinity],
    ['no number', 'up NaN', {}, Number.NaN],
    ['a timestamp', 'up{a="1"} 7 1763661374000', {a: '1'}, 7],
    ['a negative timestamp and blanks', 'up  7\t-1 ', {}, 7],
  ])('%s', (_, line, labels, value) => {
    const parsed = parseMetrics(`${line}\n`);
    expect(parsed.problems).toEqual([]);
    expect(parsed.value.samples('up')).toEqual([{labels, value}]);
  });
});

test('samples of one name need not stand together, names need not differ at their beginning', () => {
  const text = 'a_bucket{le="1"} 1\na_sum 2\na 3\na_bucket{le="+Inf"} 4\n# HELP a a_sum 9\n\na{b="c"} 5\n';
  const {value, problems} = parseMetrics(text);
  expect(problems).toEqual([]);
  expect(value.samples('a_bucket')).toEqual([
    {labels: {le: '1'}, value: 1},
    {labels: {le: '+Inf'}, value: 4},
  ]);
  expect(value.samples('a').map((sample) => sample.value)).toEqual([3, 5]);
  expect(value.samples('a_s')).toEqual([]);
});

test.each([
  ['no value', 'up{a="b"}'],
  ['no quote', 'up{a=b} 1'],
  ['no end of the labels', 'up{a="b" 1'],
  ['a name that begins with a digit', '1up 1'],
  ['a word as value', 'up true'],
  ['two values', 'up 1 2 3'],
  ['an error page', '404 page not found'],
])('%s is a problem of that line', (_, line) => {
  const {value, problems} = parseMetrics(`good 1\n${line}\n`);
  expect(value.samples('good')).toHaveLength(1);
  expect(value.samples('up')).toEqual([]);
  const message = `the line should be a sample of a metric, but is "${line}"`;
  expect(problems).toEqual([{source: 'kube-proxy-metrics.txt', line: 2, message, severity: 'line'}]);
});

test.each([
  ['no text', '', 'the text has no sample of any metric'],
  ['comments only', '# HELP up x\n', 'the text has no sample of any metric'],
  ['no newline at the end', 'up 1\nup 2', 'the text is cut off: its last line "up 2" has no newline'],
])('%s is fatal', (_, text, message) => {
  expect(parseMetrics(text).problems).toEqual([expect.objectContaining({message, severity: 'fatal'})]);
});

test('healthy: the last sync of both families', () => {
  const {value} = parseMetrics(readRecorded('healthy/node1', 'kube-proxy-metrics.txt'));
  const samples = value.samples('kubeproxy_sync_proxy_rules_last_timestamp_seconds');
  expect(samples.map(({labels}) => labels.ip_family).sort()).toEqual(['IPv4', 'IPv6']);
  for (const sample of samples) expect(new Date(sample.value * 1000).getUTCFullYear()).toBe(2026);
  const [build] = value.samples('kubernetes_build_info');
  expect(build?.labels.git_version).toBe('v1.36.2');
});

test('a number without end is no sample, and the others stand', () => {
  const parsed = parseMetrics(`up ${'1'.repeat(300_000)}x\nup 2\n`);
  expect(parsed.problems).toHaveLength(1);
  expect(parsed.value.samples('up')).toEqual([{labels: {}, value: 2}]);
});
