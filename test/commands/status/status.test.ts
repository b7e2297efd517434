import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {beforeAll, describe, expect, jest, test} from '@jest/globals';
import {Ajv, type ValidateFunction} from 'ajv';
import {load} from 'js-yaml';
import {ROOT, recording} from '../../support/program.ts';
import {run} from '../../support/run.ts';
import {withSnapshot} from '../../support/snapshot-copy.ts';

// A machine that does other things too.
jest.setTimeout(60_000);

function status(name: string, ...words: string[]) {
  return run(['status', '--from', recording(name), ...words]);
}

interface NodeDocument {
  readonly name: string;
  readonly attention: {
    readonly severity: string;
    readonly code: string | null;
    readonly count: number;
  } | null;
  readonly concerns: readonly {
    readonly severity: string;
    readonly code: string | null;
    readonly message: string;
  }[];
  readonly lastSync: Readonly<Record<string, string>>;
  readonly sync: Readonly<Record<string, unknown>> | null;
  readonly realServers: {readonly actual: number} | null;
  readonly detail?: {
    readonly table: readonly {readonly virtualServers: number; readonly realServers: number}[];
  };
  readonly [field: string]: unknown;
}

interface Document {
  readonly nodes: readonly NodeDocument[];
  readonly outliers: readonly {readonly kind: string; readonly nodes: readonly string[]}[];
}

async function documentOf(name: string, ...words: string[]): Promise<Document> {
  return JSON.parse((await status(name, '-o', 'json', ...words)).stdout) as Document;
}

describe('status of the recordings', () => {
  test('healthy: no drift, equal tables; what attention there is, is for the slow syncs of emulated nodes', async () => {
    const {nodes, outliers} = await documentOf('healthy');
    expect(nodes).toMatchObject([
      {name: 'node1', ready: true, state: 'in-sync', proxyMode: 'ipvs', drift: 0, error: ''},
      {name: 'node2', ready: true, state: 'in-sync', proxyMode: 'ipvs', drift: 0, error: ''},
    ]);
    expect(nodes.flatMap(({concerns}) => concerns.map(({severity, code}) => `${severity} ${code}`))).toEqual([
      'warning IPVS075',
      'warning IPVS075',
    ]);
    expect(outliers).toEqual([]);
    expect((await status('healthy')).exitCode).toBe(0);
  });

  test('healthy: the last sync of each family is that of the metrics, its age by the clock of the node', async () => {
    const {nodes} = await documentOf('healthy', '--node', 'node1');
    expect(nodes[0]?.lastSync).toEqual({IPv4: '2026-11-20T17:36:18.395Z', IPv6: '2026-11-20T17:36:17.360Z'});
    // The texts of node1 were complete at 17:36:43.
    expect(nodes[0]?.sync).toMatchObject({
      ageSeconds: {IPv4: 25, IPv6: 26},
      p99BeyondBuckets: true,
      queued: false,
    });
  });

  test('healthy: kube-proxy, table, connections and conntrack are those of the node', async () => {
    const {nodes} = await documentOf('healthy', '--node', 'node1');
    expect(nodes[0]).toMatchObject({
      kubeProxy: {
        pod: 'kube-system/kube-proxy-vqwvd',
        version: 'v1.36.2',
        restarts: 0,
        ready: true,
        state: 'running',
      },
      virtualServers: {expected: 96, actual: 96},
      conntrack: {used: 158, max: 131072},
    });
    const listed = await readFile(path.join(recording('healthy'), 'nodes/node1/ipvsadm-list.txt'), 'utf8');
    const rows = [...listed.matchAll(/^ {2}-> \S+:\d+ +\S+ +\d+ +(\d+) +(\d+)/gm)];
    const sum = (group: number) => rows.reduce((before, row) => before + Number(row[group]), 0);
    expect(sum(1)).toBeGreaterThan(0);
    expect(nodes[0]?.connections).toEqual({active: sum(1), inactive: sum(2)});
  });

  test('stale-backends: node2 comes first, hangs, and differs; node1 agrees', async () => {
    const {nodes, outliers} = await documentOf('stale-backends');
    expect(nodes.map(({name}) => name)).toEqual(['node2', 'node1']);
    expect(nodes[0]).toMatchObject({
      state: 'drifted',
      proxyModeConfirmed: false,
      kubeProxy: {state: 'silent', pod: 'kube-system/kube-proxy-tl64m'},
      lastSync: {},
      sync: null,
      attention: {severity: 'error'},
    });
    expect(nodes[0]?.concerns[0]?.message).toMatch(/is hung: it accepts connections .* but never responds/);
    expect(nodes[1]).toMatchObject({drift: 0, state: 'in-sync'});
    expect(outliers).toMatchObject([{kind: 'table', nodes: ['node1', 'node2']}]);
  });

  test('drift is what diff counts', async () => {
    const {nodes} = await documentOf('stale-backends');
    const diff = await run(['diff', '--from', recording('stale-backends'), '-o', 'json']);
    const {summary} = JSON.parse(diff.stdout) as {summary: {findings: Record<string, number>}};
    expect(summary.findings.error).toBeGreaterThan(200);
    expect(nodes[0]?.drift).toBe((summary.findings.error ?? 0) + (summary.findings.warning ?? 0));
  });

  test('tampered: node1 first, its 15 differences; exit 1', async () => {
    const {exitCode, stdout} = await status('tampered', '--no-headers');
    expect(stdout).toMatch(
      /^node1 +yes +v1\.36\.2 +ipvs +29s +96 +423 +15 +error IPVS017 \+\d+\nnode2 .* 0 /,
    );
    expect(exitCode).toBe(1);
  });

  test('large: a node in sync but for the lag of two Services', async () => {
    const {nodes} = await documentOf('large.tar.gz');
    expect(nodes).toMatchObject([{name: 'node1', virtualServers: {expected: 5096, actual: 5096}, drift: 2}]);
  });

  test.each([
    ['broken-proxy-bad-config', 'not-running', 'IPVS091', /rejects its configuration and exits/, 'ipvs6'],
    ['broken-proxy-no-ipset', 'not-running', 'IPVS067', /cannot use ipset/, 'ipvs'],
    ['broken-proxy-no-api', 'silent', 'IPVS092', /has not reached the API server since it started/, 'ipvs'],
  ])(
    '%s: an error on each node, with the cause that its log names, before anything else; exit 1',
    async (...row) => {
      const [name, state, code, message, mode] = row;
      const {stdout, exitCode} = await status(name, '-o', 'json');
      const {nodes} = JSON.parse(stdout) as Document;
      for (const node of nodes) {
        expect(node).toMatchObject({
          kubeProxy: {state},
          proxyMode: mode,
          proxyModeConfirmed: false,
          lastSync: {},
        });
        expect(node.concerns[0]).toMatchObject({
          severity: 'error',
          code,
          message: expect.stringMatching(message),
        });
      }
      expect(exitCode).toBe(1);
    },
  );
});

describe('one node', () => {
  test('tampered: every section tells what was changed', async () => {
    const {stdout, exitCode} = await status('tampered', 'node/node1');
    expect(stdout).toMatch(/^ {2}net\.ipv4\.vs\.conntrack +0 \(kube-proxy sets 1\)$/m);
    expect(stdout).toMatch(/^ {2}wrong +IPv4 nat KUBE-SERVICES cut-off$/m);
    expect(stdout).toMatch(/^ {2}TCP IPv4 +60 virtual, 280 real servers, 4 persistent; rr 59, wrr 1$/m);
    expect(stdout).toMatch(/^ {2}FWM IPv4 +1 virtual, 1 real servers; rr 1$/m);
    expect(stdout).toMatch(/^ {2}TCP after FIN +2m$/m);
    expect(stdout).toMatch(/^ {2}17:38:34 E IPVS041 Kube-proxy configuration may be incomplete/m);
    expect(
      stdout.match(/^(?:virtual-server|scheduler|persistence|real-server|address|ipset|iptables)-/gm),
    ).toHaveLength(15);
    expect(exitCode).toBe(1);
  });

  test('stale-backends: what a hanging kube-proxy cannot tell is left out, the table is told', async () => {
    const {stdout} = await status('stale-backends', 'node/node2');
    expect(stdout).toMatch(/^ {2}mode +ipvs \(configured, not confirmed\)$/m);
    expect(stdout).not.toMatch(/^Syncs$/m);
    expect(stdout).toMatch(/^ {2}virtual servers +96, expected 96$/m);
  });

  test.each([
    ['nftables', 'UDP IPv4 +9 frontends, 36 endpoints, 2 with affinity'],
    ['iptables', 'UDP IPv4 +15 frontends, 60 endpoints, 5 with affinity'],
  ])('in %s mode there are frontends and endpoints', async (mode, totals) => {
    const {stdout} = await status(`${mode}-healthy.tar.gz`, 'node/node1');
    expect(stdout).toMatch(/^ {2}frontends +(\d+), expected \1$/m);
    expect(stdout).toMatch(/^ {2}endpoints +(\d+), expected \1$/m);
    expect(stdout).toMatch(new RegExp(`^ {2}${totals}$`, 'm'));
    expect(stdout).not.toMatch(/(?:virtual|real) servers/);
  });

  test('its JSON has the sums of the table', async () => {
    const {nodes} = await documentOf('healthy', 'node/node1');
    const [node] = nodes;
    const table = node?.detail?.table ?? [];
    expect(nodes).toHaveLength(1);
    expect(table.reduce((sum, row) => sum + row.virtualServers, 0)).toBe(96);
    expect(table.reduce((sum, row) => sum + row.realServers, 0)).toBe(node?.realServers?.actual);
  });

  test('a source that is not there is told, and the rest is', async () => {
    await withSnapshot('healthy', async (snapshot) => {
      await snapshot.remove('nodes/node1/modules.txt');
      const {stdout} = await run(['status', 'node/node1', '--from', snapshot.path]);
      expect(stdout).toMatch(/^Not known\n {2}modules\.txt was not captured$/m);
      expect(stdout).not.toMatch(/^Kernel modules$/m);
      expect(stdout).toMatch(/^IP sets/m);
    });
  });
});

interface ServiceServer {
  readonly address: string;
  readonly condition: string;
  readonly presentOn: readonly string[];
  readonly expectedOn: readonly string[];
  readonly connections: {readonly active: number | null};
  readonly entries: readonly {readonly perSecond: object | null; readonly present: boolean}[];
}

interface ServiceDocument {
  readonly services: readonly {
    readonly nodes: readonly {readonly node: string; readonly differences: number}[];
    readonly realServers: readonly ServiceServer[];
  }[];
}

describe('one Service', () => {
  async function serviceOf(name: string, ...words: string[]) {
    const {stdout} = await status(name, ...words, '-n', 'shop', '-o', 'json');
    const [service] = (JSON.parse(stdout) as ServiceDocument).services;
    return service;
  }

  test('healthy: each real server with its Pod and node, on both nodes; exit 0', async () => {
    const {stdout, exitCode} = await status('healthy', 'svc/web', '-n', 'shop');
    expect(stdout).toMatch(/^shop\/web \(ClusterIP\) on 2 nodes: 2 agree with the API\./);
    expect(stdout).toMatch(
      /^10\.244\.1\.2:8080 +echo-5b96c6d957-trr8x +node1 +ready +serving +1 +3\/13 +2\/2$/m,
    );
    expect(exitCode).toBe(0);
  });

  test('connections are summed over nodes; rates stand for each', async () => {
    const service = await serviceOf('healthy', 'svc/web');
    const lists = await Promise.all(
      ['node1', 'node2'].map((node) =>
        readFile(path.join(recording('healthy'), 'nodes', node, 'ipvsadm-list.txt'), 'utf8'),
      ),
    );
    const active = lists.map((text) => {
      const block = text.slice(text.indexOf('10.96.115.176:80 ')).split('\nTCP')[0] ?? '';
      return Number(/-> 10\.244\.1\.2:8080 +Masq +1 +(\d+)/.exec(block)?.[1]);
    });
    expect(service?.realServers).toHaveLength(5);
    expect(service?.realServers[0]?.connections.active).toBe((active[0] ?? 0) + (active[1] ?? 0));
    expect(service?.realServers[0]?.entries.every(({perSecond}) => perSecond !== null)).toBe(true);
  });

  test('stale-backends: gone and missing real servers come first, with the nodes that have and lack them', async () => {
    const service = await serviceOf('stale-backends', 'svc/unnamed-port', '-o', 'json');
    const big = await serviceOf('stale-backends', 'svc/big');
    const told = (server: ServiceServer) =>
      `${server.address} ${server.condition} ${server.presentOn.join()} of ${server.expectedOn.join()}`;
    expect(big?.realServers.slice(0, 4).map(told)).toEqual([
      '10.250.1.1 gone node2 of ',
      '10.250.2.1 gone node2 of ',
      '10.250.9.1 ready node1 of node1,node2',
      '10.250.9.2 ready node1 of node1,node2',
    ]);
    expect(big?.realServers.slice(4).every(({presentOn}) => presentOn.length === 2)).toBe(true);
    expect(service?.nodes.find(({node}) => node === 'node2')?.differences).toBeGreaterThan(0);
  });

  test('a node whose real servers are right, but the affinity is not, differs all the same', async () => {
    const {stdout, exitCode} = await status('stale-backends', 'svc/sticky', '-n', 'shop');
    expect(stdout).toMatch(
      /^shop\/sticky \(ClusterIP\) on 2 nodes: 1 agrees with the API; 1 differs: node2\./m,
    );
    expect(exitCode).toBe(1);
  });

  test('-o wide has a row for each virtual server on each node, with its state', async () => {
    const {stdout} = await status('tampered', 'svc/web', '-n', 'shop', '-o', 'wide', '--no-headers');
    expect(stdout).toMatch(/^node1 .*10\.66\.6\.6:8080 .* gone .* stale$/m);
    expect(stdout).toMatch(/^node1 .*10\.244\.2\.2:8080 .* missing$/m);
    expect(stdout).toMatch(/^node2 .*10\.244\.2\.4:8080 .* draining$/m);
  });

  test('a Service without virtual servers says so', async () => {
    const {stdout} = await status('healthy', 'svc/headless', '-n', 'shop');
    expect(stdout).toMatch(/^shop\/headless \(ClusterIP\): no node serves it, and none should\.$/m);
  });

  test('what is wrong with the Service itself is told', async () => {
    const {stdout, exitCode} = await status('healthy', 'svc/none-serving', '-n', 'shop');
    expect(stdout).toMatch(/^10\.244\.1\.230:8080 .* not-ready .* 0\/0$/m);
    expect(stdout).toMatch(/^About this Service:\n {2}warning +node1, node2: .*\(IPVS010\)$/m);
    expect(exitCode).toBe(0);
  });

  test('-l chooses Services', async () => {
    const {stdout} = await status('healthy', '-l', 'component=apiserver');
    expect(stdout).toMatch(/^default\/kubernetes \(ClusterIP\) on 2 nodes: 2 agree/);
  });
});

describe('nodes that are different', () => {
  test('before the first sync the metric is not there: never, and an error if that lasts', async () => {
    await withSnapshot('healthy', async (snapshot) => {
      await snapshot.edit('nodes/node2/kube-proxy-metrics.txt', (text) =>
        text.replace(/^kubeproxy_sync_proxy_rules_last_timestamp_seconds.*\n/gm, ''),
      );
      const {stdout} = await run(['status', '--from', snapshot.path]);
      expect(stdout).toMatch(/^node2 +yes +v1\.36\.2 +ipvs +never /m);
      expect(stdout).toMatch(
        /warning +node2: no sync of kube-proxy has succeeded since it started, which was 7m44s ago/,
      );
    });
  });

  test('a node in another mode says so, is not compared, and is no failure', async () => {
    await withSnapshot('healthy', async (snapshot) => {
      await snapshot.write('nodes/node2/kube-proxy-mode.txt', 'nftables');
      await snapshot.edit(
        'nodes/node2/ipvsadm-list.txt',
        (text) => `${text.split('\n').slice(0, 3).join('\n')}\n`,
      );
      await snapshot.remove('nodes/node2/ipvsadm-save.txt');
      await snapshot.remove('nodes/node2/proc-net-ip_vs.txt');
      const {stdout, exitCode} = await run(['status', '--from', snapshot.path]);
      expect(stdout).toMatch(/^node2 +yes +v1\.36\.2 +nftables .*- +- +-/m);
      expect(stdout).toContain(
        'node2: kube-proxy runs in nftables mode here, and its rules were not captured',
      );
      expect(exitCode).toBe(0);
    });
  });

  test('a node that cannot be read is a row with the reason, and exit 2', async () => {
    await withSnapshot('healthy', async (snapshot) => {
      await snapshot.write(
        'nodes/node2/ipvsadm-list.txt',
        'IP Virtual Server version 1.2.1 (size=4096)\nProt Loc',
      );
      const {stdout, exitCode} = await run(['status', '--from', snapshot.path, '-o', 'json']);
      const {nodes} = JSON.parse(stdout) as Document;
      expect(nodes[0]).toMatchObject({name: 'node2', drift: null, error: expect.stringContaining('cut off')});
      expect(exitCode).toBe(2);
      const table = await run(['status', '--from', snapshot.path]);
      expect(table.stdout).toMatch(/^2 nodes: 1 is unknown \(node2\); 1 has a warning \(node1\)\./);
      expect(table.stdout).toMatch(/^node2 .* unread$/m);
    });
  });

  test.each([
    ['behind a cluster IP', '10.96.115.176:80', [{kind: 'table', nodes: ['node1', 'node2']}]],
    ['behind a node port, where tables differ by design', '10.99.0.12:30082', []],
  ])('a real server that is missing %s', async (_, virtualServer, outliers) => {
    await withSnapshot('healthy', async (snapshot) => {
      await snapshot.remove('nodes/node2/ipvsadm-save.txt');
      await snapshot.remove('nodes/node2/proc-net-ip_vs.txt');
      await snapshot.edit('nodes/node2/ipvsadm-list.txt', (text) => {
        const start = text.indexOf('\n  ->', text.indexOf(`${virtualServer} `));
        expect(start).toBeGreaterThan(0);
        return text.slice(0, start) + text.slice(text.indexOf('\n', start + 1));
      });
      const {stdout} = await run(['status', '--from', snapshot.path, '-o', 'json']);
      const report = JSON.parse(stdout) as Document;
      expect(report.nodes[0]).toMatchObject({name: 'node2', drift: 1});
      expect(report.outliers).toMatchObject(outliers);
      expect(report.outliers).toHaveLength(outliers.length);
    });
  });

  test('a node whose texts contradict one another is not called in sync', async () => {
    await withSnapshot('healthy', async (snapshot) => {
      await snapshot.edit('nodes/node2/ipvsadm-list.txt', (text) =>
        text.replace(/ {2}-> 10\.244\.1\.2:8080 .*\n/, ''),
      );
      const {stdout, exitCode} = await run(['status', '--from', snapshot.path]);
      expect(stdout).toMatch(/^node2 .* 0\? +uncertain$/m);
      expect(stdout).toMatch(/warning +node2: not certain to be in sync: ipvsadm-list\.txt/);
      expect(exitCode).toBe(2);
    });
  });

  test.each([
    ['empty', () => ''],
    ['cut off', (text: string) => text.slice(0, text.length / 3)],
    ['of another program', () => 'go_threads 8\n'],
    ['no metrics at all', () => 'not found\n'],
  ])('metrics that are %s make no sync late', async (_, damage) => {
    await withSnapshot('healthy', async (snapshot) => {
      await snapshot.edit('nodes/node2/kube-proxy-metrics.txt', damage);
      const {stdout, exitCode} = await run(['status', '--from', snapshot.path, '-o', 'json']);
      const node = (JSON.parse(stdout) as Document).nodes.find(({name}) => name === 'node2');
      expect(node).toMatchObject({sync: null, lastSync: {}, drift: 0, state: 'in-sync'});
      expect(node?.concerns.filter(({severity}) => severity === 'error')).toEqual([]);
      expect(exitCode).toBe(0);
    });
  });

  test('a fuller conntrack table is an error of its catalogue entry', async () => {
    await withSnapshot('healthy', async (snapshot) => {
      await snapshot.edit('nodes/node1/sysctl.txt', (text) =>
        text.replace('nf_conntrack_count = 158', 'nf_conntrack_count = 130000'),
      );
      const {stdout, exitCode} = await run(['status', '--from', snapshot.path]);
      expect(stdout).toMatch(/^ +node1: the conntrack table is 99 % full.*IPVS028/m);
      expect(exitCode).toBe(1);
    });
  });
});

describe('output', () => {
  let validate: ValidateFunction;

  beforeAll(async () => {
    const schema = await readFile(path.join(ROOT, 'schema/status-report.schema.json'), 'utf8');
    validate = new Ajv({allErrors: true, strict: false}).compile(JSON.parse(schema) as object);
  });

  test.each([
    'healthy',
    'tampered',
    'stale-backends',
    'broken-proxy-no-api',
    'broken-proxy-bad-config',
    'large.tar.gz',
  ])('the JSON of %s follows the schema', async (name) => {
    const {stdout, stderr} = await status(name, '-o', 'json');
    validate(JSON.parse(stdout));
    expect(validate.errors).toBeNull();
    expect(stderr).toBe('');
  });

  test('the JSON of single nodes and Services follows the schema', async () => {
    for (const name of ['tampered', 'stale-backends', 'broken-proxy-no-api']) {
      for (const words of [
        ['node/node1', 'node/node2'],
        ['svc/nodeport', 'svc/resolver', '-n', 'shop'],
      ]) {
        const {stdout} = await status(name, ...words, '-o', 'json');
        validate(JSON.parse(stdout));
        expect(validate.errors).toBeNull();
      }
    }
  });

  test('YAML says the same as JSON', async () => {
    const [json, yaml] = await Promise.all([
      status('tampered', '-o', 'json'),
      status('tampered', '-o', 'yaml'),
    ]);
    const strip = (document: unknown) => ({...(document as object), generatedAt: ''});
    expect(strip(load(yaml.stdout))).toEqual(strip(JSON.parse(json.stdout)));
  });

  test.each(['healthy', 'stale-backends', 'tampered', 'broken-proxy-bad-config'])(
    'the table of %s fits into 80 columns, and has no colour in a pipe',
    async (name) => {
      const {stdout} = await status(name);
      const table = stdout.split('\n').filter((line) => /^(?:NODE|node\d) /.test(line));
      expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(80);
      expect(stdout).not.toContain(String.fromCharCode(27));
    },
  );

  test.each([
    ['an argument that is no target', ['status', 'pod/web'], /pod\/web is not a Service/],
    ['nodes and Services', ['status', 'node/a', 'svc/b'], /cannot be combined in one command/],
    ['a mistyped node', ['status', 'node/nod1', '--from', recording('healthy')], /no node nod1/],
    [
      'a node that is not there',
      ['status', '--node', 'node3', '--from', recording('healthy')],
      /no node node3/,
    ],
    ['a wrong format', ['status', '-o', 'xml'], /--output cannot be xml/],
    ['no snapshot', ['status', '--from', 'no/such/place'], /no snapshot at/],
  ])('%s: one sentence, a remedy, exit 2', async (_, words, message) => {
    const {stdout, stderr, exitCode} = await run(words);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error: .+\n.+\n$/);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });
});
