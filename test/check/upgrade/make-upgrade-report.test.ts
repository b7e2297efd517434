import {describe, expect, test} from '@jest/globals';
import {makeUpgradeReport, type UpgradedNode, upgradeConclusion} from '../../../src/check/index.ts';
import type {TableChange} from '../../../src/model/index.ts';
import {surroundings, version} from '../../support/builders/node-evidence.ts';
import {aService} from '../../support/builders/service.ts';

const change: TableChange = {
  part: 'virtual-server',
  effect: 'appears',
  service: {namespace: 'shop', name: 'web', port: 'http'},
  subject: 'TCP 10.96.14.7:80',
  from: '',
  to: '',
};

function aNode(name: string, overrides: Partial<UpgradedNode> = {}): UpgradedNode {
  const node = {name, version: version('v1.31.1'), mode: 'ipvs', state: 'same', reason: ''} as const;
  return {...node, changes: [], rules: [], gates: [], obstacles: [], ...overrides};
}

const dns = aService({ports: [{name: 'dns', protocol: 'UDP', port: 53}]});

function report(target: string, nodes: readonly UpgradedNode[], services = [dns]) {
  return makeUpgradeReport({
    generatedAt: '2026-11-20T12:00:00Z',
    source: {type: 'cluster', context: 'test', serverVersion: '', kubectlFlags: [], podFlags: []},
    target: version(target),
    cluster: surroundings({services}).cluster,
    nodes,
    notes: [],
  });
}

const bugs = (target: string, nodes: readonly UpgradedNode[], services = [dns]) =>
  report(target, nodes, services).bugs.map(({effect, number}) => `${effect} ${number}`);

describe('bugs that an upgrade brings and ends', () => {
  test('the advice "go to 1.32" leads into others', () => {
    const nodes = [aNode('a')];
    expect(bugs('v1.32.0', nodes)).toEqual(
      expect.arrayContaining([
        'gained 139628',
        'gained 141371',
        'gained 130032',
        'fixed 127780',
        'kept 138927',
      ]),
    );
    expect(bugs('v1.38.0', nodes).filter((text) => !text.startsWith('fixed'))).toEqual([]);
  });

  test('what concerns the cluster comes first, and only that makes an upgrade fail', () => {
    const tcp = [aService()];
    const {bugs: first} = report('v1.32.0', [aNode('a')]);
    expect(first[0]).toMatchObject({effect: 'gained', concerned: true});
    expect(upgradeConclusion(report('v1.32.0', [aNode('a')]))).not.toEqual(
      upgradeConclusion(report('v1.32.0', [aNode('a')], tcp)),
    );
  });

  test('nodes of several versions are told apart, and equal ones together', () => {
    const nodes = [aNode('a'), aNode('b'), aNode('c', {version: version('v1.33.2')})];
    const {bugs: all} = report('v1.38.0', nodes);
    expect(all.find(({number}) => number === 127780)?.nodes).toEqual(['a', 'b']);
    expect(all.find(({number}) => number === 139628)?.nodes).toEqual(['c']);
  });
});

describe('entries that change', () => {
  test('are folded over nodes', () => {
    const nodes = ['a', 'b'].map((name) => aNode(name, {state: 'changes', changes: [change]}));
    const {changes, nodes: told} = report('v1.38.0', nodes);
    expect(changes).toEqual([{...change, nodes: ['a', 'b']}]);
    expect(told.map((node) => node.changes)).toEqual([1, 1]);
  });

  test('a node of which nothing is known is no node without changes', () => {
    const nodes = [aNode('a'), aNode('b', {state: 'unknown', reason: 'not read', version: undefined})];
    expect(upgradeConclusion(report('v1.38.0', nodes))).not.toEqual(
      upgradeConclusion(report('v1.38.0', [aNode('a')])),
    );
  });
});

test('a configuration that the other version does not start with is an error, told once for all nodes', () => {
  const obstacles = ['the feature gate KubeProxyIPVS is off, without which there is no IPVS mode'];
  const refused = report('v1.38.0', [aNode('a', {obstacles}), aNode('b', {obstacles})]);
  const errors = refused.notes.filter(({severity}) => severity === 'error');
  expect(errors.map(({message}) => message)).toEqual([
    `kube-proxy v1.38.0 does not start with the configuration: ${obstacles[0]}`,
  ]);
  expect(upgradeConclusion(refused)).not.toEqual(
    upgradeConclusion(report('v1.38.0', [aNode('a'), aNode('b')])),
  );
});

test('feature gates that are set may keep the other version from starting', () => {
  const {notes} = report('v1.38.0', [aNode('a', {gates: ['SomeOtherGate']})]);
  expect(notes.some(({message}) => message.includes('SomeOtherGate'))).toBe(true);
  expect(report('v1.38.0', [aNode('a')]).notes.some(({message}) => message.includes('feature gates ('))).toBe(
    false,
  );
});
