import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {canonicalIpv6} from '../../../src/kernel/tables/ipv6.ts';
import {newScanner, scanEndpoint} from '../../../src/kernel/tables/scanner.ts';
import {checkProperty} from '../../support/property.ts';

function scan(text: string): {readonly port: number; readonly address: string} | undefined {
  const scanner = newScanner(text);
  const port = scanEndpoint(scanner);
  return port < 0 ? undefined : {port, address: text.slice(scanner.addressStart, scanner.addressEnd)};
}

test.each([
  {text: '10.0.0.1:80 ', found: {address: '10.0.0.1', port: 80}},
  {text: '255.255.255.255:65535', found: {address: '255.255.255.255', port: 65535}},
  {text: '[fd00::1]:0', found: {address: 'fd00::1', port: 0}},
  {text: '[::]:1', found: {address: '::', port: 1}},
  {text: '[1::]:1', found: {address: '1::', port: 1}},
  {text: '[1:0:2:0:3:0:4:0]:1', found: {address: '1:0:2:0:3:0:4:0', port: 1}},
])('the fast path reads $text', ({text, found}) => {
  expect(scan(text)).toEqual(found);
});

test.each([
  '010.0.0.1:80',
  '10.0.0.256:80',
  '10.0.0:80',
  '10.0.0.1:080',
  '10.0.0.1:65536',
  '10.0.0.1:',
  '[fd00::01]:80',
  '[FD00::1]:80',
  '[fd00:0:0:1::1]:80',
  '[fd00:0::1]:80',
  '[fd00::0:1]:80',
  '[1:2:3:4:5:6:7::]:80',
  '[1:2:3:4:5:6:7]:80',
  '[1::2::3]:80',
  '[1:]:80',
  '[12345::]:80',
  '[::ffff:10.0.0.1]:80',
  '[fd00::1]80',
  '[fd00::1',
])('the fast path leaves %s to the general one', (text) => {
  expect(scan(text)).toBeUndefined();
});

test('what the fast path takes of IPv6 is canonical', () => {
  const group = fc.oneof(
    fc.constantFrom('0', '', '1', '00'),
    fc.nat(0xffff).map((number) => number.toString(16)),
  );
  const texts = fc.array(group, {minLength: 1, maxLength: 9}).map((groups) => groups.join(':'));
  checkProperty(
    fc.property(texts, (text) => {
      const found = scan(`[${text}]:80`);
      if (found) expect(canonicalIpv6(text)).toBe(found.address);
    }),
    {numRuns: 2000},
  );
});
