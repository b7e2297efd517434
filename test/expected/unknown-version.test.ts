import {describe, expect, test} from '@jest/globals';
import {parseKubeVersion} from '../../src/model/index.ts';
import {actualState} from '../support/builders/actual-state.ts';
import {type ApiObjects, expectedOn} from '../support/builders/cluster.ts';
import {aSlice} from '../support/builders/endpoint-slice.ts';
import {compareAll, describeFindings} from '../support/builders/findings.ts';
import type {NodeOverrides} from '../support/builders/node.ts';
import {expectedLines, saveLines} from '../support/builders/save-lines.ts';
import {aService, clientIP} from '../support/builders/service.ts';
import {boundOf, membersOf} from '../support/builders/state-texts.ts';
import {nodeOf} from './examples/example.ts';
import {EXAMPLES} from './examples/examples.ts';
import {loadBalancerService, nodePortService} from './examples/services.ts';

/** A version that is not known: the rules on which 1.28 to 1.38 agree (section 16). */
function expectedLinesOf(objects: ApiObjects, node: NodeOverrides = {}): readonly string[] {
  return expectedLines(expectedOn({...node, version: null}, objects));
}

const SLICES = [aSlice('5@a')];
const SERVED = ['VS(10.96.14.7:80)+[5@a]', 'VS(192.0.2.11:30080)+[5@a]'];
const HEADLESS = {'service.kubernetes.io/headless': ''};
const PROXY_NAME = {'service.kubernetes.io/service-proxy-name': 'x'};

describe('rules on which versions do not agree', () => {
  test('ipMode Proxy may give a virtual server or not', () => {
    const service = loadBalancerService({ingress: [{ip: '203.0.113.5', ipMode: 'Proxy'}]});
    expect(expectedLinesOf({services: [service], slices: SLICES})).toEqual(
      [
        ...saveLines(SERVED),
        '? -A -t 203.0.113.5:80 -s rr',
        '-a -t 203.0.113.5:80 -r 10.244.1.5:8080 -m -w 1',
      ].sort(),
    );
  });

  test('the label headless on a Service may hide it', () => {
    const lines = expectedLinesOf({services: [aService({labels: HEADLESS})], slices: SLICES});
    expect(lines.find((line) => line.includes('-A'))).toBe('? -A -t 10.96.14.7:80 -s rr');
  });

  test.each([
    {
      name: 'the proxy name on a slice',
      slices: [aSlice('5@a, 7@b'), aSlice('9@c', {labels: PROXY_NAME})],
      wanted: ['5@a', '7@b'],
      maybe: ['9@c'],
    },
    {
      name: 'hints for zones without an annotation',
      slices: [aSlice('5@a z=z1, 7@b z=z2')],
      wanted: ['5@a'],
      maybe: ['7@b'],
    },
    {
      name: 'hints for zones with the annotation, which 1.28 to 1.30 ask for',
      annotations: {'service.kubernetes.io/topology-mode': 'Auto'},
      slices: [aSlice('5@a z=z1, 7@b z=z2')],
      wanted: ['5@a'],
      maybe: [],
    },
    {
      name: 'hints for nodes',
      annotations: {'service.kubernetes.io/topology-mode': 'Auto'},
      slices: [aSlice('5@a n=a z=z1, 7@b n=b z=z1, 9@c n=c z=z2')],
      wanted: ['5@a'],
      maybe: ['7@b'],
    },
    {
      name: 'copies of an endpoint',
      slices: [aSlice('5@a st, 7@b'), aSlice('10.244.1.5@b', {name: 'svc-b'})],
      wanted: ['7@b'],
      maybe: ['5@a'],
    },
  ])('$name', ({slices, annotations = {}, wanted, maybe}) => {
    expect(expectedLinesOf({services: [aService({annotations})], slices})).toEqual(
      [
        ...saveLines([`VS(10.96.14.7:80)+[${wanted.join(' ')}]`]),
        ...saveLines([`VS(10.96.14.7:80)+[${maybe.join(' ')}]`])
          .slice(1)
          .map((line) => `? ${line}`),
      ].sort(),
    );
  });

  test('nodePortAddresses primary: only versions that start with it are thought of', () => {
    const node = {configuration: {nodePortAddresses: ['primary']}, interfaces: {eth1: ['198.51.100.11/24']}};
    expect(
      expectedLinesOf({services: [nodePortService()], slices: SLICES}, node).filter((line) =>
        line.includes('-A'),
      ),
    ).toEqual(['-A -t 10.96.14.7:80 -s rr', '-A -t 192.0.2.11:30080 -s rr']);
  });

  test('a collision with a Service that may be hidden: a collision', () => {
    const hidden = aService({
      name: 'hidden',
      clusterIPs: ['10.96.14.8'],
      labels: HEADLESS,
      externalIPs: ['198.51.100.7'],
      ...clientIP(),
    });
    for (const services of [
      [hidden, aService({externalIPs: ['198.51.100.7']})],
      [aService({externalIPs: ['198.51.100.7']}), hidden],
    ]) {
      const server = expectedOn({version: null}, {services}).virtualServers.get('TCP 198.51.100.7:80');
      expect(server).toMatchObject({
        presence: 'required',
        persistenceTimeout: undefined,
        scheduler: 'rr',
        schedulerFlags: [],
      });
      expect(server?.owners.map(({name}) => name).sort()).toEqual(['hidden', 'svc']);
    }
  });

  test('what all versions have is required, and has its owner', () => {
    const state = expectedOn(
      {version: null},
      {
        services: [
          nodePortService(),
          aService({name: 'hidden', clusterIPs: ['10.96.14.8'], labels: HEADLESS}),
        ],
      },
    );
    expect(boundOf(state)).toEqual(['10.96.14.7', '? 10.96.14.8']);
    expect(state.addresses?.get('10.96.14.7')?.owners).toEqual([
      {namespace: 'default', name: 'svc', port: ''},
    ]);
    expect(membersOf(state)).toMatchObject({
      'KUBE-CLUSTER-IP': ['10.96.14.7,tcp:80', '? 10.96.14.8,tcp:80'],
      'KUBE-NODE-PORT-TCP': ['30080'],
    });
    expect([...state.nodePorts]).toEqual(['TCP 30080']);
  });

  test('source ranges of /0', () => {
    const service = loadBalancerService({loadBalancerSourceRanges: ['0.0.0.0/0']});
    const members = membersOf(expectedOn({version: null}, {services: [service]}));
    expect(members['KUBE-LOAD-BALANCER-FW']).toEqual(['? 203.0.113.5,tcp:80']);
  });
});

describe('the doubt names what was left out', () => {
  const {doubts} = expectedOn({version: null}, {});
  const [doubt] = doubts;

  test('once, and no other doubt', () => {
    expect(doubts).toHaveLength(1);
    expect(doubt?.message).toMatch(/version is unknown.*1\.28.*1\.38/);
  });

  test.each([
    'ipMode',
    'primary',
    'KUBE-IPVS-OUT-FILTER',
    'headless',
    'service-proxy-name',
    'hints for nodes',
    'annotation',
    'several slices',
    'non-canonical',
    'own address in source ranges',
    'type ClusterIP',
    'keywords',
    '/0',
  ])('%s', (words) => {
    expect(doubt?.message).toContain(words);
  });

  test('and nothing on which the versions agree', () => {
    expect(doubt?.message).not.toMatch(/mh|terminating|KUBE-IPVS-IPS|KUBE-PROXY-FIREWALL|Flag|PerInterface/);
  });

  test('the gate AllowServiceExternalIPs, which 1.36 was the first to know, in words', () => {
    const node = {version: null, configuration: {featureGates: {AllowServiceExternalIPs: false}}};
    const [message] = expectedOn(node, {}).doubts.map((one) => one.message);
    expect(message).toMatch(/external IPs/);
  });

  test.each([
    {version: '1.23.17', nearest: '1.24'},
    {version: '1.39.0', nearest: '1.38'},
    {version: '2.0.0', nearest: '1.38'},
  ])('$version is compared by the rules of $nearest, with a doubt', ({version, nearest}) => {
    const messages = expectedOn({version}, {}).doubts.map(({message}) => message);
    expect(messages).toEqual([expect.stringMatching(new RegExp(`v${version}.*rules of ${nearest}$`))]);
  });

  test.each(['1.24.0', '1.28.4', '1.36.2', '1.38.0'])('%s is known', (version) => {
    expect(expectedOn({version}, {}).doubts).toEqual([]);
  });
});

const SINCE_1_28 = EXAMPLES.filter(
  ({node}) => (parseKubeVersion(node?.version ?? '1.36.2')?.minor ?? 0) >= 28,
);

describe('the table of an example, whatever its version from 1.28 on, gives no finding', () => {
  test.each(SINCE_1_28)('$title', (example) => {
    const node = nodeOf(example);
    const {findings} = compareAll(
      expectedOn({...node, version: null}, example),
      actualState(saveLines(example.lines), node),
    );
    expect(describeFindings(findings)).toEqual([]);
  });
});
