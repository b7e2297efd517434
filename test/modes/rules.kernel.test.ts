import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import {diffRecording, outline} from './diff-recording.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'rules-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** Runs a script in a network namespace of its own, where rules concern nobody. */
function inNamespace(script: string) {
  return spawnSync('unshare', ['-n', 'sh', '-ec', script], {cwd: folder, encoding: 'utf8', timeout: 120_000});
}

const hasNft = inNamespace('nft add table ip probe && nft list ruleset').status === 0;
const hasIptables =
  inNamespace('iptables-nft -t nat -A OUTPUT -m recent --set --name probe && iptables-nft-save -t nat')
    .status === 0;

/** The recorded table as nft reads it: chains before the maps that lead to them. */
function loadable(text: string): string {
  const {nftables} = JSON.parse(text) as {nftables: Record<string, unknown>[]};
  const order = ['metainfo', 'table', 'chain', 'set', 'map', 'rule'];
  const rank = (object: Record<string, unknown>) => order.indexOf(Object.keys(object)[0] ?? '');
  return JSON.stringify({nftables: [...nftables].sort((one, other) => rank(one) - rank(other))});
}

const WEB = ['10.244.1.3:8080', '10.244.1.4:8080', '10.244.2.3:8080', '10.244.2.4:8080'];

/** Edits as somebody might make them, and all that must be found. */
const NFT_EDITS: readonly (readonly [string, string, readonly string[]])[] = [
  ['nothing', 'true', ['in-sync']],
  [
    'a frontend that is deleted',
    'nft delete element ip kube-proxy service-ips { 10.96.205.62 . tcp . 80 }',
    ['drifted', 'virtual-server-missing | TCP 10.96.205.62:80'],
  ],
  [
    'a chain that is flushed',
    'nft flush chain ip kube-proxy service-KHN6ECMT-shop/web/tcp/http',
    ['drifted', ...WEB.map((endpoint) => `real-server-missing | TCP 10.96.205.62:80 | ${endpoint}`)],
  ],
  [
    'an endpoint in place of four',
    'nft flush chain ip kube-proxy service-KHN6ECMT-shop/web/tcp/http; ' +
      'nft add rule ip kube-proxy service-KHN6ECMT-shop/web/tcp/http meta l4proto tcp dnat to 10.9.9.9:80',
    [
      'drifted',
      ...WEB.map((endpoint) => `real-server-missing | TCP 10.96.205.62:80 | ${endpoint}`),
      'real-server-stale | TCP 10.96.205.62:80 | 10.9.9.9:80',
    ],
  ],
  [
    'wider source ranges',
    'nft flush chain ip kube-proxy firewall-NVAPRFXV-shop/lb-vip/tcp/https; ' +
      'nft add rule ip kube-proxy firewall-NVAPRFXV-shop/lb-vip/tcp/https ip saddr != { 10.0.0.0/8, 198.51.0.0/16, 203.0.113.10 } drop',
    ['drifted', 'source-ranges-mismatch | TCP 203.0.113.10:443'],
  ],
  [
    'a condition that nobody knows before a frontend',
    'nft insert rule ip kube-proxy service-KHN6ECMT-shop/web/tcp/http meta priority 7 drop',
    ['unknown'],
  ],
  [
    'a rule that only counts',
    `nft 'insert rule ip kube-proxy services counter comment "a comment: dnat to 10.9.9.9:80"'`,
    ['in-sync'],
  ],
  [
    'no reject for a Service without endpoints',
    'nft delete element ip kube-proxy no-endpoint-nodeports { tcp . 30085 }',
    ['drifted', 'virtual-server-missing | TCP 10.99.0.11:30085'],
  ],
];

describe('rules that the kernel really has', () => {
  (hasNft ? test : test.skip).each(NFT_EDITS)(
    'nft (needs unshare -n): %s',
    async (_, edit, found) => {
      for (const numbers of ['', '-n']) {
        const nodes = await diffRecording('nftables-healthy', (texts, node) => {
          if (node !== 'node1') return;
          writeFileSync(path.join(folder, 'table.json'), loadable(texts['nft-ip-kube-proxy.json']!));
          const script = `nft -j -f table.json; ${edit}; nft -j ${numbers} list table ip kube-proxy`;
          const {status, stdout, stderr} = inNamespace(script);
          if (status !== 0) throw new Error(stderr);
          texts['nft-ip-kube-proxy.json'] = stdout;
        });
        expect(outline(nodes).node1).toEqual(found);
      }
    },
    60_000,
  );

  const IPTABLES_EDITS: readonly (readonly [string, string, readonly string[]])[] = [
    ['nothing', 'true', ['in-sync']],
    [
      'a chain that is flushed',
      'iptables-nft -t nat -F KUBE-SVC-67NZLRHBNDSAWJRO',
      ['drifted', ...WEB.map((endpoint) => `real-server-missing | TCP 10.96.205.62:80 | ${endpoint}`)],
    ],
    [
      'a rule of a user before those of kube-proxy',
      'iptables-nft -t nat -I PREROUTING -d 10.96.205.62/32 -p tcp --dport 80 -j DNAT --to-destination 10.9.9.9:80; ' +
        'iptables-nft -t nat -I PREROUTING -p tcp --dport 8080 -j DNAT --to-destination 10.9.9.8:80',
      [
        'drifted',
        ...WEB.map((endpoint) => `real-server-missing | TCP 10.96.205.62:80 | ${endpoint}`),
        'real-server-stale | TCP 10.96.205.62:80 | 10.9.9.9:80',
        'masquerade-mismatch | TCP 10.96.205.62:80',
      ],
    ],
  ];

  (hasIptables ? test : test.skip).each(IPTABLES_EDITS)(
    'iptables (needs unshare -n and xt_recent): %s',
    async (_, edit, found) => {
      const nodes = await diffRecording('iptables-healthy', (texts, node) => {
        if (node !== 'node1') return;
        const rules = texts['iptables-save.txt']!.replaceAll(/ -m nfacct --nfacct-name +\S+/g, '');
        writeFileSync(path.join(folder, 'rules.txt'), rules);
        const {status, stdout, stderr} = inNamespace(
          `iptables-nft-restore rules.txt; ${edit}; iptables-nft-save`,
        );
        if (status !== 0) throw new Error(stderr);
        texts['iptables-save.txt'] = stdout;
      });
      expect(outline(nodes).node1).toEqual(found);
    },
    60_000,
  );
});
