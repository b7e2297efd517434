import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {chmod, mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {decodeFrames, type SourceFrame} from '../../../src/capture/frame-decoder.ts';
import {CAPTURE_SCRIPT, SCRIPT_VARIABLES} from '../../../src/capture/script/capture-script.ts';
import {CAPTURE_SOURCES} from '../../../src/model/index.ts';
import {expandAsKubelet} from '../expand-as-kubelet.ts';

const SHELLS = [
  {name: 'dash', file: '/bin/dash', arguments: []},
  {name: 'busybox ash', file: '/bin/busybox', arguments: ['sh']},
  {name: 'bash as sh', file: '/bin/bash', arguments: ['--posix']},
];

/** Programs of the system that the script may use; each test chooses which of them are there. */
const BASE =
  'cat cut date dd dirname basename fold grep gzip base64 head ls od rm sed sha256sum cksum tee tr wc timeout true sleep'.split(
    ' ',
  );

const PROC: Readonly<Record<string, string>> = {
  'proc/net/ip_vs': 'IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n',
  'proc/net/ip_vs_conn': 'Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData\n',
  'proc/net/ip_vs_stats': '   Total Incoming Outgoing         Incoming         Outgoing\n',
  'proc/modules': 'ip_vs_rr 16384 5 - Live 0x0\nip_vs 200704 9 ip_vs_rr,ip_vs_sh, Live 0x0\n',
  'proc/sys/net/ipv4/ip_local_port_range': '32768\t60999\n',
  'proc/sys/net/ipv4/ip_local_reserved_ports': '\n',
  'proc/sys/net/ipv4/vs/conntrack': '1\n',
  'proc/sys/net/ipv4/vs/sync_threshold': '3\t50\n',
  'proc/sys/net/ipv4/conf/all/rp_filter': '0\n',
  'proc/sys/net/ipv4/conf/eth0.100/arp_ignore': '1\n',
  'proc/sys/net/ipv4/conf/veth1/arp_ignore': '1\n',
  'proc/sys/net/netfilter/nf_conntrack_count': '158\n',
  'sys/module/ip_set/parameters': '',
  'sys/class/net/eth0.100/device/x': '',
  'sys/class/net/veth1/x': '',
};

interface Case {
  readonly shell: (typeof SHELLS)[number];
  readonly sources: readonly string[];
  readonly programs?: Readonly<Record<string, string>>;
  readonly without?: readonly string[];
  readonly proc?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
}

let directory: string;
let counter = 0;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'capture-script-'));
});
afterAll(() => rm(directory, {recursive: true, force: true}));

/** Runs the script with a PATH and a file tree of the test's own; gives what it wrote to standard output. */
async function run(given: Case): Promise<{log: string; stderr: string}> {
  const home = path.join(directory, String(++counter));
  for (const name of ['bin', 'work', 'root']) await mkdir(path.join(home, name), {recursive: true});
  for (const name of BASE.filter((program) => !given.without?.includes(program))) {
    await symlink(
      execFileSync('/bin/sh', ['-c', `command -v ${name}`], {encoding: 'utf8'})
        .trim()
        .replace(/^(?!\/)/, '/bin/'),
      path.join(home, 'bin', name),
    );
  }
  for (const [name, body] of Object.entries(given.programs ?? {})) {
    await writeFile(path.join(home, 'bin', name), `#!/bin/sh\n${body}\n`);
    await chmod(path.join(home, 'bin', name), 0o755);
  }
  for (const [file, text] of Object.entries(given.proc ?? PROC)) {
    await mkdir(path.join(home, 'root', path.dirname(file)), {recursive: true});
    await writeFile(path.join(home, 'root', file), text);
  }
  const result = spawnSync(
    given.shell.file,
    [...given.shell.arguments, '-c', CAPTURE_SCRIPT.replace(':/usr/local/sbin:/usr/sbin:/sbin', '')],
    {
      env: {
        PATH: path.join(home, 'bin'),
        [SCRIPT_VARIABLES.sources]: given.sources.join(' '),
        [SCRIPT_VARIABLES.complete]: '',
        [SCRIPT_VARIABLES.budget]: '9000000',
        [SCRIPT_VARIABLES.work]: path.join(home, 'work'),
        [SCRIPT_VARIABLES.root]: path.join(home, 'root'),
        ...given.variables,
      },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return {log: result.stdout, stderr: result.stderr};
}

async function frames(given: Case): Promise<Record<string, Omit<SourceFrame, 'source'>>> {
  const {log, stderr} = await run(given);
  const decoded = decodeFrames(log);
  if (decoded.kind === 'damaged') throw new Error(`${decoded.reason}\n${stderr}\n${log.slice(0, 2000)}`);
  expect(stderr).toBe('');
  return Object.fromEntries(decoded.frames.map(({source, ...rest}) => [source, rest]));
}

const IPVSADM = 'echo "ipvsadm $*"';

describe.each(SHELLS)('the capture script under $name', (shell) => {
  if (!existsSync(shell.file)) {
    it.skip(`needs ${shell.file} (apt-get install busybox-static dash)`, () => undefined);
    return;
  }

  it('frames what each program prints', async () => {
    const got = await frames({
      shell,
      sources: [
        'ipvsadm-save.txt',
        'ipvsadm-list.txt',
        'ipvsadm-stats.txt',
        'ipvsadm-timeouts.txt',
        'conntrack-stats.txt',
      ],
      programs: {ipvsadm: IPVSADM, conntrack: 'echo "conntrack $*"; echo "noise \\"quoted\\"" >&2'},
    });
    expect(got).toEqual({
      'ipvsadm-save.txt': {tool: 'ipvsadm', status: '0', text: 'ipvsadm -S -n\n', stderr: ''},
      'ipvsadm-list.txt': {tool: 'ipvsadm', status: '0', text: 'ipvsadm -L -n\n', stderr: ''},
      'ipvsadm-stats.txt': {
        tool: 'ipvsadm',
        status: '0',
        text: 'ipvsadm -L -n --stats --exact\n',
        stderr: '',
      },
      'ipvsadm-timeouts.txt': {tool: 'ipvsadm', status: '0', text: 'ipvsadm -L --timeout\n', stderr: ''},
      'conntrack-stats.txt': {
        tool: 'conntrack',
        status: '0',
        text: 'conntrack -S\n',
        stderr: 'noise "quoted"\n',
      },
    });
  });

  const RULES = ['kube-proxy-mode.txt', 'nft-ip-kube-proxy.json', 'nft-ip6-kube-proxy.json'];
  const curl = (mode: string) =>
    `while [ $# -gt 1 ]; do if [ "$1" = -o ]; then printf ${mode} >"$2"; fi; shift; done; printf 200`;
  const nft = 'echo "nft $*"';

  it('reads the rules of the mode that kube-proxy answers, and no others', async () => {
    const save = {'iptables-save': 'echo v4', 'ip6tables-save': 'echo v6'};
    const nftables = await frames({shell, sources: RULES, programs: {curl: curl('nftables'), nft, ...save}});
    const iptables = await frames({shell, sources: RULES, programs: {curl: curl('iptables'), nft, ...save}});
    const ipvs = await frames({shell, sources: RULES, programs: {curl: curl('ipvs'), nft, ...save}});
    const texts = (got: typeof ipvs) =>
      Object.fromEntries(Object.entries(got).map(([source, {text}]) => [source, text]));
    expect(texts(nftables)).toEqual({
      'kube-proxy-mode.txt': 'nftables',
      'nft-ip-kube-proxy.json': 'nft -j list table ip kube-proxy\n',
      'nft-ip6-kube-proxy.json': 'nft -j list table ip6 kube-proxy\n',
    });
    expect(texts(iptables)).toEqual({
      'kube-proxy-mode.txt': 'iptables',
      'iptables-save.txt': 'v4\n',
      'ip6tables-save.txt': 'v6\n',
    });
    expect(texts(ipvs)).toEqual({'kube-proxy-mode.txt': 'ipvs'});
  });

  it('lists the tables where kube-proxy has none, and tells any other failure', async () => {
    const gone = `if [ "$3" = table ]; then echo 'Error: No such file or directory' >&2; exit 1; fi; ${nft}`;
    const without = await frames({shell, sources: RULES, programs: {curl: curl('nftables'), nft: gone}});
    expect(without['nft-ip-kube-proxy.json']?.text).toBe('nft -j list tables ip\n');
    const denied = "echo 'Operation not permitted' >&2; exit 1";
    const refused = await frames({shell, sources: RULES, programs: {curl: curl('nftables'), nft: denied}});
    expect(refused['nft-ip-kube-proxy.json']).toMatchObject({
      status: 'exit=1',
      stderr: 'Operation not permitted\n',
    });
  });

  it('reads /proc/net/ip_vs only where ipvsadm has not told the whole table', async () => {
    const sources = ['ipvsadm-save.txt', 'ipvsadm-list.txt', 'proc-net-ip_vs.txt'];
    const works = await frames({shell, sources, programs: {ipvsadm: IPVSADM}});
    const complete = await frames({
      shell,
      sources,
      programs: {ipvsadm: IPVSADM},
      variables: {[SCRIPT_VARIABLES.complete]: 'yes'},
    });
    const fails = await frames({shell, sources, programs: {ipvsadm: 'echo half; exit 2'}});
    const absent = await frames({shell, sources});
    expect(Object.keys(works)).toEqual(sources.slice(0, 2));
    expect(complete['proc-net-ip_vs.txt']?.text).toBe(PROC['proc/net/ip_vs']);
    expect(fails['ipvsadm-list.txt']).toEqual({
      tool: 'ipvsadm',
      status: 'exit=2',
      text: undefined,
      stderr: '',
    });
    expect(fails['proc-net-ip_vs.txt']?.text).toBe(PROC['proc/net/ip_vs']);
    expect(absent['ipvsadm-save.txt']?.status).toBe('missing');
    expect(absent['proc-net-ip_vs.txt']?.text).toBe(PROC['proc/net/ip_vs']);
  });

  it('runs no program whose question would load a kernel module', async () => {
    const touch = 'echo called; echo called >&2';
    const got = await frames({
      shell,
      sources: CAPTURE_SOURCES.filter((source) => /ipvsadm|proc-net|ipset|conntrack|versions/.test(source)),
      programs: {ipvsadm: touch, ipset: touch, conntrack: 'test "$1" = --version && echo v1 || echo called'},
      proc: {'proc/self/x': ''},
    });
    expect(JSON.stringify(got)).not.toContain('called');
    expect(got['ipset-save.txt']?.status).toBe('not-in-kernel');
    expect(got['proc-net-ip_vs.txt']?.status).toBe('not-in-kernel');
  });

  it('writes kernel settings as sysctl does', async () => {
    const got = await frames({shell, sources: ['sysctl.txt']});
    expect(got['sysctl.txt']?.text).toBe(
      `${[
        'net.ipv4.conf.all.rp_filter = 0',
        'net.ipv4.conf.eth0/100.arp_ignore = 1',
        'net.ipv4.ip_local_port_range = 32768\t60999',
        'net.ipv4.ip_local_reserved_ports = ',
        'net.ipv4.vs.conntrack = 1',
        'net.ipv4.vs.sync_threshold = 3\t50',
        'net.netfilter.nf_conntrack_count = 158',
      ].join('\n')}\n`,
    );
  });

  it('lists modules as lsmod does, without it', async () => {
    if (shell.name === 'busybox ash') return;
    const got = await frames({shell, sources: ['modules.txt']});
    expect(got['modules.txt']?.text).toBe(
      'Module                  Size  Used by\nip_vs_rr 16384 5\nip_vs 200704 9 ip_vs_rr,ip_vs_sh\n',
    );
  });

  it.each([
    {without: ['gzip']},
    {without: ['base64'], skip: 'busybox ash'},
    {without: ['sha256sum']},
    {without: ['fold']},
    {without: ['timeout']},
    {without: ['gzip', 'base64', 'sha256sum', 'fold', 'timeout']},
  ])('does without $without', async ({without}) => {
    const big = 'i=0; while [ $i -lt 3000 ]; do echo "-A -t 10.96.0.$i:80 -s rr"; i=$((i+1)); done';
    const got = await frames({shell, sources: ['ipvsadm-save.txt'], programs: {ipvsadm: big}, without});
    const text = got['ipvsadm-save.txt']?.text ?? '';
    expect(text.split('\n')).toHaveLength(3001);
    expect(text.endsWith('-A -t 10.96.0.2999:80 -s rr\n')).toBe(true);
  });

  it('keeps its lines under 4 KB', async () => {
    const {log} = await run({
      shell,
      sources: ['ipvsadm-save.txt'],
      programs: {ipvsadm: 'od -An -v -tx1 -N 60000 /dev/urandom'},
    });
    expect(Math.max(...log.split('\n').map((line) => line.length))).toBeLessThan(4096);
  });

  it('leaves out a text that is too large for the log, and says so', async () => {
    const got = await frames({
      shell,
      sources: ['ipvsadm-save.txt', 'ipvsadm-connections.txt', 'uname.txt'],
      programs: {
        ipvsadm: 'if [ "$1" = -S ]; then echo small; else od -An -v -tx1 -N 60000 /dev/urandom; fi',
        uname: 'echo Linux',
      },
      variables: {[SCRIPT_VARIABLES.budget]: '20000'},
    });
    expect(got['ipvsadm-save.txt']?.text).toBe('small\n');
    expect(got['ipvsadm-connections.txt']?.status).toBe('too-large');
    expect(got['uname.txt']?.status).toBe('0');
  });

  it('asks kube-proxy with curl, and a closed or silent port only once', async () => {
    const curl = `for url; do :; done
case $url in
*:10249/*) echo "curl: (7) Failed to connect" >&2; echo "$url" >>"$KUBECTL_IPVS_ROOT/asked"; exit 7 ;;
*/healthz) echo '{"healthy":false}' >answer; printf 503 ;;
*) echo '404 page not found' >answer; printf 404 ;;
esac`;
    const got = await frames({
      shell,
      sources: CAPTURE_SOURCES.filter((source) => /^kube-proxy-(?!previous)/.test(source)),
      programs: {curl},
    });
    const refused = {tool: 'curl', status: 'refused', text: undefined};
    expect(got).toEqual({
      'kube-proxy-metrics.txt': {...refused, stderr: 'curl: (7) Failed to connect\n'},
      'kube-proxy-configz.json': {...refused, stderr: ''},
      'kube-proxy-mode.txt': {...refused, stderr: ''},
      'kube-proxy-healthz.json': {tool: 'curl', status: '0', text: '{"healthy":false}\n', stderr: ''},
      'kube-proxy-livez.json': {tool: 'curl', status: 'http=404', text: undefined, stderr: ''},
    });
  });

  it('does with wget where there is no curl', async () => {
    if (shell.name === 'busybox ash') return;
    const wget = `for url; do :; done
case $url in
*/proxyMode) printf ipvs >answer ;;
*:10249/*) exit 8 ;;
*) echo "$url" >>"$KUBECTL_IPVS_ROOT/asked"; echo "wget: can't connect to remote host: Connection refused" >&2; exit 1 ;;
esac`;
    const got = await frames({
      shell,
      sources: CAPTURE_SOURCES.filter((source) => /^kube-proxy-(?!previous)/.test(source)),
      programs: {wget},
    });
    const refused = {tool: 'wget', status: 'refused', text: undefined};
    expect(got).toEqual({
      'kube-proxy-metrics.txt': {tool: 'wget', status: 'http=error', text: undefined, stderr: ''},
      'kube-proxy-configz.json': {tool: 'wget', status: 'http=error', text: undefined, stderr: ''},
      'kube-proxy-mode.txt': {tool: 'wget', status: '0', text: 'ipvs', stderr: ''},
      'kube-proxy-healthz.json': {
        ...refused,
        stderr: "wget: can't connect to remote host: Connection refused\n",
      },
      'kube-proxy-livez.json': {...refused, stderr: ''},
    });
  });

  it('asks kube-proxy wherever it may listen, and tells what came back from each place', async () => {
    const curl = `for url; do :; done
case $url in
http://127.0.0.1:*) echo "curl: (28) Operation timed out after 5001 milliseconds with 0 bytes received" >&2; exit 28 ;;
http://[[]::1]:*) exit 7 ;;
http://10.0.0.7:10249/proxyMode) printf ipvs >answer; printf 200 ;;
*) echo "curl: (28) Connection timed out after 5001 milliseconds" >&2; exit 28 ;;
esac`;
    const {log} = await run({
      shell,
      sources: ['kube-proxy-mode.txt', 'kube-proxy-healthz.json'],
      programs: {curl},
      variables: {
        [SCRIPT_VARIABLES.metrics]: '127.0.0.1:10249 [::1]:10249 10.0.0.7:10249',
        [SCRIPT_VARIABLES.health]: '[fd00::7]:10256 [::1]:10256',
      },
    });
    const decoded = decodeFrames(log);
    expect(decoded.kind).toBe('complete');
    if (decoded.kind !== 'complete') return;
    expect(decoded.replies.map(({place, answer}) => `${place} ${answer}`)).toEqual([
      '127.0.0.1:10249 silent',
      '[::1]:10249 refused',
      '10.0.0.7:10249 200',
      '[fd00::7]:10256 dropped',
      '[::1]:10256 refused',
    ]);
    expect(decoded.frames.map(({status, text}) => [status, text])).toEqual([
      ['0', 'ipvs'],
      ['dropped', undefined],
    ]);
  });

  it("needs no program that kube-proxy's own image lacks", async () => {
    if (shell.name === 'busybox ash') return;
    const kept = ['cat', 'grep', 'ls', 'rm', 'sleep', 'wc'];
    const without = BASE.filter((name) => !kept.includes(name));
    const sources = CAPTURE_SOURCES.filter((source) => source !== 'capture.json');
    const ipset = {ipset: 'echo "create KUBE-LOOP-BACK hash:ip"; echo noise >&2'};
    const lean = await frames({shell, sources, without, programs: ipset});
    const full = await frames({shell, sources, programs: ipset});
    for (const source of ['proc-net-ip_vs.txt', 'ipset-save.txt', 'sysctl.txt', 'modules.txt'] as const)
      expect(lean[source]).toEqual(full[source]);
    expect(lean['proc-net-ip_vs.txt']?.text).toBe(PROC['proc/net/ip_vs']);
  });

  it('asks nothing over HTTP where the image has neither curl nor wget', async () => {
    if (shell.name === 'busybox ash') return;
    const got = await frames({shell, sources: ['kube-proxy-mode.txt', 'kube-proxy-healthz.json']});
    const unasked = {tool: 'curl/wget', status: 'missing', text: undefined, stderr: ''};
    expect(got).toEqual({'kube-proxy-mode.txt': unasked, 'kube-proxy-healthz.json': unasked});
  });

  it('says in one line that it cannot write', async () => {
    const {log} = await run({shell, sources: [], variables: {[SCRIPT_VARIABLES.work]: '/dev/null/work'}});
    expect(decodeFrames(log)).toEqual({
      kind: 'damaged',
      reason: 'the capture script could not start: the directory for temporary files is not writable',
    });
  });

  it('never runs what stands in the list of sources', async () => {
    const {log} = await run({
      shell,
      sources: ['$(echo called)', '`echo called`', ';echo called', '*', 'uname.txt'],
      programs: {uname: 'echo Linux'},
    });
    const decoded = decodeFrames(log);
    expect(decoded).toMatchObject({
      kind: 'complete',
      frames: [{source: 'uname.txt', text: expect.stringMatching(/^Linux/)}],
    });
    expect(log).not.toContain('called');
  });
});

describe('the capture script', () => {
  it('reaches the shell unchanged by the kubelet', () => {
    const names = Object.values(SCRIPT_VARIABLES);
    expect(expandAsKubelet(CAPTURE_SCRIPT, Object.fromEntries(names.map((name) => [name, 'x'])))).toBe(
      CAPTURE_SCRIPT,
    );
  });

  it('is small enough for every pod', () => {
    expect(CAPTURE_SCRIPT.length).toBeLessThan(20_000);
  });
});
