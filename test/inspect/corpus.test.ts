import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {NodeResult} from '../../src/compare/index.ts';
import {createExpectedStates} from '../../src/expected/index.ts';
import {DIFF_SOURCES, inspectNode} from '../../src/inspect/inspect-node.ts';
import type {ClusterState, Finding, NodeCapture} from '../../src/model/index.ts';
import {openSnapshot} from '../../src/snapshot/index.ts';
import {type NodeVerdict, unpackCorpus} from '../support/corpus.ts';
import {checkProperty} from '../support/property.ts';

/** A node of the corpus with all that was captured of it. */
interface CorpusNode {
  readonly name: string;
  readonly cluster: ClusterState;
  readonly capture: NodeCapture;
  readonly verdict: NodeVerdict;
}

const nodes: CorpusNode[] = [];
let remove = () => Promise.resolve();

beforeAll(async () => {
  const corpus = await unpackCorpus();
  remove = corpus.remove;
  for (const {name, path, nodes: verdicts} of corpus.clusters) {
    const evidence = await openSnapshot(path);
    const cluster = await evidence.readCluster();
    for await (const capture of evidence.captureNodes(Object.keys(verdicts), DIFF_SOURCES)) {
      const verdict = verdicts[capture.node];
      if (verdict)
        nodes.push({name: `${name} ${capture.node} ${verdict.kubeProxy}`, cluster, capture, verdict});
    }
  }
}, 60_000);

afterAll(() => remove());

function judge({cluster, capture}: Pick<CorpusNode, 'cluster' | 'capture'>): NodeResult {
  const expectedStates = createExpectedStates(cluster);
  return inspectNode(capture, {cluster, expectedStates, services: undefined, sources: DIFF_SOURCES}).result;
}

/** The findings that say that something is wrong, in short. */
function wrong({findings}: NodeResult): readonly string[] {
  return findings.filter(({severity}) => severity !== 'info').map(subjectOf);
}

function subjectOf({kind, virtualServer, realServer, expected, actual}: Finding): string {
  const server = virtualServer?.kind === 'address' ? virtualServer : undefined;
  const {set, member, address, chain} = {...expected, ...actual} as Readonly<Record<string, unknown>>;
  return JSON.stringify({
    kind,
    ...(server ? {virtualServer: `${server.protocol} ${server.address} ${server.port}`} : {}),
    ...(realServer ? {realServer: `${realServer.address} ${realServer.port}`} : {}),
    ...Object.fromEntries(
      Object.entries({set, member, address, chain}).filter(([, value]) => value !== undefined),
    ),
  });
}

test('every node is judged as the code of its kube-proxy says, and every edit is found, where it was made', () => {
  const judged = nodes.map((node) => {
    const result = judge(node);
    return {node: node.name, state: result.report.state, wrong: wrong(result)};
  });
  expect(judged.length).toBeGreaterThan(300);
  expect(judged).toEqual(
    nodes.map(({name, verdict}) => ({
      node: name,
      state: verdict.state,
      wrong: verdict.findings.map((finding) => JSON.stringify(finding)),
    })),
  );
});

test('what is right is mentioned only where it is worth it', () => {
  const besides = nodes.flatMap((node) => {
    const leaves = minorOf(node) <= 26;
    return judge(node)
      .findings.filter(({severity}) => severity === 'info')
      .filter(({kind, code}) => {
        if (kind === 'real-server-draining') return false;
        if (kind === 'address-unexpected') return !leaves;
        return kind !== 'virtual-server-unexpected' || code !== 'IPVS082';
      })
      .map((finding) => `${node.name}: ${subjectOf(finding)}`);
  });
  expect(besides).toEqual([]);
});

function minorOf({verdict}: CorpusNode): number {
  return Number(verdict.kubeProxy.split('.')[1]);
}

/** Without its configuration kube-proxy is taken to have the name of its Node, and no feature gates of its own. */
function hasOwnNameOrGates({name, capture}: CorpusNode): boolean {
  const gates = /"featureGates":\s*\{\s*"/i.test(capture.texts['kube-proxy-configz.json'] ?? '');
  return gates || name.includes('own-name');
}

const someNode = fc.nat().map((at) => nodes[at % nodes.length] as CorpusNode);

/** Puts a list into an order that some numbers decide. */
function shuffled<Value>(list: readonly Value[], order: readonly number[]): readonly Value[] {
  const keyed = list.map((value, at) => ({value, key: order[at % order.length] ?? 0, at}));
  return keyed.sort((one, other) => one.key - other.key || other.at - one.at).map(({value}) => value);
}

describe('of any node of the corpus', () => {
  test('the order of objects, and of what they list, decides nothing', () => {
    const orders = fc.array(fc.nat(), {minLength: 1, maxLength: 9});
    checkProperty(
      fc.property(someNode, orders, (node, order) => {
        const {services, endpointSlices, nodes: listed, kubeProxyPods} = node.cluster;
        const cluster = {
          ...node.cluster,
          services: shuffled(services, order),
          endpointSlices: shuffled(endpointSlices, order).map((slice) => ({
            ...slice,
            endpoints: shuffled(slice.endpoints, order),
          })),
          nodes: shuffled(listed, order),
          kubeProxyPods: shuffled(kubeProxyPods, order),
        };
        const {report, findings} = judge({...node, cluster});
        const plain = judge(node);
        expect(report).toEqual(plain.report);
        expect(findings.map(subjectOf).sort()).toEqual(plain.findings.map(subjectOf).sort());
      }),
      {numRuns: 60},
    );
  });

  test('what was not captured is not a difference', () => {
    checkProperty(
      fc.property(someNode, fc.subarray([...DIFF_SOURCES]), fc.boolean(), (node, left, withoutPods) => {
        const texts = Object.fromEntries(left.map((source) => [source, node.capture.texts[source]]));
        const cluster = withoutPods ? {...node.cluster, kubeProxyPods: []} : node.cluster;
        const result = judge({cluster, capture: {...node.capture, texts}});
        const versionKnown = !withoutPods || left.includes('kube-proxy-metrics.txt');
        // Without a version the likely ones are thought of, which begin with 1.28.
        fc.pre(versionKnown || minorOf(node) >= 28);
        fc.pre(left.includes('kube-proxy-configz.json') || !hasOwnNameOrGates(node));
        const edits = node.verdict.findings.map((finding) => JSON.stringify(finding));
        expect(wrong(result).filter((subject) => !edits.includes(subject))).toEqual([]);
      }),
      {numRuns: 200},
    );
  });
});
