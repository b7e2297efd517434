import {expect, test} from '@jest/globals';
import {checkOnNode, inShort, version} from '../../../support/builders/node-evidence.ts';

test.each(['v1.34.0', 'v1.34.3', 'v1.35.0'])('IPVS008: %s resyncs once an hour', (text) => {
  expect(inShort(checkOnNode('IPVS008', {version: version(text)}))).toEqual([
    `fail warning: kube-proxy ${text}; kubernetes#134147, fixed in 1.34.4 and 1.35.1`,
  ]);
});

test.each(['v1.33.9', 'v1.34.4', 'v1.35.1', 'v1.36.0'])('IPVS008: %s does not', (text) => {
  expect(inShort(checkOnNode('IPVS008', {version: version(text)}))).toEqual([
    `not-applicable: ${text} does not have this bug`,
  ]);
});
