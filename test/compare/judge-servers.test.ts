import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {judgeServers} from '../../src/compare/index.ts';
import {readActualState} from '../../src/kernel/read-actual-state.ts';
import type {FindingKind, JudgedReal, RealServerStanding} from '../../src/model/index.ts';
import {actualState} from '../support/builders/actual-state.ts';
import {expectedOn} from '../support/builders/cluster.ts';
import {scenes} from '../support/builders/cluster-arbitraries.ts';
import {aSlice} from '../support/builders/endpoint-slice.ts';
import {compareAll, describeFindings} from '../support/builders/findings.ts';
import {addressesText} from '../support/builders/node.ts';
import {boundIn, tableOf, tableTexts} from '../support/builders/rendered-node.ts';
import {aPort, aService} from '../support/builders/service.ts';
import {editTable, tableEdits} from '../support/builders/table-edits.ts';
import {checkProperty} from '../support/property.ts';

const KINDS: Readonly<Partial<Record<RealServerStanding, FindingKind>>> = {
  stale: 'real-server-stale',
  draining: 'real-server-draining',
  missing: 'real-server-missing',
};

function kindsOf({standing, real}: JudgedReal): readonly (FindingKind | undefined)[] {
  if (standing === 'wrong-weight') return ['real-server-weight'];
  if (standing === 'wrong-forwarding')
    return real?.weight === 1 ? ['forwarding-mismatch'] : ['forwarding-mismatch', 'real-server-weight'];
  return [KINDS[standing]];
}

test('findings about real servers are those of their standing, for any cluster and any edits of its table', () => {
  const property = fc.property(scenes({certain: false}), tableEdits, (scene, edits) => {
    const {node, ...objects} = scene;
    const bound = {...node, bound: boundIn(expectedOn(node, objects), 'none')};
    const expected = expectedOn(bound, objects);
    const {table} = editTable(tableOf(expected, 'none'), edits);
    const texts = {...tableTexts(table, 'list'), 'addresses.txt': addressesText(bound)};
    const actual = readActualState({node: 'node-a', texts});
    const judged = judgeServers({expected, actual});
    const told = judged.flatMap(({key, standing, reals}) => [
      ...(standing === 'missing' ? [`virtual-server-missing ${key}`] : []),
      ...reals.flatMap((real) =>
        standing === 'missing'
          ? []
          : kindsOf(real).flatMap((kind) => (kind ? [`${kind} ${key} -> ${real.key}`] : [])),
      ),
    ]);
    const ofServers = (line: string) =>
      /^(real-server|forwarding|virtual-server-missing)/.test(line) && !line.startsWith('virtual-server-un');
    const {findings} = compareAll(expected, actual);
    expect(told.sort()).toEqual(describeFindings(findings).filter(ofServers));
  });
  checkProperty(property, {numRuns: 150});
});

function judged(protocol: 'TCP' | 'UDP', lines: readonly string[]) {
  const expected = expectedOn(
    {},
    {
      services: [aService({ports: [aPort({protocol})]})],
      slices: [aSlice('5@a, 6@a st', {ports: [{name: 'http', protocol, port: 8080}]})],
    },
  );
  const [server] = judgeServers({expected, actual: actualState(lines)});
  return server?.reals.map(({key, standing, condition}) => `${key} ${standing} ${condition}`);
}

describe('a real server at weight 0 that is no longer an endpoint', () => {
  test('drains with TCP', () => {
    const lines = [
      '-A -t 10.96.14.7:80 -s rr',
      '-a -t 10.96.14.7:80 -r 10.244.1.5:8080 -m -w 1',
      '-a -t 10.96.14.7:80 -r 10.244.1.9:8080 -m -w 0',
    ];
    expect(judged('TCP', lines)).toEqual([
      '10.244.1.5:8080 serving ready',
      '10.244.1.6:8080 left-out serving-terminating',
      '10.244.1.9:8080 draining gone',
    ]);
  });

  test('is stale with UDP, since kube-proxy removes it at once', () => {
    const lines = [
      '-A -u 10.96.14.7:80 -s rr',
      '-a -u 10.96.14.7:80 -r 10.244.1.5:8080 -m -w 1',
      '-a -u 10.96.14.7:80 -r 10.244.1.9:8080 -m -w 0',
    ];
    expect(judged('UDP', lines)).toContain('10.244.1.9:8080 stale gone');
  });
});

test('without its virtual server each wanted endpoint is missing', () => {
  expect(judged('TCP', [])).toEqual([
    '10.244.1.5:8080 missing ready',
    '10.244.1.6:8080 left-out serving-terminating',
  ]);
});
