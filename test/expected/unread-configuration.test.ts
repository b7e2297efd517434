import {describe, expect, test} from '@jest/globals';
import {servedFamilies} from '../../src/expected/index.ts';
import {actualState} from '../support/builders/actual-state.ts';
import {expectedOn} from '../support/builders/cluster.ts';
import {aSlice} from '../support/builders/endpoint-slice.ts';
import {compareAll, describeFindings} from '../support/builders/findings.ts';
import type {NodeOverrides} from '../support/builders/node.ts';
import {expectedLines, saveLines} from '../support/builders/save-lines.ts';
import {aPort, aService} from '../support/builders/service.ts';
import {membersOf} from '../support/builders/state-texts.ts';
import {nodeOf} from './examples/example.ts';
import {EXAMPLES} from './examples/examples.ts';
import {loadBalancerService, localLoadBalancerService, nodePortService} from './examples/services.ts';

/** Without `/configz` scheduler, node-port addresses and exclusions are guesses (section 16). */
const UNREAD = {configurationSource: 'configmap'} as const;

describe.each(['configmap', 'flags', 'defaults'] as const)('configuration from %s', (configurationSource) => {
  const node = {
    configurationSource,
    configuration: {ipvs: {scheduler: 'wlc', excludeCIDRs: ['203.0.113.0/24']}},
  };
  const state = expectedOn(node, {services: [aService()]});

  test('does not tell the scheduler for certain', () => {
    expect(expectedLines(state)).toEqual(['-A -t 10.96.14.7:80 -s ? -b ?']);
    expect(state.configurationCertain).toBe(false);
  });

  test('is a doubt', () => {
    expect(state.doubts.map(({message}) => message)).toEqual([expect.stringContaining('/configz')]);
  });
});

test('configuration from /configz is certain', () => {
  const state = expectedOn({}, {});
  expect(state.configurationCertain).toBe(true);
  expect(state.doubts).toEqual([]);
});

describe('the table of an example gives no finding where the guess is right', () => {
  test.each(EXAMPLES)('$title', (example) => {
    const node = {...nodeOf(example), ...UNREAD};
    const {findings} = compareAll(expectedOn(node, example), actualState(saveLines(example.lines), node));
    expect(describeFindings(findings)).toEqual([]);
  });
});

const CONFIGURED = ['#9', '#10', '#11', '#18', '#19', '#20', '#22'];

describe('the table of an example gives no finding where the guess is wrong', () => {
  const examples = EXAMPLES.filter(({title}) => CONFIGURED.includes(title.split(' ')[0] ?? ''));

  test.each(examples)('$title', (example) => {
    const node = {...nodeOf(example), ...UNREAD, configuration: {}};
    const {findings} = compareAll(expectedOn(node, example), actualState(saveLines(example.lines), node));
    expect(describeFindings(findings)).toEqual([]);
  });
});

describe('the scheduler is the one that most virtual servers use', () => {
  const clusterIPs = ['10.96.14.7', '10.96.14.8', '10.96.14.9'];
  const services = clusterIPs.map((ip) => aService({name: `svc-${ip}`, clusterIPs: [ip]}));
  const found = (node: NodeOverrides, schedulers: readonly string[]) => {
    const lines = clusterIPs.map((ip, index) => `-A -t ${ip}:80 -s ${schedulers[index]}`);
    const bound = {...node, bound: clusterIPs};
    return describeFindings(compareAll(expectedOn(bound, {services}), actualState(lines, bound)).findings);
  };

  test.each([
    {name: 'all alike', schedulers: ['wlc', 'wlc', 'wlc'], findings: []},
    {
      name: 'all alike, with flags',
      schedulers: ['mh -b mh-port', 'mh -b mh-port', 'mh -b mh-port'],
      findings: [],
    },
    {name: 'one other', schedulers: ['wlc', 'rr', 'wlc'], findings: ['scheduler-mismatch TCP 10.96.14.8:80']},
    {
      name: 'the first is the other',
      schedulers: ['rr', 'wlc', 'wlc'],
      findings: ['scheduler-mismatch TCP 10.96.14.7:80'],
    },
  ])('$name', ({schedulers, findings}) => {
    expect(found({...UNREAD, configuration: {ipvs: {scheduler: 'lc'}}}, schedulers)).toEqual(findings);
  });

  test('where two are used as often, the order of the Services does not decide', () => {
    const lines = ['-A -t 10.96.14.7:80 -s rr', '-A -t 10.96.14.8:80 -s wlc'];
    const node = {...UNREAD, bound: clusterIPs.slice(0, 2)};
    const [one, other] = [services.slice(0, 2), services.slice(0, 2).reverse()].map((order) =>
      describeFindings(compareAll(expectedOn(node, {services: order}), actualState(lines, node)).findings),
    );
    expect(one).toEqual(other);
  });

  test('unless the configuration was read', () => {
    expect(found({}, ['wlc', 'rr', 'wlc'])).toEqual([
      'scheduler-mismatch TCP 10.96.14.7:80',
      'scheduler-mismatch TCP 10.96.14.9:80',
    ]);
  });
});

describe('node ports where the configuration was not read', () => {
  const objects = {services: [nodePortService()], slices: [aSlice('5@a')]};
  const found = (overrides: NodeOverrides, lines: readonly string[]) => {
    const node = {interfaces: {eth1: ['198.51.100.11/24']}, bound: ['10.96.14.7'], ...overrides};
    const table = saveLines(['VS(10.96.14.7:80)+[5@a]', ...lines]);
    return describeFindings(compareAll(expectedOn(node, objects), actualState(table, node)).findings);
  };
  const guess = {...UNREAD, configuration: {nodePortAddresses: ['192.0.2.0/24']}};
  const first = 'VS(192.0.2.11:30080)+[5@a]';
  const second = 'VS(198.51.100.11:30080)+[5@a]';

  test.each([
    {name: 'as guessed', node: guess, lines: [first], findings: []},
    {name: 'on a further address of the node', node: guess, lines: [first, second], findings: []},
    {
      name: 'on a further address, had the configuration been read',
      node: {configuration: guess.configuration},
      lines: [first, second],
      findings: ['virtual-server-unexpected TCP 198.51.100.11:30080'],
    },
    {
      name: 'another port on a further address',
      node: guess,
      lines: [first, 'VS(198.51.100.11:30081)'],
      findings: ['virtual-server-unexpected TCP 198.51.100.11:30081'],
    },
    {
      name: 'on an address that is not of the node',
      node: guess,
      lines: [first, 'VS(203.0.113.77:30080)'],
      findings: ['virtual-server-unexpected TCP 203.0.113.77:30080'],
    },
    {name: 'all addresses guessed, one serves', node: UNREAD, lines: [second], findings: []},
    {
      name: 'on a cluster IP: a CIDR may cover the addresses of Services',
      node: UNREAD,
      lines: ['VS(10.96.14.7:30080)+[5@a]'],
      findings: [],
    },
    {
      name: 'a stale real server on a guessed address',
      node: guess,
      lines: ['VS(192.0.2.11:30080)+[5@a 7@b]'],
      findings: ['real-server-stale TCP 192.0.2.11:30080 -> 10.244.2.7:8080'],
    },
  ])('$name', ({node, lines, findings}) => {
    expect(found(node, lines)).toEqual(findings);
  });

  test.each([
    {name: 'none is served: no address may be configured', table: [], findings: []},
    {
      name: 'some are served, so the address is configured',
      table: ['VS(192.0.2.11:30081)+[5@a]'],
      findings: [
        'ipset-member-missing {"set":"KUBE-HEALTH-CHECK-NODE-PORT","member":"32000"}',
        'ipset-member-missing {"set":"KUBE-NODE-PORT-LOCAL-TCP","member":"30080"}',
        'ipset-member-missing {"set":"KUBE-NODE-PORT-TCP","member":"30080"}',
        'virtual-server-missing TCP 192.0.2.11:30080',
      ],
    },
  ])('a Service without its node port, $name', ({table, findings}) => {
    const services = [
      localLoadBalancerService({ingress: []}),
      nodePortService({name: 'other', clusterIPs: ['10.96.14.8'], ports: [aPort({nodePort: 30081})]}),
    ];
    const slices = [aSlice('5@a'), aSlice('5@a', {name: 'other', service: 'other'})];
    const bound = ['10.96.14.7', '10.96.14.8'];
    const node = {...UNREAD, bound};
    const lines = saveLines([...bound.map((address) => `VS(${address}:80)+[5@a]`), ...table]);
    const expected = expectedOn(node, {services, slices});
    const ipSets = new Map(
      [...expected.ipSets].map(([name, set]) => {
        const members = [...set.members.keys()].filter((member) =>
          name.includes('NODE-PORT') ? member === '30081' && table.length > 0 : true,
        );
        return [name, {...set, members: new Set(members)}];
      }),
    );
    const {findings: found} = compareAll(expected, {...actualState(lines, node), ipSets});
    expect(describeFindings(found)).toEqual(findings);
  });

  test('one of several node ports missing on an address that serves node ports', () => {
    const services = [
      nodePortService({ports: [aPort({nodePort: 30080}), aPort({name: 'b', port: 81, nodePort: 30081})]}),
    ];
    const node = {...UNREAD, bound: ['10.96.14.7']};
    const lines = ['VS(10.96.14.7:80)', 'VS(10.96.14.7:81)', 'VS(192.0.2.11:30080)'];
    const {findings} = compareAll(expectedOn(node, {services}), actualState(saveLines(lines), node));
    expect(describeFindings(findings)).toEqual(['virtual-server-missing TCP 192.0.2.11:30081']);
  });
});

describe('a virtual server that no Service explains, where the configuration was not read', () => {
  const severity = (configurationSource: Required<NodeOverrides>['configurationSource']) => {
    const node = {configurationSource, bound: ['203.0.113.9']} as const;
    const {findings} = compareAll(expectedOn(node, {}), actualState(['-A -t 203.0.113.9:6443 -s rr'], node));
    return findings.filter(({kind}) => kind === 'virtual-server-unexpected').map((one) => one.severity);
  };

  test('it may be excluded, if nothing at all tells what is', () => {
    expect(severity('defaults')).toEqual(['info']);
  });

  test.each(['configmap', 'flags', 'configz'] as const)('it is wrong by what the %s say', (source) => {
    expect(severity(source)).toEqual(['warning']);
  });
});

test("the node's own address is not known where no configuration was found: it may be bound to any", () => {
  const services = [loadBalancerService({loadBalancerSourceRanges: ['192.0.2.0/24']})];
  const members = (node: NodeOverrides) =>
    membersOf(expectedOn(node, {services}))['KUBE-LOAD-BALANCER-SOURCE-IP'];
  expect(members({configurationSource: 'defaults'})).toEqual(['? 203.0.113.5,tcp:80,203.0.113.5']);
  expect(members(UNREAD)).toEqual(['203.0.113.5,tcp:80,203.0.113.5']);
});

describe('whether a node serves IPv6', () => {
  const evidence = {disableIPv6: undefined, version: undefined, ipv6InApi: true, ipv6InKernel: false};
  const [ipv4, ipv6] = (['IPv4', 'IPv6'] as const).map((family) => ({
    interface: 'eth0',
    family,
    address: family === 'IPv4' ? '192.0.2.11' : '2001:db8::11',
    prefix: 24,
  }));

  test.each([
    {name: 'it has addresses, and Services do', interfaces: [ipv4, ipv6], families: ['IPv4', 'IPv6']},
    {name: 'it has none', interfaces: [ipv4], families: ['IPv4']},
    {name: 'it has, nothing uses them', interfaces: [ipv4, ipv6], ipv6InApi: false, families: ['IPv4']},
    {name: 'its addresses were not read, its kernel shows none', interfaces: undefined, families: ['IPv4']},
    {
      name: 'its addresses were not read, its kernel has IPv6 entries',
      interfaces: undefined,
      ipv6InKernel: true,
      families: ['IPv4', 'IPv6'],
    },
  ])('$name', ({name, interfaces, families, ...rest}) => {
    const list = interfaces?.filter((entry) => entry !== undefined);
    expect(servedFamilies({...evidence, ...rest, interfaces: list})).toEqual(families);
  });

  test('is a doubt where its addresses were not read and some Services have IPv6', () => {
    const services = [aService({clusterIPs: ['10.96.14.7', 'fd00:96::7']})];
    const doubts = (node: NodeOverrides, list = services) =>
      expectedOn({interfaces: null, ...node}, {services: list}).doubts.map(({message}) => message);
    expect(doubts({families: ['IPv4']})).toContainEqual(expect.stringContaining('IPv6 was not checked'));
    expect(doubts({families: ['IPv4', 'IPv6']})).not.toContainEqual(expect.stringContaining('IPv6 was'));
    expect(doubts({families: ['IPv4']}, [aService()])).not.toContainEqual(
      expect.stringContaining('IPv6 was'),
    );
  });
});

describe('addresses of the node not captured', () => {
  test.each(EXAMPLES)('no finding: $title', (example) => {
    const node = {...example.node, interfaces: null};
    const state = expectedOn(node, example);
    expect(state.doubts.map(({message}) => message)).toContainEqual(expect.stringContaining('addresses'));
    const {findings} = compareAll(state, actualState(saveLines(example.lines), node));
    expect(describeFindings(findings)).toEqual([]);
  });
});

describe('other doubts', () => {
  test.each([
    {name: 'the Node is not listed', node: {node: null}, doubt: 'does not list this node'},
    {
      name: 'kube-proxy has another name for the node',
      node: {configuration: {hostnameOverride: 'node-x'}},
      doubt: 'uses node name node-x',
    },
  ])('$name', ({node, doubt}) => {
    const {doubts} = expectedOn(node, {});
    expect(doubts.map(({message}) => message)).toEqual([expect.stringContaining(doubt)]);
    expect(compareAll(expectedOn(node, {}), actualState([])).notes).toMatchObject([
      {severity: 'info', node: 'node-a', message: expect.stringContaining(doubt)},
    ]);
  });
});
