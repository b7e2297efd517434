import {expect, test} from '@jest/globals';
import {parseIpSets} from '../../../src/kernel/sources/parse-ip-sets.ts';

/** The same sets as several versions of ipset save them; what is behind the size differs. */
const CREATE = 'create KUBE-CLUSTER-IP hash:ip,port family inet hashsize 1024 maxelem 65536';
const HEADS: readonly (readonly [string, string])[] = [
  ['6.20 (CentOS 7) to 7.6', CREATE],
  ['7.11 and later: the size of a bucket and the seed', `${CREATE} bucketsize 12 initval 0x5b5b7a4e`],
  ['with counters and a timeout, made by hand', `${CREATE} timeout 0 counters`],
  ['with comments', `${CREATE} comment`],
  ['for packets that match on two interfaces', `${CREATE} skbinfo`],
];

test.each(HEADS)('%s', (_, head) => {
  const {value, problems} = parseIpSets(`${head}\nadd KUBE-CLUSTER-IP 10.96.0.1,tcp:443\n`);
  expect(problems).toEqual([]);
  expect(value?.get('KUBE-CLUSTER-IP')).toEqual({
    name: 'KUBE-CLUSTER-IP',
    type: 'hash:ip,port',
    family: 'IPv4',
    members: new Set(['10.96.0.1,tcp:443']),
  });
});

test.each([
  ['counters', 'add KUBE-CLUSTER-IP 10.96.0.1,tcp:443 packets 5 bytes 300'],
  ['a timeout', 'add KUBE-CLUSTER-IP 10.96.0.1,tcp:443 timeout 0'],
  ['a comment', 'add KUBE-CLUSTER-IP 10.96.0.1,tcp:443 comment "the API"'],
])('what stands behind a member is no part of it: %s', (_, line) => {
  const {value, problems} = parseIpSets(`${CREATE}\n${line}\n`);
  expect(problems).toEqual([]);
  expect([...(value?.get('KUBE-CLUSTER-IP')?.members ?? [])]).toEqual(['10.96.0.1,tcp:443']);
});
