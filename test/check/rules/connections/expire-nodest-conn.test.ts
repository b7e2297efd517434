import {expect, test} from '@jest/globals';
import {checkOnNode, inShort} from '../../../support/builders/node-evidence.ts';

const SYSCTL = 'net.ipv4.vs.expire_nodest_conn';

test.each([
  ['set by hand to 0', {sysctls: new Map([[SYSCTL, '0']])}, [`fail error: ${SYSCTL} = 0`]],
  ['as kube-proxy sets it', {sysctls: new Map([[SYSCTL, '1']])}, ['pass']],
  ['a kernel that does not tell', {sysctls: new Map()}, [`undecidable: ${SYSCTL} was not captured`]],
  ['sysctls not captured', {}, ['undecidable: sysctls was not captured']],
])('IPVS015: %s', (_, facts, results) => {
  expect(inShort(checkOnNode('IPVS015', facts))).toEqual(results);
});
