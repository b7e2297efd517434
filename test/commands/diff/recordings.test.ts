import {describe, expect, test} from '@jest/globals';
import {findingLines, recording} from '../../support/program.ts';
import {run} from '../../support/run.ts';

interface Report {
  readonly summary: {readonly nodes: Record<string, number>; readonly findings: Record<string, number>};
  readonly nodes: readonly {readonly name: string; readonly state: string; readonly reason: string}[];
  readonly findings: readonly {
    readonly confirmed: boolean;
    readonly service: {readonly name: string} | null;
  }[];
}

function diff(name: string, ...words: string[]) {
  return run(['diff', '--from', recording(name), '-o', 'json', ...words]);
}

describe('recordings of real nodes', () => {
  test('healthy: every node in sync, nothing above info, exit 0', async () => {
    const {exitCode, stdout} = await diff('healthy');
    expect(findingLines(stdout)).toEqual([]);
    const {nodes} = JSON.parse(stdout) as Report;
    expect(nodes.map(({name, state}) => `${name} ${state}`)).toEqual(['node1 in-sync', 'node2 in-sync']);
    expect(exitCode).toBe(0);
  });

  test('tampered: exactly the edits that a comparison can see, on node1 only', async () => {
    const {exitCode, stdout} = await diff('tampered');
    expect(findingLines(stdout)).toEqual([
      'node1 | virtual-server-missing | SCTP 10.96.234.255 36412',
      'node1 | virtual-server-missing | TCP 10.96.102.221 9090',
      'node1 | virtual-server-unexpected | TCP 10.96.66.66 6666',
      'node1 | scheduler-mismatch | TCP 10.96.53.42 80',
      'node1 | persistence-mismatch | TCP 10.96.74.81 80',
      'node1 | real-server-missing | TCP fd00:96::131 80 | fd00:244:0:2::2 8080',
      'node1 | real-server-missing | TCP 10.96.115.176 80 | 10.244.2.2 8080',
      'node1 | real-server-stale | TCP 10.96.115.176 80 | 10.66.6.6 8080',
      'node1 | real-server-weight | TCP 10.96.136.123 8000 | 10.244.2.2 8080',
      'node1 | real-server-weight | TCP 10.96.136.123 8000 | 10.244.2.3 8080',
      'node1 | address-unbound | 10.96.152.124',
      'node1 | address-unexpected | 10.96.66.67',
      'node1 | ipset-member-missing | KUBE-CLUSTER-IP 10.96.47.13,tcp:80',
      'node1 | ipset-member-unexpected | KUBE-CLUSTER-IP 10.96.66.66,tcp:6666',
      'node1 | iptables-chain-missing | KUBE-SERVICES',
    ]);
    expect(exitCode).toBe(1);
  });

  test('tampered: the firewall mark is told, and not blamed on kube-proxy', async () => {
    const {stdout} = await diff('tampered');
    const told = findingLines(stdout, {above: 'nothing'}).filter((line) => !line.includes('draining'));
    expect(told).toContain('node1 | virtual-server-unexpected | 77 IPv4');
    expect(findingLines(stdout)).not.toContain('node1 | virtual-server-unexpected | 77 IPv4');
  });

  test('stale-backends: node1 in sync; node2 lacks every change that it missed, and nothing else', async () => {
    const {exitCode, stdout} = await diff('stale-backends');
    const {nodes} = JSON.parse(stdout) as Report;
    expect(nodes.map(({name, state}) => `${name} ${state}`)).toEqual(['node1 in-sync', 'node2 drifted']);
    const lines = findingLines(stdout);
    const of = (kind: string) =>
      lines
        .filter((line) => line.includes(`| ${kind} |`))
        .map((line) => line.split(' | ').slice(2).join(' > '));
    expect(of('virtual-server-missing')).toEqual([
      'TCP 10.96.210.109 80',
      'TCP 10.96.139.166 8000',
      'TCP 10.96.238.48 8088',
    ]);
    expect(of('virtual-server-unexpected')).toEqual([
      'TCP 10.96.229.28 8000',
      'TCP 10.96.238.48 80',
      'TCP 10.96.27.244 80',
    ]);
    expect(of('persistence-mismatch')).toEqual(['TCP 10.96.116.243 80', 'TCP fd00:96::f98e 80']);
    expect(of('address-unbound')).toEqual(['10.96.210.109', '10.96.139.166']);
    expect(of('address-unexpected')).toEqual(['10.96.229.28', '10.96.27.244']);
    const replaced = (kind: string) => new Set(of(kind).map((line) => line.split(' > ')[1]?.split(' ')[0]));
    expect(replaced('real-server-missing')).toEqual(
      new Set(['10.250.9.1', '10.250.9.2', '10.244.1.7', '10.244.1.8', 'fd00:244:0:1::7', 'fd00:244:0:1::8']),
    );
    expect(replaced('real-server-stale')).toEqual(
      new Set(['10.250.1.1', '10.250.2.1', '10.244.1.5', '10.244.1.6', 'fd00:244:0:1::5', 'fd00:244:0:1::6']),
    );
    expect(of('real-server-weight')).toEqual([]);
    expect(lines.every((line) => line.startsWith('node2 '))).toBe(true);
    expect(exitCode).toBe(1);
  });

  test('large: nothing but the lag of the two Services that had not been synced', async () => {
    const {exitCode, stdout} = await diff('large.tar.gz');
    const report = JSON.parse(stdout) as Report;
    expect(findingLines(stdout)).toEqual([
      'node1 | real-server-stale | TCP 10.96.244.17 80 | 10.244.1.6 8080',
      'node1 | real-server-stale | TCP fd00:96::949a 80 | fd00:244:0:1::5 8080',
    ]);
    expect(report.nodes).toMatchObject([{virtualServers: {expected: 5096, actual: 5096}}]);
    expect(exitCode).toBe(1);
  });

  test.each([
    ['broken-proxy-bad-config', 'IPVS091'],
    ['broken-proxy-no-ipset', 'IPVS067'],
    ['broken-proxy-no-api', 'IPVS092'],
  ])(
    '%s: the tables that the last good kube-proxy left are judged, and its silence is told',
    async (name, code) => {
      const {exitCode, stdout} = await run(['diff', '--from', recording(name)]);
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(
        new RegExp(`^ {2}node1 and node2: .*\\((?:\\d+ differences?, )?${code}\\)$`, 'm'),
      );
      expect(stdout).toMatch(/^Cause +node1 and node2: kube-proxy/m);
    },
  );

  test('no difference seen in one look is called confirmed; its severity is what it is', async () => {
    const {stdout} = await diff('tampered');
    const {findings, summary} = JSON.parse(stdout) as Report;
    expect(findings.filter(({confirmed}) => confirmed)).toEqual([]);
    expect(summary.findings.error).toBeGreaterThan(0);
    const table = await run(['diff', '--from', recording('tampered')]);
    expect(table.stdout).toContain('differences are unconfirmed');
  });
});
