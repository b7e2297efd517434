import {describe, expect, test} from '@jest/globals';
import {NOTHING_WRONG, type ServiceServer, type ServiceStatus} from '../../src/model/index.ts';
import {makeStatusReport, type ObservedNode, statusChanges} from '../../src/status/index.ts';
import {anObservedNode} from '../support/builders/observation.ts';
import {aProxyPod} from '../support/builders/proxy-facts.ts';

function report(nodes: readonly ObservedNode[], services: readonly ServiceStatus[] = []) {
  const source = {
    type: 'cluster',
    context: 'x',
    serverVersion: 'v1.36.2',
    kubectlFlags: [],
    podFlags: [],
  } as const;
  return makeStatusReport(
    {generatedAt: '2026-11-20T12:00:00Z', source, services, notes: [], assessment: NOTHING_WRONG},
    nodes,
  );
}

function told(...reports: Parameters<typeof statusChanges>) {
  return statusChanges(...reports).map(
    ({subject, what, before, after}) => `${subject}: ${what} ${before} > ${after}`,
  );
}

function service(...servers: readonly Partial<ServiceServer>[]): ServiceStatus {
  const usual: ServiceServer = {
    portName: 'http',
    protocol: 'TCP',
    address: '10.244.1.5',
    port: 8080,
    pod: 'shop/web-1',
    node: 'a',
    zone: '',
    condition: 'ready',
    standing: 'serving',
    presentOn: ['a', 'b'],
    expectedOn: ['a', 'b'],
    entries: [],
  };
  return {
    namespace: 'shop',
    name: 'web',
    type: 'ClusterIP',
    nodes: [],
    concerns: [],
    servers: servers.map((server) => ({...usual, ...server})),
  };
}

describe('changes from one look to the next', () => {
  test('none, if nothing but ages and connections moved', () => {
    const before = report([anObservedNode()]);
    const after = report([
      anObservedNode({connections: {active: 9, inactive: 9}, capturedAt: Date.now() / 1000}),
    ]);
    expect(told(before, {...after, nodes: after.nodes.map((node) => ({...node, attention: null}))})).toEqual(
      [],
    );
  });

  test('of a node: what it was, and what it is', () => {
    const before = report([anObservedNode()]);
    const after = report([
      anObservedNode({pod: {...aProxyPod(), restarts: 9}}, {report: {state: 'converging'}}),
    ]);
    expect(told(before, after)).toEqual(['node-a: state in-sync > converging', 'node-a: restarts 0 > 9']);
  });

  test('nodes that come and go', () => {
    expect(told(report([anObservedNode({name: 'a'})]), report([anObservedNode({name: 'b'})]))).toEqual([
      'a: is gone  > ',
      'b: is new  > ',
    ]);
  });

  test('of a Service: real servers that come, go, and move', () => {
    const before = report([], [service({}, {address: '10.244.1.6'})]);
    const after = report(
      [],
      [service({presentOn: ['a'], condition: 'terminating'}, {address: '10.244.1.7'})],
    );
    expect(told(before, after)).toEqual([
      'shop/web http TCP 10.244.1.5:8080: endpoint ready > terminating',
      'shop/web http TCP 10.244.1.5:8080: on 2/2 > 1/2',
      'shop/web http TCP 10.244.1.6:8080: is gone  > ',
      'shop/web http TCP 10.244.1.7:8080: is new  > ',
    ]);
  });
});
