import {describe, expect, test} from '@jest/globals';
import {expectedOn} from '../support/builders/cluster.ts';
import {aSlice} from '../support/builders/endpoint-slice.ts';
import {aNode, type NodeOverrides} from '../support/builders/node.ts';
import {aService} from '../support/builders/service.ts';
import {membersOf, realServersOf} from '../support/builders/state-texts.ts';
import {loadBalancerService} from './examples/services.ts';

const NODE_B = aNode({
  name: 'node-b',
  zone: 'z2',
  status: {addresses: [{type: 'InternalIP', address: '192.0.2.12'}]},
});
const HINTED = aService({annotations: {'service.kubernetes.io/topology-aware-hints': 'Auto'}});

/** A kube-proxy with this name on node-a, in a cluster where there is a node-b too. */
function named(hostnameOverride: string, version: string): NodeOverrides {
  return {version, configuration: {hostnameOverride}};
}

function zones(node: NodeOverrides): readonly string[] | undefined {
  const slices = [aSlice('5@a z=z1, 7@b z=z2')];
  return realServersOf(expectedOn(node, {services: [HINTED], slices, otherNodes: [NODE_B]}));
}

/** Which of these source ranges have the node's own address inside, as far as kube-proxy knows it. */
function ownRanges(node: NodeOverrides): readonly string[] {
  const ranges = ['127.0.0.0/8', '192.0.2.11/32', '192.0.2.12/32', '0.0.0.0/32'];
  return ranges.filter((range) => {
    const services = [loadBalancerService({loadBalancerSourceRanges: [range]})];
    const members = membersOf(expectedOn(node, {services, otherNodes: [NODE_B]}));
    return (members['KUBE-LOAD-BALANCER-SOURCE-IP'] ?? []).length > 0;
  });
}

const VERSIONS = ['1.24.0', '1.27.1', '1.28.0', '1.29.0', '1.33.0', '1.34.0', '1.38.0'];

describe.each(VERSIONS)("kube-proxy's own name, %s", (version) => {
  const beforeOwnAddresses = version < '1.28';

  test('its Node', () => {
    expect(zones(named('node-a', version))).toEqual(['10.244.1.5:8080']);
    expect(ownRanges(named('', version))).toEqual(beforeOwnAddresses ? ['0.0.0.0/32'] : ['192.0.2.11/32']);
  });

  test('no Node: no zone, and loopback for its address', () => {
    expect(zones(named('node-x', version))).toEqual(['10.244.1.5:8080', '10.244.2.7:8080']);
    expect(ownRanges(named('node-x', version))).toEqual(
      beforeOwnAddresses ? ['0.0.0.0/32'] : ['127.0.0.0/8'],
    );
  });

  test('another Node: its zone, and its address', () => {
    expect(zones(named('node-b', version))).toEqual(['10.244.2.7:8080']);
    expect(ownRanges(named('node-b', version))).toEqual(
      beforeOwnAddresses ? ['0.0.0.0/32'] : ['192.0.2.12/32'],
    );
  });
});

describe('what the difference of names means is said', () => {
  const doubt = (name: string, node: NodeOverrides = {}) =>
    expectedOn({...named(name, '1.36.2'), ...node}, {otherNodes: [NODE_B]}).doubts.map(
      ({message}) => message,
    );

  test('no Node has the name', () => {
    expect(doubt('node-x')).toEqual([
      expect.stringMatching(/uses node name node-x.*no endpoint counts as local.*zone/),
    ]);
  });

  test('another Node has it', () => {
    expect(doubt('node-b')).toEqual([
      expect.stringMatching(/treats the Node node-b as its own.*count as local/),
    ]);
  });

  test('the list of Nodes is not known, so nothing is said of zones', () => {
    const [unlisted, name] = doubt('node-x', {node: null});
    expect(unlisted).toMatch(/does not list this node/);
    expect(name).toMatch(/no endpoint counts as local/);
    expect(name).not.toMatch(/zone/);
  });
});
