import {describe, expect, test} from '@jest/globals';
import {actualState} from '../support/builders/actual-state.ts';
import {expectedOn} from '../support/builders/cluster.ts';
import {anEndpoint, aSlice, aSlicePort} from '../support/builders/endpoint-slice.ts';
import {compareAll, describeFindings} from '../support/builders/findings.ts';
import {saveLines} from '../support/builders/save-lines.ts';
import {aService} from '../support/builders/service.ts';
import {realServersOf} from '../support/builders/state-texts.ts';

/** Slices, `|` between them, in the order given and the other way round: neither matters. */
function realServersIn(version: string, slices: string, services = [aService()]) {
  const parsed = slices.split('|').map((text, index) => aSlice(text, {name: `svc-${index}`}));
  const orders = [parsed, [...parsed].reverse()];
  const [one, other] = orders.map((order) => realServersOf(expectedOn({version}, {services, slices: order})));
  expect(one).toEqual(other);
  return one?.map((text) => text.replace(':8080', ''));
}

describe('copies of an endpoint, 1.36: one that is not terminating wins (section 5.1)', () => {
  test.each([
    {name: 'equal copies', slices: '5@a | 5@a', wanted: ['10.244.1.5']},
    {name: 'equal copies in one slice', slices: '5@a, 5@a', wanted: ['10.244.1.5']},
    {name: 'ready and terminating', slices: '5@a, 7@b | 5@a st', wanted: ['10.244.1.5', '10.244.2.7']},
    {
      name: 'ready and terminating, three times',
      slices: '5@a st | 5@a | 5@a t, 7@b',
      wanted: ['10.244.1.5', '10.244.2.7'],
    },
    {name: 'not ready and terminating, no other', slices: '5@a!r | 5@a st', wanted: []},
    {name: 'ready and not ready', slices: '5@a | 5@a!r, 7@b', wanted: ['10.244.2.7', '? 10.244.1.5']},
    {name: 'two that terminate', slices: '5@a st | 5@a t', wanted: ['? 10.244.1.5']},
    {
      name: 'hints that differ: once the zone decides, once nothing',
      slices: '5@a z=z1, 7@b z=z2 | 5@a z=z2',
      wanted: ['10.244.1.5', '? 10.244.2.7'],
    },
    {
      name: 'hints in one of the slices only',
      slices: '5@a z=z1, 7@b z=z2 | 5@a, 7@b',
      wanted: ['10.244.1.5', '? 10.244.2.7'],
    },
    {
      name: 'hints for nodes that differ',
      slices: '5@a n=a z=z1, 7@b n=b z=z1 | 7@b n=a z=z1',
      wanted: ['10.244.1.5', '? 10.244.2.7'],
    },
  ])('$name', ({slices, wanted}) => {
    expect(realServersIn('1.36.2', slices)).toEqual([...wanted].sort());
  });

  test('on another node: local or not', () => {
    const service = aService({
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      ingress: [{ip: '203.0.113.5'}],
    });
    const slices = ['10.244.1.5@a, 7@a', '10.244.1.5@b'].map((text, index) =>
      aSlice(text, {name: `svc-${index}`}),
    );
    const state = expectedOn({}, {services: [service], slices});
    expect(realServersOf(state)).toEqual(['10.244.1.5:8080', '10.244.1.7:8080']);
    expect(realServersOf(state, 'TCP 203.0.113.5:80')).toEqual(['10.244.1.7:8080', '? 10.244.1.5:8080']);
  });
});

describe('copies of an endpoint, 1.35 and before: a local one wins (section 5.1)', () => {
  test.each([
    {
      name: 'ready and terminating, both local',
      slices: '5@a, 7@b | 5@a st',
      wanted: ['10.244.2.7', '? 10.244.1.5'],
    },
    {
      name: 'ready and terminating, no other: the fallback gives it either way',
      slices: '5@a | 5@a st',
      wanted: ['10.244.1.5'],
    },
    {name: 'local ready, elsewhere not', slices: '10.244.1.5@a | 10.244.1.5@b!r', wanted: ['10.244.1.5']},
    {name: 'local not ready, elsewhere ready', slices: '10.244.1.5@a!r | 10.244.1.5@b', wanted: []},
    {name: 'neither local', slices: '10.244.2.7@b | 10.244.2.7@c!r', wanted: ['? 10.244.2.7']},
    {
      name: 'local terminating, elsewhere ready',
      slices: '10.244.1.5@a t, 7@b | 10.244.1.5@b',
      wanted: ['10.244.2.7'],
    },
  ])('$name', ({slices, wanted}) => {
    for (const version of ['1.35.5', '1.30.0', '1.27.0']) {
      expect(realServersIn(version, slices)).toEqual([...wanted].sort());
    }
  });
});

describe('what is optional', () => {
  const objects = {services: [aService()], slices: [aSlice('5@a, 7@b'), aSlice('5@a!r', {name: 'svc-b'})]};
  const found = (line: string) =>
    describeFindings(
      compareAll(expectedOn({}, objects), actualState(saveLines([line]), {bound: ['10.96.14.7']})).findings,
    );

  test.each([
    {name: 'may be there', line: 'VS(10.96.14.7:80)+[5@a 7@b]', findings: []},
    {name: 'may be missing', line: 'VS(10.96.14.7:80)+[7@b]', findings: []},
    {
      name: 'does not excuse what is required',
      line: 'VS(10.96.14.7:80)+[5@a]',
      findings: ['real-server-missing TCP 10.96.14.7:80 -> 10.244.2.7:8080'],
    },
    {
      name: 'does not excuse what nobody wants',
      line: 'VS(10.96.14.7:80)+[7@b 8@b]',
      findings: ['real-server-stale TCP 10.96.14.7:80 -> 10.244.2.8:8080'],
    },
  ])('$name', ({line, findings}) => {
    expect(found(line)).toEqual(findings);
  });
});

test('why a real server is stale does not depend on the order of the slices', () => {
  const slices = [aSlice('5@a!r, 7@b'), aSlice('5@a t', {name: 'svc-b'})];
  const actual = actualState(saveLines(['VS(10.96.14.7:80)+[5@a 7@b]']), {bound: ['10.96.14.7']});
  const [one, two] = [slices, [...slices].reverse()].map(
    (order) => compareAll(expectedOn({}, {services: [aService()], slices: order}), actual).findings,
  );
  expect(one).toHaveLength(1);
  expect(two).toEqual(one);
});

test('more copies that differ than can be gone through: all are optional', () => {
  const ready = Array.from({length: 9}, (_, index) => `${index + 1}@a`).join(', ');
  const notReady = Array.from({length: 9}, (_, index) => `${index + 1}@a!r`).join(', ');
  const wanted = realServersIn('1.36.2', `${ready} | ${notReady}`);
  expect(wanted).toHaveLength(9);
  expect(wanted?.every((text) => text.startsWith('? '))).toBe(true);
});

test('one address with two port numbers is two endpoints', () => {
  const slices = [aSlice('5@a'), aSlice('5@a!r', {name: 'svc-b', ports: [aSlicePort({port: 9090})]})];
  expect(realServersOf(expectedOn({}, {services: [aService()], slices}))).toEqual(['10.244.1.5:8080']);
});

describe('an address in another spelling (section 5.1)', () => {
  const service = aService({clusterIPs: ['fd00:96::7']});
  const written = anEndpoint('fd00:244:1::7@a', {addresses: ['fd00:0244:1:0:0:0:0:7']});
  const slices = [aSlice([anEndpoint('fd00:244:1::5@a'), written])];

  test.each([
    {version: '1.38.0', wanted: ['[fd00:244:1::5]:8080', '[fd00:244:1::7]:8080']},
    {version: '1.31.0', wanted: ['[fd00:244:1::5]:8080', '[fd00:244:1::7]:8080']},
    {version: '1.30.14', wanted: ['? [fd00:244:1::7]:8080', '[fd00:244:1::5]:8080']},
    {version: '1.24.0', wanted: ['? [fd00:244:1::7]:8080', '[fd00:244:1::5]:8080']},
  ])('$version', ({version, wanted}) => {
    expect(
      realServersOf(expectedOn({version}, {services: [service], slices}), 'TCP [fd00:96::7]:80'),
    ).toEqual(wanted);
  });
});
