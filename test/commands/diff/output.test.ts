import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {Ajv, type ValidateFunction} from 'ajv';
import {load} from 'js-yaml';
import {findingLines, ROOT, recording} from '../../support/program.ts';
import {run} from '../../support/run.ts';
import {withSnapshot} from '../../support/snapshot-copy.ts';

function diff(name: string, ...words: string[]) {
  return run(['diff', '--from', recording(name), ...words]);
}

describe('machine-readable output', () => {
  let validate: ValidateFunction;

  beforeAll(async () => {
    const schema = await readFile(path.join(ROOT, 'schema/diff-report.schema.json'), 'utf8');
    validate = new Ajv({allErrors: true, strict: false}).compile(JSON.parse(schema) as object);
  });

  test.each(['healthy', 'tampered', 'stale-backends', 'broken-proxy-no-api', 'large.tar.gz'])(
    'the JSON of %s follows the schema',
    async (name) => {
      const {stdout, stderr} = await diff(name, '-o', 'json');
      validate(JSON.parse(stdout));
      expect(validate.errors).toBeNull();
      expect(stderr).toBe('');
    },
  );

  test('the schema refuses a report with an unknown state', async () => {
    const {stdout} = await diff('healthy', '-o', 'json');
    expect(validate(JSON.parse(stdout.replace('"in-sync"', '"fine"')))).toBe(false);
  });

  test('YAML says the same as JSON', async () => {
    const [json, yaml] = await Promise.all([diff('tampered', '-o', 'json'), diff('tampered', '-o', 'yaml')]);
    const strip = (document: unknown) => ({...(document as object), generatedAt: ''});
    expect(strip(load(yaml.stdout))).toEqual(strip(JSON.parse(json.stdout)));
  });

  test('a report of two snapshots follows the schema too', async () => {
    const {stdout, exitCode} = await diff('healthy', '--against', recording('tampered'), '-o', 'json');
    validate(JSON.parse(stdout));
    expect(validate.errors).toBeNull();
    expect(exitCode).toBe(1);
  });

  test('the summary counts what is listed', async () => {
    const {stdout} = await diff('stale-backends', '-o', 'json');
    const {summary, findings, nodes} = JSON.parse(stdout) as {
      summary: {nodes: Record<string, number>; findings: Record<string, number>};
      findings: readonly {severity: string}[];
      nodes: readonly {state: string}[];
    };
    const of = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
    expect(summary.findings).toEqual({error: of('error'), warning: of('warning'), info: of('info')});
    expect(summary.nodes).toEqual({
      total: nodes.length,
      inSync: 1,
      drifted: 1,
      converging: 0,
      unknown: 0,
      otherMode: 0,
    });
  });
});

describe('what is compared', () => {
  test('svc/NAME: that Service only, and nothing that no Service explains', async () => {
    const {stdout, exitCode} = await diff('tampered', 'svc/web', '-n', 'shop', '-o', 'json');
    expect(findingLines(stdout)).toEqual([
      'node1 | real-server-missing | TCP 10.96.115.176 80 | 10.244.2.2 8080',
      'node1 | real-server-stale | TCP 10.96.115.176 80 | 10.66.6.6 8080',
    ]);
    expect((JSON.parse(stdout) as {scope: unknown}).scope).toEqual({
      allServices: false,
      services: ['shop/web'],
      nodes: ['node1', 'node2'],
    });
    expect(exitCode).toBe(1);
  });

  test.each(['svc/web', 'service/web', 'services/web', 'web'])(
    'a target may be written %s',
    async (target) => {
      const {stdout} = await diff('tampered', target, '-n', 'shop');
      expect(stdout).toContain('1 of 2 nodes agree with the API on shop/web.');
    },
  );

  test('a Service that is right on a node that is: exit 0; an error of the node as a whole counts for it, too', async () => {
    expect((await diff('tampered', 'svc/big', '-n', 'shop', '--node', 'node2')).exitCode).toBe(0);
    const {stdout, exitCode} = await diff('tampered', 'svc/big', '-n', 'shop');
    expect(stdout).toContain('2 of 2 nodes agree');
    expect(stdout).toMatch(/node1: connections through IPVS are not masqueraded.*IPVS017/);
    expect(exitCode).toBe(1);
  });

  test('several targets, all namespaces', async () => {
    const {stdout} = await diff('tampered', '-A', 'svc/mme', 'svc/sticky', '-o', 'json');
    expect(findingLines(stdout)).toEqual([
      'node1 | virtual-server-missing | SCTP 10.96.234.255 36412',
      'node1 | persistence-mismatch | TCP 10.96.74.81 80',
    ]);
  });

  test('-n narrows to a namespace', async () => {
    const {stdout, exitCode} = await diff('tampered', '-n', 'default', '-o', 'json');
    expect(findingLines(stdout)).toEqual([]);
    // What is wrong with a node as a whole is wrong for all namespaces.
    expect(exitCode).toBe(1);
  });

  test('--node reads that node only', async () => {
    const {stdout, exitCode} = await diff('tampered', '--node', 'node2', '-o', 'json');
    expect((JSON.parse(stdout) as {scope: {nodes: unknown}}).scope.nodes).toEqual(['node2']);
    expect(exitCode).toBe(0);
  });

  test('--node-selector chooses by label', async () => {
    const {stdout} = await diff(
      'tampered',
      '--node-selector',
      'topology.kubernetes.io/zone in (zone-a)',
      '-o',
      'json',
    );
    expect((JSON.parse(stdout) as {scope: {nodes: unknown}}).scope.nodes).toEqual(['node1']);
  });

  test('a node that the cluster has and the snapshot has not is unknown', async () => {
    const {stdout, exitCode} = await diff('large.tar.gz', '--node', 'node2');
    expect(stdout).toContain('node2: this node is not in the snapshot');
    expect(exitCode).toBe(2);
  });

  test('a Service without virtual servers is named, not passed over', async () => {
    const {stdout, exitCode} = await diff('healthy', 'svc/headless', '-n', 'shop');
    expect(stdout).toContain('shop/headless has no cluster IP: kube-proxy creates no virtual server for it');
    expect(exitCode).toBe(0);
  });

  test('a Service that is left to another program is named, not passed over', async () => {
    const {stdout, exitCode} = await diff('healthy', 'svc/other-proxy', '-n', 'shop');
    expect(stdout).toContain(
      'shop/other-proxy has the label service.kubernetes.io/service-proxy-name: kube-proxy creates no virtual server',
    );
    expect(exitCode).toBe(0);
  });
});

describe('tables', () => {
  test('three lines lead: what users feel, why, what to run next; then which nodes agree', async () => {
    const {stdout} = await diff('tampered');
    const [impact, cause, next, empty, headline, ...rest] = stdout.split('\n');
    expect(impact).toMatch(
      /^Impact {2}3 Services are not served on node1 .*; shop\/web sends new connections to dead addresses .*1 of 4 real servers/,
    );
    expect(cause).toMatch(/^Cause {3}node1: entries were changed outside kube-proxy/);
    expect(next).toMatch(/^Next {4}kubectl ipvs check --node node1 --from /);
    expect(empty).toBe('');
    expect(headline).toBe('1 of 2 nodes agree with the API.');
    expect(rest.slice(0, 2).join('\n')).toMatch(/drifted\s+node1 {2}15 differences\n\s+in sync\s+node2/);
  });

  test('equal findings of several nodes are one row', async () => {
    const {stdout} = await diff('tampered', '--no-headers');
    const rows = stdout.split('\n').filter((row) => row.includes('198.51.100.7:80'));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatch(/node1, node2$/);
  });

  test('a long report has one row for each Service, worst first; -o wide has each finding', async () => {
    const [short, wide] = await Promise.all([diff('stale-backends'), diff('stale-backends', '-o', 'wide')]);
    const rows = short.stdout.split('\n').filter((row) => /^shop\/\S+ +[a-z-]+ /.test(row));
    expect(rows).toHaveLength(19);
    expect(rows[0]).toMatch(/^shop\/brand-new +not-served /);
    expect(rows).toContainEqual(expect.stringMatching(/^shop\/nodeport +dead-addresses +2 of 4 +72 +node2$/));
    expect(short.stdout.split('\n').length).toBeLessThan(70);
    expect(short.stdout).toContain('-o wide lists all 288 differences.');
    // Counts and what they mean come before the rows.
    expect(short.stdout).toMatch(/What it means:\n +3 {2}virtual-server-missing (?:.*\n)+SERVICE/);
    expect(wide.stdout.match(/^real-server-stale /gm)).toHaveLength(132);
  });

  test('-A puts NAMESPACE first; headers have no blanks inside', async () => {
    const {stdout} = await diff('tampered', '-A', '-o', 'wide');
    expect(stdout).toMatch(/^NAMESPACE +FINDING +SERVICE +VIRTUAL-SERVER +REAL-SERVER +NODES +SEVERITY/m);
  });

  test('--no-headers leaves nothing but rows, without trailing blanks', async () => {
    const {stdout} = await diff('tampered', '--no-headers');
    const rows = stdout.trimEnd().split('\n');
    expect(
      rows.every((row) => /^(?:[a-z]+-){1,2}[a-z]+(?: \(no drift\))? {3}/.test(row) && !row.endsWith(' ')),
    ).toBe(true);
  });

  test('no colour in a pipe; --color=always colours all the same', async () => {
    const marker = String.fromCharCode(27);
    const [plain, coloured] = await Promise.all([diff('tampered'), diff('tampered', '--color', 'always')]);
    expect(plain.stdout).not.toContain(marker);
    expect(coloured.stdout).toContain(marker);
  });

  test('control sequences in names from the cluster are shown, not obeyed', async () => {
    await withSnapshot('tampered', async (snapshot) => {
      await snapshot.edit('cluster/services.json', (text) =>
        text.replaceAll('"name": "web"', '"name": "web\\u001b[31m"'),
      );
      const {stdout} = await run(['diff', '--from', snapshot.path, '--color', 'never']);
      expect(stdout).not.toContain(String.fromCharCode(27));
    });
  });

  test('every finding is explained, and what to do is said for every node that drifted', async () => {
    const {stdout} = await diff('tampered');
    expect(stdout).toMatch(
      /^shop\/mme:s1ap {2}SCTP .*\n {2}missing +no virtual server: connections to it fail \(IPVS003\)$/m,
    );
    expect(stdout).toMatch(/^No drift.*\n +1 {2}virtual-server-unexpected /m);
    expect(stdout).toMatch(/^ +16 {2}real-server-draining /m);
    expect(stdout).toMatch(/Causes and next steps:\n {2}node1: .*15 differences/);
    expect(stdout).toMatch(/^ +kubectl --context=lab -n kube-system delete pod kube-proxy-759ck$/m);
    expect(stdout).toMatch(/^ +node1# ipvsadm -e -t 10\.96\.136\.123:8000 -r 10\.244\.2\.2:8080 -m -w 1$/m);
  });
});

describe('two snapshots', () => {
  test('a snapshot against itself: nothing changed', async () => {
    const {stdout, exitCode} = await diff('healthy', '--against', recording('healthy'));
    expect(stdout).toContain('2 of 2 nodes are the same in both snapshots.');
    expect(exitCode).toBe(0);
  });

  test('what changed on one node is told, with both values', async () => {
    await withSnapshot('healthy', async (later) => {
      for (const file of ['ipvsadm-save.txt', 'ipvsadm-list.txt', 'proc-net-ip_vs.txt']) {
        await later.edit(`nodes/node2/${file}`, (text) =>
          text
            .replaceAll('-s rr -p 600', '-s rr -p 700')
            .replaceAll('rr persistent 600', 'rr persistent 700'),
        );
      }
      const {stdout, exitCode} = await diff('healthy', '--against', later.path, '-o', 'json');
      const {findings} = JSON.parse(stdout) as {findings: readonly Record<string, unknown>[]};
      expect(findings).toHaveLength(2);
      expect(findings[0]).toMatchObject({
        node: 'node2',
        kind: 'persistence-mismatch',
        service: {namespace: 'shop', name: 'sticky'},
        expected: {persistenceTimeout: 600},
        actual: {persistenceTimeout: 700},
      });
      expect(exitCode).toBe(1);
    });
  });

  test('a node that only one of them has is unknown', async () => {
    await withSnapshot('healthy', async (later) => {
      await later.edit('metadata.json', (text) => text.replace(/"node1",\s*/, ''));
      const {stdout, exitCode} = await diff('healthy', '--against', later.path);
      expect(stdout).toMatch(/unknown\s+node1: in .*: this node is not in the snapshot/);
      expect(exitCode).toBe(2);
    });
  });
});
