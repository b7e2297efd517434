import {describe, expect, test} from '@jest/globals';
import {diffRecording, outline} from './diff-recording.ts';

const STALE = (brandNew: string) => [
  'drifted',
  `virtual-server-missing | TCP ${brandNew}:80`,
  'virtual-server-missing | TCP 10.96.205.62:8088',
  'virtual-server-unexpected | TCP 10.96.205.62:80',
  'persistence-mismatch | TCP 10.96.50.127:80',
  'persistence-mismatch | TCP [fd00:96::e30d]:80',
  'real-server-missing | TCP 10.96.244.251:80 | 10.250.9.1:8080',
  'real-server-missing | TCP 10.96.244.251:80 | 10.250.9.2:8080',
  'real-server-stale | TCP 10.96.244.251:80 | 10.250.1.1:8080',
  'real-server-stale | TCP 10.96.244.251:80 | 10.250.2.1:8080',
];

describe('recordings of kube-proxy in other modes', () => {
  test.each([
    ['nftables-healthy', 'nftables'],
    ['nftables-healthy-1.31', 'nftables'],
    ['iptables-healthy', 'iptables'],
  ])('%s: both nodes, both families, all Services in sync', async (name, mode) => {
    const nodes = await diffRecording(name);
    expect(outline(nodes)).toEqual({node1: ['in-sync'], node2: ['in-sync']});
    for (const {expected, result} of nodes.values()) {
      expect(result.report.proxyMode).toBe(mode);
      expect(expected?.families).toEqual(['IPv4', 'IPv6']);
      const owners = [...(expected?.virtualServers.values() ?? [])].flatMap((server) => server.owners);
      expect(new Set(owners.map(({name: service}) => service)).size).toBe(34);
      expect(result.report.virtualServers?.actual).toBe(result.report.virtualServers?.expected);
      expect(result.report.realServers?.actual).toBe(result.report.realServers?.expected);
    }
  });

  test('nftables-stale: node2 exactly what changed while kube-proxy was stopped', async () => {
    expect(outline(await diffRecording('nftables-stale'))).toEqual({
      node1: ['in-sync'],
      node2: STALE('10.96.185.232'),
    });
  });

  test('iptables-stale: node2 exactly what changed while kube-proxy was stopped', async () => {
    expect(outline(await diffRecording('iptables-stale'))).toEqual({
      node1: ['in-sync'],
      node2: STALE('10.96.209.111'),
    });
  });

  test('nftables-tampered: node1 exactly the edits', async () => {
    expect(outline(await diffRecording('nftables-tampered'))).toEqual({
      node1: [
        'drifted',
        'virtual-server-missing | TCP 10.99.0.11:30080',
        'virtual-server-missing | TCP 10.96.205.62:80',
        'virtual-server-unexpected | TCP 10.96.250.250:80',
        'real-server-missing | TCP 10.96.85.221:8000 | 10.244.1.3:8080',
        'real-server-missing | TCP 10.96.85.221:8000 | 10.244.1.4:8080',
        'real-server-missing | TCP 10.96.85.221:8000 | 10.244.2.3:8080',
        'real-server-missing | TCP 10.96.85.221:8000 | 10.244.2.4:8080',
        'masquerade-mismatch | TCP 10.96.56.182:80',
        'masquerade-mismatch | TCP 10.96.56.182:9090',
        'masquerade-mismatch | SCTP 10.96.56.182:3868',
        'masquerade-mismatch | UDP 10.96.56.182:514',
      ],
      node2: ['in-sync'],
    });
  });

  test('iptables-tampered: node1 the edits, but the rule that only counts packets to loopback node ports', async () => {
    expect(outline(await diffRecording('iptables-tampered'))).toEqual({
      node1: [
        'drifted',
        'virtual-server-missing | TCP 10.96.205.62:80',
        'real-server-missing | UDP 10.96.132.4:53 | 10.244.1.3:8080',
        'real-server-missing | UDP 198.51.100.7:53 | 10.244.1.3:8080',
        'real-server-missing | UDP 198.51.100.8:53 | 10.244.1.3:8080',
        'real-server-missing | TCP 10.96.85.221:8000 | 10.244.1.3:8080',
        'real-server-missing | TCP 10.96.85.221:8000 | 10.244.1.4:8080',
        'real-server-missing | TCP 10.96.85.221:8000 | 10.244.2.3:8080',
        'real-server-missing | TCP 10.96.85.221:8000 | 10.244.2.4:8080',
        'real-server-stale | UDP 10.96.132.4:53 | 10.66.6.6:8080',
        'real-server-stale | UDP 198.51.100.7:53 | 10.66.6.6:8080',
        'real-server-stale | UDP 198.51.100.8:53 | 10.66.6.6:8080',
      ],
      node2: ['in-sync'],
    });
  });
});

describe('a text of rules that is not whole', () => {
  const RULES = [
    'nft-ip-kube-proxy.json',
    'nft-ip6-kube-proxy.json',
    'iptables-save.txt',
    'ip6tables-save.txt',
  ];

  test.each(['nftables-healthy', 'iptables-healthy'])('%s cut anywhere is never in sync', async (name) => {
    for (const part of [0.03, 0.4, 0.75, 0.999]) {
      const nodes = await diffRecording(name, (texts) => {
        for (const source of RULES) texts[source] &&= texts[source].slice(0, texts[source].length * part);
      });
      expect([...nodes.values()].map(({result}) => result.report.state)).toEqual(['unknown', 'unknown']);
    }
  });

  test.each(['nftables-healthy', 'iptables-healthy'])(
    '%s without its IPv6 rules is unknown',
    async (name) => {
      const nodes = await diffRecording(name, (texts) => {
        delete texts['nft-ip6-kube-proxy.json'];
        delete texts['ip6tables-save.txt'];
      });
      expect([...nodes.values()].map(({result}) => result.report.state)).toEqual(['unknown', 'unknown']);
    },
  );

  test('without any rules the node is one in another mode, which is no failure', async () => {
    const nodes = await diffRecording('nftables-healthy', (texts) => {
      for (const source of RULES) delete texts[source];
    });
    expect([...nodes.values()].map(({result}) => result.report.state)).toEqual(['other-mode', 'other-mode']);
  });

  test('a list of tables without that of kube-proxy means that all is gone', async () => {
    const nodes = await diffRecording('nftables-healthy', (texts) => {
      for (const source of ['nft-ip-kube-proxy.json', 'nft-ip6-kube-proxy.json'])
        texts[source] = '{"nftables": [{"metainfo": {"version": "1.0.6", "json_schema_version": 1}}]}\n';
    });
    const {result} = nodes.get('node1')!;
    expect(result.report.state).toBe('drifted');
    const missing = result.findings.filter(({kind}) => kind === 'virtual-server-missing');
    expect(missing.length).toBe(result.report.virtualServers?.expected);
    expect(result.findings.length).toBe(missing.length);
  });
});
