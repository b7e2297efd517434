import {expect, test} from '@jest/globals';
import {assessNodes} from '../../../src/causes/index.ts';
import {readNode} from '../../../src/model/index.ts';
import {renderStatus} from '../../../src/render/index.ts';
import {makeStatusReport, type ObservedNode} from '../../../src/status/index.ts';
import {aNode} from '../../support/builders/node.ts';
import {aFailure, nodeSigns, nodeWithReady} from '../../support/builders/node-signs.ts';
import {anObservedNode} from '../../support/builders/observation.ts';

const OPTIONS = {headers: true, colour: false, width: 200, unicode: true, stream: false};

/** The status of these nodes as text and as a page, with the causes that these signs prove. */
function told(nodes: readonly ObservedNode[], ...signs: Parameters<typeof nodeSigns>): readonly string[] {
  const {assessment} = assessNodes([nodeSigns(...signs)], {
    changes: new Map(),
    podNodeOf: () => undefined,
    nodesRead: 1,
  });
  const source = {
    type: 'cluster',
    context: 'x',
    serverVersion: 'v1.36.2',
    kubectlFlags: [],
    podFlags: [],
  } as const;
  const head = {generatedAt: '2026-11-20T12:00:00Z', source, services: [], notes: [], assessment};
  const report = makeStatusReport(head, nodes);
  return (['table', 'markdown'] as const).map((format) => renderStatus(report, {...OPTIONS, format}));
}

const silentKubelet = {
  conditions: [{type: 'Ready', status: 'Unknown', lastTransitionTime: '2026-11-20T11:56:40Z'}],
};

test('a node that is cut off is told as that, and not as a NotReady node beside it', () => {
  const node = readNode(aNode({status: silentKubelet}));
  const object = nodeWithReady({status: 'Unknown', lastTransitionTime: '2026-11-20T11:56:40Z'});
  for (const text of told([anObservedNode({node})], {object})) {
    expect(text).toContain('is cut off from the API server');
    expect(text).not.toContain('NotReady');
  }
});

test('a NotReady node that no cause tells of is told', () => {
  const node = readNode(aNode({status: silentKubelet}));
  for (const text of told([anObservedNode({node})])) expect(text).toContain('the node is NotReady');
});

test('a hung kube-proxy is told once, under whichever entry of the catalogue; the same of another node is not hidden', () => {
  const failures = [aFailure({code: 'IPVS078', message: 'nothing answers on its ports'})];
  const other = anObservedNode({name: 'node-b'}, {failures});
  const hung = {proxy: 'hung', sync: undefined} as const;
  for (const text of told([anObservedNode({}, {failures})], hung)) {
    expect(text).toContain('kube-proxy is hung');
    expect(text).not.toContain('nothing answers');
  }
  for (const text of told([anObservedNode({}, {failures}), other], hung))
    expect(text).toMatch(/node-b: nothing answers on its ports/);
});
