import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {canonicalAddress, cidrContains, parseCidr} from '../../../src/model/index.ts';
import {createAddressMapping} from '../../../src/snapshot/redact/address-mapping.ts';
import {createMappings} from '../../../src/snapshot/redact/mappings.ts';
import {redactAddress, redactHexAddress} from '../../../src/snapshot/redact/redact-addresses.ts';
import {redactText} from '../../../src/snapshot/redact/redact-text.ts';
import {checkProperty} from '../../support/property.ts';

const keys = fc.uint8Array({minLength: 32, maxLength: 32});
const byte = fc.integer({min: 0, max: 255});
/** Often near one another, and often in private ranges. */
const ipv4 = fc
  .tuple(
    fc.oneof(fc.constantFrom('10.96', '10.244', '172.16', '192.168', '100.64'), fc.tuple(byte, byte)),
    byte,
    byte,
  )
  .map(([head, third, fourth]) => `${Array.isArray(head) ? head.join('.') : head}.${third}.${fourth}`);
const ipv6 = fc
  .tuple(
    fc.constantFrom('fd00:96::', 'fd00:244:0:1::', '2001:db8::', 'fe80::'),
    fc.integer({min: 1, max: 0xffff}),
  )
  .map(([head, tail]) => canonicalAddress(head + tail.toString(16)) ?? '');
const addresses = fc.oneof(ipv4, ipv6);

describe('addresses are replaced so that', () => {
  test('networks stay networks', () => {
    checkProperty(
      fc.property(keys, addresses, addresses, fc.integer({min: 0, max: 128}), (key, one, other, length) => {
        const map = createAddressMapping(key);
        const prefix = Math.min(length, one.includes(':') ? 128 : 32);
        const network = parseCidr(`${one}/${prefix}`)!;
        const mapped = parseCidr(redactAddress(`${network.address}/${prefix}`, map)!)!;
        expect(mapped.prefix).toBe(prefix);
        expect(cidrContains(mapped, map(other))).toBe(cidrContains(network, other));
      }),
    );
  });

  test('different ones stay different, and what is canonical stays canonical', () => {
    checkProperty(
      fc.property(keys, addresses, addresses, (key, one, other) => {
        const map = createAddressMapping(key);
        expect(map(one) === map(other)).toBe(one === other);
        expect(canonicalAddress(map(one))).toBe(map(one));
      }),
    );
  });

  test.each([
    '10.0.0.0/8',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '100.64.0.0/10',
    'fd00::/8',
    '2000::/3',
    'fe80::/64',
  ])('what is in %s stays there, and what is not stays outside', (text) => {
    const range = parseCidr(text)!;
    checkProperty(
      fc.property(keys, addresses, (key, address) => {
        expect(cidrContains(range, createAddressMapping(key)(address))).toBe(cidrContains(range, address));
      }),
    );
  });

  test.each([
    '127.0.0.1',
    '0.0.0.0',
    '::',
    '::1',
    '169.254.20.10',
    '224.0.0.251',
    '255.255.255.255',
    'ff02::1',
  ])('%s stays', (address) => {
    checkProperty(fc.property(keys, (key) => expect(createAddressMapping(key)(address)).toBe(address)));
  });

  test('the same key gives the same, another one something else', () => {
    const map = (fill: number) => createAddressMapping(new Uint8Array(32).fill(fill))('10.96.0.10');
    expect(map(1)).toBe(map(1));
    expect(map(1)).not.toBe(map(2));
  });
});

describe('addresses in a text', () => {
  const mappings = createMappings(new Uint8Array(32).fill(7));
  const map = mappings.addresses;
  const [a, b, six] = [map('10.96.0.10'), map('10.244.1.5'), map('fd00:244::5')];

  test.each([
    ['with ports', '-a -t 10.96.0.10:80 -r 10.244.1.5:8080', `-a -t ${a}:80 -r ${b}:8080`],
    [
      'members of sets',
      'add KUBE-LOOP-BACK 10.96.0.10,tcp:80,10.244.1.5',
      `add KUBE-LOOP-BACK ${a},tcp:80,${b}`,
    ],
    ['IPv6 in brackets', '[fd00:244::5]:53', `[${six}]:53`],
    ['IPv6 in sets', 'add KUBE-6-CLUSTER-IP fd00:244::5,udp:53', `add KUBE-6-CLUSTER-IP ${six},udp:53`],
    ['conntrack', 'src=10.96.0.10 dst=10.244.1.5 sport=1', `src=${a} dst=${b} sport=1`],
    ['at the end of a sentence', 'dial 10.96.0.10.', `dial ${a}.`],
    ['mapped into IPv6', '::ffff:10.96.0.10', `::ffff:${a}`],
    [
      'versions and times stay, hardware addresses do not',
      'v1.2.3.4 12:37:58 1.36.2 52:54:00:99:00:11',
      'v1.2.3.4 12:37:58 1.36.2 00:00:00:00:00:00',
    ],
    ['all networks', '0.0.0.0/0 ::/0 0.0.0.0/1 128.0.0.0/1', '0.0.0.0/0 ::/0 0.0.0.0/1 128.0.0.0/1'],
  ])('%s', (_, text, redacted) => {
    expect(redactText(text, mappings)).toBe(redacted);
  });

  test('as /proc writes them', () => {
    expect(redactHexAddress('0A60000A', map)).toBe(
      a
        .split('.')
        .map((part) => Number(part).toString(16).toUpperCase().padStart(2, '0'))
        .join(''),
    );
    const full = redactText('[fd00:0244:0000:0000:0000:0000:0000:0005]:0050', mappings);
    expect(full).toMatch(/^\[(?:[0-9a-f]{4}:){7}[0-9a-f]{4}\]:0050$/);
    expect(canonicalAddress(full.slice(1, -6))).toBe(six);
  });
});
