import {describe, expect, test} from '@jest/globals';
import type {NodeFacts} from '../../../../src/check/index.ts';
import {type KubeProxyConfiguration, readKubeProxyConfiguration} from '../../../../src/model/index.ts';
import {aFinding} from '../../../support/builders/a-finding.ts';
import {actualState, listedState} from '../../../support/builders/actual-state.ts';
import {expectedOn} from '../../../support/builders/cluster.ts';
import {aSlice} from '../../../support/builders/endpoint-slice.ts';
import {checkOnNode, inShort, kernel} from '../../../support/builders/node-evidence.ts';
import {aPort, aService, clientIP} from '../../../support/builders/service.ts';

type Row = readonly [string, Partial<NodeFacts>, readonly (string | RegExp)[]];

function table(code: string, rows: readonly Row[], services = [aService()]): void {
  test.each(rows)(`${code}: %s`, (_, facts, expected) => {
    const results = inShort(checkOnNode(code, facts, {services}));
    expect(results).toEqual(
      expected.map((text) => (typeof text === 'string' ? text : expect.stringMatching(text))),
    );
  });
}

const sysctls = (settings: Readonly<Record<string, string>>): Pick<NodeFacts, 'sysctls'> => ({
  sysctls: new Map(Object.entries(settings)),
});

function configured(ipvs: object, source: KubeProxyConfiguration['source'] = 'configz') {
  return {configuration: readKubeProxyConfiguration({mode: 'ipvs', ipvs}, source)};
}

const REUSE = 'net.ipv4.vs.conn_reuse_mode';
const DRAINING = listedState([
  'TCP  10.96.14.7:80 rr',
  '  -> 10.244.1.5:8080              Masq    0      3          4         ',
]).virtualServers!;

describe('source ports that are used again', () => {
  table('IPVS013', [
    [
      '1 on 5.4',
      {...sysctls({[REUSE]: '1'}), kernel: kernel('5.4.0-100-generic')},
      [/^fail error: .*= 1; kernel 5\.4/],
    ],
    [
      '1 on a kernel with backports',
      {...sysctls({[REUSE]: '1'}), kernel: kernel('4.18.0-553.el8_10.x86_64')},
      [/^fail warning/],
    ],
    ['0 on 5.4', {...sysctls({[REUSE]: '0'}), kernel: kernel('5.4.0')}, ['pass']],
    ['1 on 5.9', {...sysctls({[REUSE]: '1'}), kernel: kernel('5.9.0')}, [/^not-applicable/]],
    ['not told', {...sysctls({}), kernel: kernel('5.4.0')}, [/^undecidable/]],
  ]);

  table('IPVS014', [
    ['0 on 6.1', {...sysctls({[REUSE]: '0'}), kernel: kernel('6.1.0')}, [/^fail warning/]],
    ['0 on 5.4: kube-proxy has to', {...sysctls({[REUSE]: '0'}), kernel: kernel('5.4.0')}, [/^fail info/]],
    [
      '0 on 5.4 while a real server drains',
      {...sysctls({[REUSE]: '0'}), kernel: kernel('5.4.0'), table: DRAINING},
      [/^fail warning: .*weight 0, 3 active and 4 inactive/],
    ],
    ['1 on 6.1', {...sysctls({[REUSE]: '1'}), kernel: kernel('6.1.0')}, ['pass']],
  ]);
});

describe('sysctls that kube-proxy sets', () => {
  const TEMPLATE = 'net.ipv4.vs.expire_quiescent_template';
  table('IPVS016', [
    ['0', sysctls({[TEMPLATE]: '0'}), [`fail warning: ${TEMPLATE} = 0`]],
    ['1', sysctls({[TEMPLATE]: '1'}), ['pass']],
    ['not told', sysctls({}), [/^undecidable/]],
  ]);
  table(
    'IPVS016',
    [
      [
        '0 with session affinity',
        sysctls({[TEMPLATE]: '0'}),
        [/^fail error: .*session affinity: default\/svc/],
      ],
    ],
    [aService(clientIP())],
  );

  const CONNTRACK = 'net.ipv4.vs.conntrack';
  table('IPVS017', [
    ['0', sysctls({[CONNTRACK]: '0'}), [`fail error: ${CONNTRACK} = 0`]],
    ['1', sysctls({[CONNTRACK]: '1'}), ['pass']],
    ['not told', sysctls({}), [/^undecidable/]],
  ]);

  table('IPVS026', [
    [
      'all off',
      sysctls({'net.ipv4.vs.drop_entry': '0', 'net.ipv4.vs.drop_packet': '0', 'net.ipv4.vs.secure_tcp': '0'}),
      ['pass'],
    ],
    ['one acts', sysctls({'net.ipv4.vs.drop_entry': '3'}), ['fail warning: net.ipv4.vs.drop_entry = 3']],
    ['one waits', sysctls({'net.ipv4.vs.secure_tcp': '1'}), ['fail info: net.ipv4.vs.secure_tcp = 1']],
    ['not told', sysctls({}), [/^undecidable/]],
  ]);
});

describe('session affinity', () => {
  const template = {
    protocol: 'TCP' as const,
    state: 'ASSURED',
    expiresSeconds: 500,
    client: {address: '192.0.2.9', port: 0},
    virtual: {address: '10.96.14.7', port: 80},
    real: {address: '10.244.1.5', port: 8080},
    template: true,
  };
  const held = {findings: [], table: DRAINING, connections: [template]};

  table('IPVS018', [
    [
      'another timeout',
      {
        findings: [
          aFinding({
            kind: 'persistence-mismatch',
            code: 'IPVS018',
            severity: 'warning',
            realServer: null,
            actual: {persistenceTimeout: 30},
          }),
        ],
      },
      ['fail warning default/svc: persistence-mismatch TCP 10.96.14.7:80 (persistenceTimeout 30)'],
    ],
    [
      'a client is held at a draining real server',
      {...held, ...sysctls({'net.ipv4.vs.expire_quiescent_template': '0'})},
      ['fail warning: client 192.0.2.9 of 10.96.14.7:80 is bound to 10.244.1.5:8080 (weight 0) for 500 s'],
    ],
    ['the kernel lets go', {...held, ...sysctls({'net.ipv4.vs.expire_quiescent_template': '1'})}, ['pass']],
    ['no difference', {findings: []}, ['pass']],
  ]);
});

describe('UDP', () => {
  const dns = aService({ports: [aPort({name: 'dns', protocol: 'UDP', port: 53})]});
  const slice = aSlice('5@a z=z1, 7@b z=z2', {ports: [{name: 'dns', protocol: 'UDP', port: 5353}]});
  const expected = expectedOn({}, {services: [dns], slices: [slice]});
  const kernelTable = actualState([
    '-A -u 10.96.14.7:53 -s rr',
    '-a -u 10.96.14.7:53 -r 10.244.1.5:5353 -m -w 1',
  ]).virtualServers!;
  const entry = (real: string) =>
    `udp      17 25 src=10.244.1.9 dst=10.96.14.7 sport=40000 dport=53 src=${real} dst=192.0.2.11 sport=5353 dport=30 [ASSURED] mark=0 use=1`;
  const facts = (...conntrack: string[]) => ({conntrack, table: kernelTable, expected});

  const lost =
    'udp      17 29 src=10.244.1.9 dst=10.96.14.7 sport=40000 dport=53 [UNREPLIED] src=10.96.14.7 dst=10.244.1.9 sport=53 dport=40000 mark=0 use=1';

  test('the remedy removes the entries of this address only', () => {
    expect(checkOnNode('IPVS019', facts(lost, lost)).map(({remedy}) => remedy)).toEqual([
      'on the node: conntrack -D -p udp --orig-dst 10.96.14.7 --dport 53',
    ]);
  });

  table('IPVS019', [
    [
      'an endpoint that is gone',
      facts(entry('10.244.9.9')),
      ['fail warning: udp 10.244.1.9:40000 -> 10.96.14.7:53 is answered by 10.244.9.9:5353'],
    ],
    ['an endpoint', facts(entry('10.244.1.5')), ['pass']],
    ['an endpoint that serves, though not from this node', facts(entry('10.244.2.7')), ['pass']],
    ['answered by the address itself', facts(entry('10.96.14.7')), ['pass']],
    [
      'made before the node had the address',
      facts(lost),
      [
        'fail warning: udp 10.244.1.9:40000 -> 10.96.14.7:53 is UNREPLIED, and waits for a reply from 10.96.14.7:53',
      ],
    ],
    ['made for an address that is not served', facts(lost.replaceAll('10.96.14.7', '10.96.99.99')), ['pass']],
    ['on its way to a real server', facts(entry('10.244.1.5').replace('[ASSURED]', '[UNREPLIED]')), ['pass']],
    [
      'both',
      facts(entry('10.244.9.9'), lost),
      [/^fail warning: .*answered by/, /^fail warning: .*UNREPLIED/],
    ],
    ['another address', facts(entry('10.244.9.9').replace('dst=10.96.14.7', 'dst=10.96.99.99')), ['pass']],
    ['TCP', facts(entry('10.244.9.9').replace('udp ', 'tcp ')), ['pass']],
    [
      'no ports',
      facts(
        'icmp     1 20 src=1.2.3.4 dst=10.96.14.7 type=8 code=0 id=7 src=10.96.14.7 dst=1.2.3.4 type=0 code=0 id=7 mark=0 use=1',
      ),
      ['pass'],
    ],
  ]);
});

describe('timeouts', () => {
  const timeouts = (tcp: number, tcpFin = 120, udp = 300) => ({timeouts: {tcp, tcpFin, udp}});
  table('IPVS021', [
    ["the kernel's default", timeouts(900), [/^fail info: .*900 120 300/]],
    ['shorter', timeouts(60), [/^fail warning/]],
    ['longer than the first keep-alive', timeouts(7201), ['pass']],
    ['not captured', {}, [/^undecidable/]],
  ]);
  table('IPVS022', [
    ['as configured', {...timeouts(7200), ...configured({tcpTimeout: '2h'})}, ['pass']],
    [
      'not as configured',
      {...timeouts(900), ...configured({tcpTimeout: '2h'})},
      ['fail warning: ipvs.tcpTimeout is 7200s, the kernel has 900 s'],
    ],
    [
      'changed by somebody',
      {...timeouts(900, 120, 10), ...configured({})},
      ['fail info: ipvs.udpTimeout is not set, the kernel has 10 s instead of 300 s'],
    ],
    ['nothing configured', {...timeouts(900), ...configured({})}, ['pass']],
    ['no configuration', {...timeouts(1), ...configured({}, 'defaults')}, [/^undecidable/]],
  ]);
});

describe('balancing', () => {
  const row = (real: string, active: number) =>
    `  -> ${real}:8080              Masq    1      ${active}          0         `;
  const counts = (...active: number[]) => ({
    table: listedState([
      'TCP  10.96.14.7:80 rr',
      ...active.map((count, index) => row(`10.244.1.${index + 5}`, count)),
    ]).virtualServers!,
  });
  table('IPVS023', [
    [
      'one has it all',
      counts(400, 1, 1, 1, 1),
      [
        'fail info: TCP 10.96.14.7:80 -> 10.244.1.5:8080 has 400 of 404 active connections, with 5 real servers',
      ],
    ],
    ['even', counts(100, 100, 100, 100), ['pass']],
    ['few connections', counts(50, 0, 0, 0, 0), ['pass']],
    [
      'not counted',
      {
        table: actualState(['-A -t 10.96.14.7:80 -s rr', '-a -t 10.96.14.7:80 -r 10.244.1.5:8080 -m -w 1'])
          .virtualServers!,
      },
      [/^undecidable/],
    ],
  ]);
  table('IPVS024', [
    ['wrr', configured({scheduler: 'wrr'}), ['fail info: ipvs.scheduler is wrr']],
    ['not set', configured({}), ['pass']],
    ['mh', configured({scheduler: 'mh'}), ['pass']],
    ['no configuration', configured({}, 'defaults'), [/^undecidable/]],
  ]);
});

describe('sizes', () => {
  table('IPVS025', [
    [
      'too small',
      {
        connectionTableSize: 2,
        table: listedState([
          'TCP  10.96.14.7:80 rr',
          '  -> 10.244.1.5:8080              Masq    1      10         6         ',
        ]).virtualServers!,
      },
      ['fail warning: size=2, 16 connections'],
    ],
    ['large enough', {connectionTableSize: 4096, connections: []}, ['pass']],
    ['connections not counted', {connectionTableSize: 4096}, [/^undecidable/]],
  ]);

  const huge = new Map(
    Array.from({length: 20_000}, (_, index) => [
      String(index),
      {...[...DRAINING.values()][0]!, realServers: new Map()},
    ]),
  );
  table('IPVS027', [
    [
      'huge on 6.1',
      {kernel: kernel('6.1.0'), table: huge},
      ['fail warning: 20000 virtual and real servers; kernel 6.1.0'],
    ],
    [
      'huge, but off',
      {kernel: kernel('6.1.0'), table: huge, ...sysctls({'net.ipv4.vs.run_estimation': '0'})},
      ['pass'],
    ],
    ['small', {kernel: kernel('6.1.0'), table: DRAINING}, ['pass']],
    ['huge on 6.2', {kernel: kernel('6.2.0'), table: huge}, [/^not-applicable/]],
  ]);

  const filled = (count: number) =>
    sysctls({'net.netfilter.nf_conntrack_count': String(count), 'net.netfilter.nf_conntrack_max': '1000'});
  table('IPVS028', [
    ['full', filled(990), [/^fail error: .*count = 990/]],
    ['nearly full', filled(800), [/^fail warning/]],
    ['room', filled(100), ['pass']],
    ['not told', sysctls({}), [/^undecidable/]],
    [
      'it dropped at some time',
      {
        ...filled(100),
        conntrackStats: new Map([
          [0, new Map([['drop', 4]])],
          [1, new Map([['drop', 3]])],
        ]),
      },
      ['pass', 'fail info: conntrack -S, all CPUs: drop=7 early_drop=0'],
    ],
  ]);
});
