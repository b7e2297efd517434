import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  ALL_CHECKS,
  checkCluster,
  checkNode,
  makeMigrationReport,
  migrationOfCluster,
  migrationOfNode,
  type NodeFacts,
} from '../../src/check/index.ts';
import {readActualState} from '../../src/kernel/read-actual-state.ts';
import type {CheckResult, JsonObject, NodeCapture} from '../../src/model/index.ts';
import {expectedOn} from '../support/builders/cluster.ts';
import {type Scene, scenes} from '../support/builders/cluster-arbitraries.ts';
import {compareAll} from '../support/builders/findings.ts';
import {addressesText, aNode, commonNode, type NodeOverrides} from '../support/builders/node.ts';
import {kernel, nodeEvidence, surroundings} from '../support/builders/node-evidence.ts';
import {boundIn, ruleTexts, tableOf, tableTexts} from '../support/builders/rendered-node.ts';
import {checkProperty} from '../support/property.ts';

/** All that can be known of a node on which kube-proxy has done its work. */
function factsOf({node, ...objects}: Scene): Partial<NodeFacts> {
  const bound: NodeOverrides = {...node, bound: boundIn(expectedOn(node, objects), 'none')};
  const expected = expectedOn(bound, objects);
  const texts: NodeCapture['texts'] = {
    ...tableTexts(tableOf(expected, 'none'), 'list'),
    ...ruleTexts(expected, 'none'),
    'addresses.txt': addressesText(bound),
  };
  const state = readActualState({node: 'node-a', texts});
  const {configuration, version, node: object} = commonNode(bound);
  return {
    state,
    expected,
    findings: compareAll(expected, state).findings,
    kernel: kernel('6.1.0'),
    configuration,
    runningConfiguration: configuration,
    sysctls: new Map([
      ['net.ipv4.vs.conntrack', '1'],
      ['net.ipv4.vs.conn_reuse_mode', '1'],
    ]),
    modules: new Set(['ip_vs', 'nf_tables']),
    timeouts: {tcp: 900, tcpFin: 120, udp: 300},
    connections: [],
    conntrack: [],
    connectionTableSize: 4096,
    ...(version ? {version} : {}),
    ...(object ? {node: object} : {}),
    ...(state.virtualServers ? {table: state.virtualServers} : {}),
    ...(state.addresses ? {addresses: state.addresses} : {}),
    ...(state.ipSets ? {ipSets: state.ipSets} : {}),
    ...(Object.keys(state.iptables).length > 0 ? {iptables: state.iptables} : {}),
  };
}

function without(facts: Partial<NodeFacts>, dropped: readonly number[]): Partial<NodeFacts> {
  const names = Object.keys(facts);
  const gone = new Set(dropped.map((index) => names[index % names.length]));
  return Object.fromEntries(Object.entries(facts).filter(([name]) => !gone.has(name)));
}

function around({services = [], slices = []}: Scene) {
  return surroundings({services, slices, nodes: [aNode() as JsonObject]});
}

/** What differs between table and API, and what is missing from the rules: nothing of it is there. */
const DRIFT = /^IPVS0(?:0[1-7]|17|18|29|30|42|57|60|61)$/;

const BROKEN_TEXT = /undefined|NaN|\[object|null/;

function expectReadable(results: readonly CheckResult[]): void {
  for (const {result, message, evidence, remedy, title} of results) {
    for (const text of [message, remedy, title, ...evidence]) expect(text).not.toMatch(BROKEN_TEXT);
    if (result === 'fail') expect(message).not.toBe('');
    expect(message).not.toMatch(/\.$/);
  }
}

describe('checks of any cluster', () => {
  test('find no drift on a node on which kube-proxy has done its work', () => {
    const property = fc.property(scenes({certain: true}), (scene) => {
      const results = checkNode(ALL_CHECKS, nodeEvidence(factsOf(scene)), around(scene));
      const found = results.filter(
        ({code, result, severity}) => result === 'fail' && severity !== 'info' && DRIFT.test(code),
      );
      // A list of node-port addresses that fits no address of the node is one of the scenes.
      expect(
        found.filter(({code}) => code !== 'IPVS042').map(({code, message}) => `${code} ${message}`),
      ).toEqual([]);
    });
    checkProperty(property, {numRuns: 60});
  });

  test('say something readable, whatever is known and whatever is not', () => {
    const property = fc.property(
      scenes({certain: false}),
      fc.array(fc.nat(20), {maxLength: 12}),
      (scene, dropped) => {
        const node = nodeEvidence(without(factsOf(scene), dropped));
        const results = checkNode(ALL_CHECKS, node, around(scene));
        expectReadable(results);
        const ruled = new Set(ALL_CHECKS.rules.filter(({scope}) => scope === 'node').map(({code}) => code));
        expect(new Set(results.map(({code}) => code))).toEqual(ruled);
        expectReadable(checkCluster(ALL_CHECKS, [], around(scene)));
      },
    );
    checkProperty(property, {numRuns: 60});
  });

  test('and so does the way out of IPVS mode; a node of which little is known is never ready', () => {
    const property = fc.property(
      scenes({certain: false}),
      fc.array(fc.nat(20), {maxLength: 12}),
      (scene, dropped) => {
        const facts = without(factsOf(scene), dropped);
        const results = [
          ...migrationOfNode(nodeEvidence(facts), around(scene)),
          ...migrationOfCluster([{name: 'node-a'}], around(scene)),
        ];
        expectReadable(results);
        const {migration} = makeMigrationReport({
          generatedAt: '',
          source: {type: 'cluster', context: 'test', serverVersion: '', kubectlFlags: [], podFlags: []},
          serverVersion: undefined,
          cluster: around(scene).cluster,
          nodes: [{name: 'node-a', error: '', proxyMode: 'ipvs', kubeProxyVersion: '', notIpvs: ''}],
          summaries: [],
          results,
          notes: [],
        });
        const decidable = facts.version && facts.table && facts.findings;
        if (!decidable) expect(['unknown', 'blocked']).toContain(migration.readiness);
        for (const {title, details, commands} of migration.steps)
          for (const text of [title, ...details, ...commands.map(({command}) => command)])
            expect(text).not.toMatch(BROKEN_TEXT);
      },
    );
    checkProperty(property, {numRuns: 60});
  });
});
