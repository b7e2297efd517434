import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import {canonicalIpv6} from '../../../src/kernel/tables/ipv6.ts';
import {checkProperty} from '../../support/property.ts';

test.each([
  {text: '::', canonical: '::'},
  {text: '::1', canonical: '::1'},
  {text: '1::', canonical: '1::'},
  {text: 'FD00:0096::000A', canonical: 'fd00:96::a'},
  {text: '0:0:1:0:0:0:2:0', canonical: '0:0:1::2:0'},
  {text: '2001:db8:0:0:1:0:0:1', canonical: '2001:db8::1:0:0:1'},
  {text: '2001:db8:0:1:1:1:1:1', canonical: '2001:db8:0:1:1:1:1:1'},
  {text: '2001:db8::1:1:1:1:1', canonical: '2001:db8:0:1:1:1:1:1'},
  {text: '::ffff:10.0.0.1', canonical: '::ffff:a00:1'},
  {text: '::10.0.0.1', canonical: '::a00:1'},
  {text: '64:ff9b::192.0.2.1', canonical: '64:ff9b::c000:201'},
])('$text is $canonical', ({text, canonical}) => {
  expect(canonicalIpv6(text)).toBe(canonical);
});

test.each([
  '',
  ':',
  ':::',
  '1',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1::2::3',
  '1:2:3:4::5:6:7:8',
  '12345::',
  'g::',
  '::1%eth0',
  ' ::1',
  '10.0.0.1',
  '::256.0.0.1',
  '::1.2.3',
  ':1::2',
  '1::2:',
])('%j is not an address', (text) => {
  expect(canonicalIpv6(text)).toBeUndefined();
});

test('any address is written as ipaddr.js writes it by RFC 5952', () => {
  const groups = fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), {minLength: 8, maxLength: 8});
  checkProperty(
    fc.property(groups, (parts) => {
      const text = parts.map((part) => part.toString(16)).join(':');
      expect(canonicalIpv6(text)).toBe(new ipaddr.IPv6([...parts]).toRFC5952String());
    }),
  );
});
