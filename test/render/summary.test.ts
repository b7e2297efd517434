import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {type Cause, kubectl} from '../../src/model/index.ts';
import {summaryOf} from '../../src/render/summary.ts';
import {checkProperty} from '../support/property.ts';

const TEXT = fc.string({maxLength: 3000, unit: 'binary'});

test('a summary is JSON of less than 4 KB, whatever the report holds, and leads with the headline', () => {
  checkProperty(
    fc.property(TEXT, fc.nat(30), fc.nat(30), (text, impacts, causes) => {
      const cause: Cause = {
        kind: 'hung',
        code: 'IPVS077',
        severity: 'error',
        nodes: [text],
        message: text,
        text,
        age: null,
        evidence: [text, text],
        findings: 1,
        remedy: text,
        commands: [kubectl('get', 'pods')],
        relief: [],
      };
      const summary = summaryOf({
        generatedAt: '2026-11-20T12:00:00.000Z',
        source: {type: 'cluster', context: 'test', serverVersion: 'v1.36.2', kubectlFlags: [], podFlags: []},
        nodes: {'in-sync': 1},
        unread: Array.from({length: causes}, () => text),
        assessment: {
          headline: {impact: text, cause: text, next: kubectl('get', 'nodes')},
          impact: Array.from({length: impacts}, () => ({
            effect: 'not-served' as const,
            severity: 'error' as const,
            service: {namespace: 'shop', name: 'web'},
            nodes: ['node1'],
            share: null,
            findings: 1,
            message: text,
          })),
          causes: Array.from({length: causes}, () => cause),
        },
      });
      expect(Buffer.byteLength(summary)).toBeLessThan(4096);
      const read = JSON.parse(summary) as {
        verdict: {next: string};
        impact: {total: number};
        causes: {total: number};
      };
      expect(read.verdict.next).toBe('kubectl get nodes');
      expect([read.impact.total, read.causes.total]).toEqual([impacts, causes]);
    }),
  );
});
