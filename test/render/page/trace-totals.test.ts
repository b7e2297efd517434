import {expect, test} from '@jest/globals';
import {NOTHING_WRONG, type TraceSummary} from '../../../src/model/index.ts';
import {tracePage} from '../../../src/render/page/trace-page.ts';

const SOURCE = {
  type: 'cluster',
  context: 'test',
  serverVersion: 'v1.36.2',
  kubectlFlags: [],
  podFlags: [],
} as const;

const summary: TraceSummary = {
  service: 'shop/web',
  worstBroken: null,
  changes: 0,
  seconds: 60,
  lag: {count: 0, p50: null, p95: null, max: null, errorSeconds: null},
  realServers: [
    {
      address: '10.66.6.6',
      port: 8080,
      standing: null,
      pod: '',
      connections: 300,
      deadConnections: 300,
    },
    {
      address: '10.244.1.2',
      port: 8080,
      standing: 'serving',
      pod: 'shop/web-1',
      connections: 900,
      deadConnections: 0,
    },
  ],
  nodes: [],
};

test('the page of a trace has who got the connections of the whole trace', () => {
  const head = {
    service: 'shop/web',
    nodes: ['node1'],
    errors: [],
    unsampled: [],
    worstBroken: undefined,
    assessment: NOTHING_WRONG,
    source: SOURCE,
    oneLook: false,
  };
  const {sections} = tracePage({
    head,
    records: [{type: 'summary', time: '2026-11-24T12:01:00.000Z', summary}],
    source: SOURCE,
  });
  expect(sections).toContainEqual(
    expect.objectContaining({
      title: 'Real servers, whole trace',
      caption: expect.stringContaining('1200 new connections in 1m; 300 of them went to'),
      rows: [
        {tone: 'info', cells: ['10.66.6.6:8080', 'removed', '', '300', '25%', '300']},
        {tone: 'ok', cells: ['10.244.1.2:8080', 'serving', 'shop/web-1', '900', '75%', '0']},
      ],
    }),
  );
});
