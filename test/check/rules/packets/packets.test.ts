import {describe, expect, test} from '@jest/globals';
import type {NodeFacts} from '../../../../src/check/index.ts';
import {type JsonObject, readKubeProxyConfiguration} from '../../../../src/model/index.ts';
import {aFinding} from '../../../support/builders/a-finding.ts';
import {actualState} from '../../../support/builders/actual-state.ts';
import {iptablesOf} from '../../../support/builders/iptables.ts';
import {commonNode, type Interfaces} from '../../../support/builders/node.ts';
import {checkOnNode, inShort, kernel} from '../../../support/builders/node-evidence.ts';
import {aLog} from '../../../support/builders/proxy-log.ts';
import {aService} from '../../../support/builders/service.ts';

type Row = readonly [string, Partial<NodeFacts>, readonly (string | RegExp)[]];

function table(code: string, rows: readonly Row[]): void {
  test.each(rows)(`${code}: %s`, (_, facts, expected) => {
    expect(inShort(checkOnNode(code, facts, {services: [aService()]}))).toEqual(
      expected.map((text) => (typeof text === 'string' ? text : expect.stringMatching(text))),
    );
  });
}

const sysctls = (settings: Readonly<Record<string, string>>): Pick<NodeFacts, 'sysctls'> => ({
  sysctls: new Map(Object.entries(settings)),
});

const on = (interfaces: Interfaces) => ({addresses: commonNode({interfaces}).interfaces!});

describe('hairpin', () => {
  const CALL = 'net.bridge.bridge-nf-call-iptables';
  const cni = on({cni0: ['10.244.1.1/24']});
  const member = (set: string) =>
    aFinding({
      kind: 'ipset-member-missing',
      code: 'IPVS061',
      virtualServer: null,
      realServer: null,
      actual: null,
      expected: {set, member: '10.244.1.5,tcp:8080,10.244.1.5'},
    });

  table('IPVS057', [
    ['off, with a bridge', {...sysctls({[CALL]: '0'}), ...cni}, [`fail warning: ${CALL} = 0; bridge cni0`]],
    ['off, no bridge seen', {...sysctls({[CALL]: '0'}), ...on({})}, [`fail info: ${CALL} = 0`]],
    ['on', {...sysctls({[CALL]: '1'}), ...cni}, ['pass']],
    [
      'module not loaded',
      {...sysctls({}), ...cni, modules: new Set(['bridge'])},
      [/^fail info: .*does not exist/],
    ],
    ['not captured', {...sysctls({}), ...cni}, [/^undecidable/]],
    ['no bridge at all', {...sysctls({}), ...on({})}, [/^not-applicable/]],
    [
      'a Pod is not in its set',
      {...sysctls({[CALL]: '1'}), ...cni, findings: [member('KUBE-LOOP-BACK')]},
      [/^fail error default\/svc: ipset-member-missing \(set KUBE-LOOP-BACK/],
    ],
    ['another set', {...sysctls({[CALL]: '1'}), ...cni, findings: [member('KUBE-CLUSTER-IP')]}, ['pass']],
  ]);
});

describe('masquerading', () => {
  const configured = (document: JsonObject, source: 'configz' | 'defaults' = 'configz') => ({
    configuration: readKubeProxyConfiguration(
      {mode: 'ipvs', clusterCIDR: '10.244.0.0/16', ...document},
      source,
    ),
  });
  const RULES = [
    ['KUBE-MARK-MASQ', '-j MARK --set-xmark 0x4000/0x4000'],
    ['KUBE-POSTROUTING', '-m set --match-set KUBE-LOOP-BACK dst,dst,src -j MASQUERADE'],
    ['KUBE-POSTROUTING', '-j MASQUERADE --random-fully'],
  ] as const;
  const waiting = (state: string, client: string) =>
    Array.from({length: 3}, (_, index) => ({
      protocol: 'TCP' as const,
      state,
      expiresSeconds: 50,
      client: {address: client, port: 40000 + index},
      virtual: {address: '10.96.0.1', port: 443},
      real: {address: '192.0.2.12', port: 6443},
      template: false,
    }));

  table('IPVS058', [
    ['no range of Pods', configured({clusterCIDR: ''}), [/^fail info: clusterCIDR is not set/]],
    [
      'no range, everything masqueraded',
      configured({clusterCIDR: '', iptables: {masqueradeAll: true}}),
      ['pass'],
    ],
    [
      'no range, Pods known by interface',
      configured({clusterCIDR: '', detectLocalMode: 'BridgeInterface'}),
      ['pass'],
    ],
    [
      'the range holds Services',
      configured({clusterCIDR: '10.0.0.0/8'}),
      ['fail error: clusterCIDR is 10.0.0.0/8; 10.96.14.7 of default/svc'],
    ],
    ['as it should be', {...configured({}), ...iptablesOf('nat', RULES)}, ['pass']],
    [
      'rules are gone',
      {...configured({}), ...iptablesOf('nat', [['KUBE-MARK-MASQ', ''], ...RULES.slice(1, 2)])},
      ['fail error: KUBE-POSTROUTING does not masquerade marked packets; KUBE-MARK-MASQ sets no mark'],
    ],
    [
      'handshakes that do not end',
      {...configured({}), connections: waiting('SYN_RECV', '10.96.0.1')},
      [/^fail warning: 10\.96\.0\.1:40000 -> 10\.96\.0\.1:443 -> 192\.0\.2\.12:6443/],
    ],
    ['established ones', {...configured({}), connections: waiting('ESTABLISHED', '10.96.0.1')}, ['pass']],
    ['of other clients', {...configured({}), connections: waiting('SYN_RECV', '10.244.1.5')}, ['pass']],
  ]);
});

describe('filtering', () => {
  const KUBE = ['FORWARD', '-m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD'] as const;
  table('IPVS059', [
    [
      'nobody helps',
      iptablesOf('filter', [KUBE], {FORWARD: 'DROP'}),
      [/^fail warning: -P FORWARD DROP; -A FORWARD/],
    ],
    [
      'a CNI may help',
      iptablesOf('filter', [KUBE, ['FORWARD', '-j FLANNEL-FWD']], {FORWARD: 'DROP'}),
      [/^fail info/],
    ],
    ['accepted', iptablesOf('filter', [KUBE], {FORWARD: 'ACCEPT', INPUT: 'ACCEPT'}), ['pass']],
    ['not captured', {}, [/^undecidable/]],
  ]);

  const metrics = (value: number) => ({
    metrics: {
      samples: (name: string) => (name.endsWith('restore_failures_total') ? [{labels: {}, value}] : []),
    },
  });
  const line = 'E1120 1 proxier.go:1] "Failed to execute iptables-restore" err="exit status 1"';
  const member = (severity: 'error' | 'info') =>
    aFinding({
      kind: 'ipset-member-unexpected',
      code: 'IPVS061',
      severity,
      service: null,
      virtualServer: null,
      realServer: null,
      actual: {set: 'KUBE-CLUSTER-IP', member: '10.96.66.66,tcp:6666'},
    });
  table('IPVS061', [
    ['in the log', {...aLog([{codes: ['IPVS061'], line}]), ...metrics(3)}, [`fail error: ${line}`]],
    ['in the log before the last restart', aLog([{codes: ['IPVS061'], line, previous: true}]), ['pass']],
    ['counted', metrics(3), ['fail warning: kubeproxy_sync_proxy_rules_iptables_restore_failures_total 3']],
    ['none', {...metrics(0), ...aLog([]), findings: []}, ['pass']],
    [
      'a member of a set',
      {findings: [member('error')]},
      ['fail error: ipset-member-unexpected (set KUBE-CLUSTER-IP, member 10.96.66.66,tcp:6666)'],
    ],
    ['a harmless member', {findings: [member('info')]}, ['pass']],
    ['nothing read', {}, [/^undecidable/]],
  ]);

  const state = actualState([]);
  table('IPVS062', [
    [
      'the dump warns',
      {state: {...state, legacyIptables: new Set(['IPv4'] as const)}},
      [/^fail warning: iptables-legacy tables present \(IPv4\)$/],
    ],
    [
      'both kinds of tables',
      {state, modules: new Set(['iptable_nat', 'nft_compat'])},
      [/^undecidable: tables of both/],
    ],
    ['one kind', {state, modules: new Set(['nft_compat'])}, ['pass']],
    ['modules not captured', {state}, [/^undecidable/]],
  ]);
});

describe('VXLAN', () => {
  const tunnel = on({'flannel.1': ['10.244.1.0/32']});
  table('IPVS064', [
    [
      'an old kernel with a tunnel',
      {kernel: kernel('5.4.40'), ...tunnel},
      [/^fail warning: kernel 5\.4\.40; VXLAN interface flannel\.1$/],
    ],
    ["a distributor's kernel", {kernel: kernel('4.18.0-553.el8_10.x86_64'), ...tunnel}, [/^fail info/]],
    [
      'a kernel that is called x.y.0 whatever is in it',
      {kernel: kernel('5.4.0-100-generic'), ...tunnel},
      [/^fail info/],
    ],
    ['the fix is in', {kernel: kernel('5.4.41'), ...tunnel}, [/^not-applicable/]],
    ['a new kernel', {kernel: kernel('6.1.0'), ...tunnel}, [/^not-applicable/]],
    ['no tunnel', {kernel: kernel('5.4.40'), ...on({})}, [/^not-applicable/]],
  ]);
});
