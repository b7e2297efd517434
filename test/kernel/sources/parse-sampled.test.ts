import {describe, expect, it} from '@jest/globals';
import {parseSampledConnections, parseSampledProbe} from '../../../src/kernel/index.ts';

describe('what the sampling script counts of the connection table', () => {
  it('is read by virtual server, real server, state and kind', () => {
    const text = [
      'TCP 0A6073B0 0050 0AF40204 1F90 ESTABLISHED 0 3 865',
      'TCP 0A604A51 0050 0AF40204 1F90 ASSURED 1 2 10790',
      'matching 7',
      '',
    ].join('\n');
    expect(parseSampledConnections(text)).toEqual({
      matching: 7,
      counts: [
        {
          virtualServer: 'TCP 10.96.115.176:80',
          realServer: {address: '10.244.2.4', port: 8080},
          state: 'ESTABLISHED',
          template: false,
          count: 3,
          expiresSeconds: 865,
        },
        {
          virtualServer: 'TCP 10.96.74.81:80',
          realServer: {address: '10.244.2.4', port: 8080},
          state: 'ASSURED',
          template: true,
          count: 2,
          expiresSeconds: 10790,
        },
      ],
    });
  });

  it.each([
    ['a line that is cut', 'TCP 0A6073B0 0050 0AF402\nmatching 0\n'],
    ['no end', 'TCP 0A6073B0 0050 0AF40204 1F90 ESTABLISHED 0 3 865\n'],
  ])('%s is not understood as a whole', (_, text) => {
    expect(parseSampledConnections(text)).toBeUndefined();
  });
});

describe('a connect that the sampling script made', () => {
  const target = 'TCP,10.96.0.50:80,0A600032,0050';

  it.each([
    [
      'by curl',
      `${target} connected 61005 0.000213 0AF40901 1F90`,
      {connected: true, seconds: 0.000213, realServer: {address: '10.244.9.1', port: 8080}},
    ],
    [
      'that failed',
      `${target} failed 61005 0.000000 0AF40901 1F90`,
      {connected: false, seconds: null, realServer: {address: '10.244.9.1', port: 8080}},
    ],
    [
      'by nc, of an unknown real server',
      `${target} connected 61005 12.30-12.31 `,
      {connected: true, realServer: null},
    ],
  ])('%s', (_, text, expected) => {
    expect(parseSampledProbe(`${text}\n`)).toMatchObject({
      virtualServer: {protocol: 'TCP', address: '10.96.0.50', port: 80},
      ...expected,
    });
  });

  it('that was skipped is none', () => {
    expect(parseSampledProbe('UDP,10.96.0.50:53,0A600032,0035 skipped\n')).toBeUndefined();
  });
});
