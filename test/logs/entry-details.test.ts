import {describe, expect, test} from '@jest/globals';
import {readOne} from './read-log.ts';

const HEAD = 'E0823 10:11:12.131415       1 proxier.go:1560] ';

describe('what a line says', () => {
  test('message, keys and values as klog quotes them', () => {
    const line = `${HEAD}"Failed to add IPVS service" err="no \\"such\\" file\\n\\u00e9\\\\" ipFamily="IPv4" serviceName="shop/web:http"`;
    expect(readOne(line)).toEqual({
      level: 'E',
      time: '2026-08-23T10:11:12.131415',
      source: 'proxier.go:1560',
      message: 'Failed to add IPVS service',
      values: {err: 'no "such" file\né\\', ipFamily: 'IPv4', serviceName: 'shop/web:http'},
    });
  });

  test.each([
    ['numbers, truth and nothing', '"x" port=32726 ok=true none=null', {port: 32726, ok: true, none: null}],
    [
      'numbers that would lose digits stay text',
      '"x" id=12345678901234567890 v=1.10',
      {id: '12345678901234567890', v: '1.10'},
    ],
    [
      'lists and objects',
      '"x" ips=["10.0.0.1","fd00::1"] gates={"A":true}',
      {ips: ['10.0.0.1', 'fd00::1'], gates: {A: true}},
    ],
    [
      'what Go prints by itself',
      '"x" m=map[a:b c:d] s=&{Name:x Port:80} d=1.5s',
      {m: 'map[a:b c:d]', s: '&{Name:x Port:80}', d: '1.5s'},
    ],
    ['texts of several lines', '"x" a=<\n\tone\n\t\ttwo\n > b="c"', {a: 'one\n\ttwo', b: 'c'}],
    ['an equals sign inside', '"x" url="http://a/?b=c&d=e" empty=""', {url: 'http://a/?b=c&d=e', empty: ''}],
    [
      'keys that objects have anyway',
      '"x" __proto__="a" constructor="b"',
      JSON.parse('{"__proto__":"a","constructor":"b"}'),
    ],
    ['a quote that does not end', '"x" err="no end', {err: '"no'}],
  ])('values: %s', (_, rest, values) => {
    expect(readOne(HEAD + rest).values).toEqual(values);
  });

  test('a message without quotes is the whole rest', () => {
    expect(readOne(`${HEAD}FLAG: --bind-address="0.0.0.0"`)).toMatchObject({
      message: 'FLAG: --bind-address="0.0.0.0"',
      values: {},
    });
  });

  test.each([
    [
      'info',
      '{"ts":1787480000123.4567,"caller":"ipvs/proxier.go:12","msg":"x \\"y\\"","v":4,"port":80}',
      'I',
      {v: 4, port: 80},
    ],
    [
      'an error',
      '{"ts":1787480000123.4567,"caller":"ipvs/proxier.go:12","msg":"x \\"y\\"","err":"z"}',
      'E',
      {err: 'z'},
    ],
  ])('JSON: %s', (_, line, level, values) => {
    expect(readOne(line)).toEqual({
      level,
      time: '2026-08-23T10:13:20.123457',
      source: 'proxier.go:12',
      message: 'x "y"',
      values,
    });
  });

  test('JSON that is cut keeps its text', () => {
    expect(readOne('{"ts":1787480000123.4567,"caller":"ipvs/proxi')).toMatchObject({
      message: '{"ts":1787480000123.4567,"caller":"ipvs/proxi',
      values: {},
    });
  });

  test('the line of the library that speaks to IPVS: its own format and clock', () => {
    expect(
      readOne('time="2026-11-20T17:47:04Z" level=error msg="set up destination: no such file" pid=3'),
    ).toEqual({
      level: 'E',
      time: '2026-11-20T17:47:04.000000',
      source: '',
      message: 'set up destination: no such file',
      values: {pid: 3},
    });
  });
});
