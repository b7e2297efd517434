import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {Ajv, type ValidateFunction} from 'ajv';
import {load} from 'js-yaml';
import {ROOT, recording} from '../../support/program.ts';
import {run} from '../../support/run.ts';
import {withSnapshot} from '../../support/snapshot-copy.ts';

interface Document {
  readonly kind: string;
  readonly migration: {
    readonly readiness: string;
    readonly nodes: readonly {readonly name: string; readonly readiness: string; readonly reason: string}[];
    readonly steps: readonly {readonly title: string}[];
  };
  readonly results: readonly {readonly section: string; readonly result: string; readonly severity: string}[];
}

const migrate = (from: string, ...words: string[]) => run(['check', '--migration', '--from', from, ...words]);

describe('check --migration on recordings', () => {
  test('healthy: able to move, with the policies that change', async () => {
    const {exitCode, stdout} = await migrate(recording('healthy'));
    expect(exitCode).toBe(0);
    expect(stdout).toContain('2 of 2 nodes could move now');
    expect(stdout).toContain('shop/both-local, shop/local-terminating, shop/nodeport-local');
    expect(stdout).toMatch(/Steps:\n {2}1\. /);
  });

  test('what is typed here, what on a node and what is configuration can be told apart', async () => {
    const {stdout} = await migrate(recording('healthy'));
    expect(stdout).toMatch(/^ {7}in the ConfigMap of the second one:\n {9}mode: nftables$/m);
    expect(stdout).toMatch(/^ {7}node1# reboot$/m);
    expect(stdout).toMatch(/^ {7}kubectl --context=lab drain node1 /m);
    // A node that was not seen to work takes no Pods.
    expect(stdout.indexOf('kubectl --context=lab uncordon')).toBeGreaterThan(stdout.indexOf('/proxyMode\n'));
  });

  test('tampered: the firewall mark of another program keeps node1', async () => {
    const {exitCode, stdout} = await migrate(recording('tampered'), '-o', 'json');
    expect(exitCode).toBe(1);
    const {migration} = JSON.parse(stdout) as Document;
    expect(migration.nodes.map(({name, readiness}) => `${name} ${readiness}`)).toEqual([
      'node1 blocked',
      'node2 attention',
    ]);
    expect(migration.readiness).toBe('blocked');
  });

  test('an old kernel keeps a node', async () => {
    await withSnapshot('healthy', async (snapshot) => {
      await snapshot.edit('nodes/node2/uname.txt', (text) => text.replace('6.1.0-56', '5.4.0-56'));
      const {exitCode, stdout} = await migrate(snapshot.path);
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/^node2 .* no$/m);
      expect(stdout).toContain('kernel 5.4.0-56-cloud-amd64 is older than 5.13');
    });
  });

  test('a node that has left already', async () => {
    await withSnapshot('healthy', async (snapshot) => {
      await snapshot.write('nodes/node2/kube-proxy-mode.txt', 'nftables');
      const {exitCode, stdout} = await migrate(snapshot.path);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('1 of 2 nodes could move now, 1 not in IPVS mode');
      expect(stdout).toMatch(/^node2 .* nftables +not in IPVS mode$/m);
    });
  });

  test('a node without a table is not known, never ready', async () => {
    await withSnapshot('healthy', async (snapshot) => {
      const tables = ['ipvsadm-save.txt', 'ipvsadm-list.txt', 'proc-net-ip_vs.txt'];
      await snapshot.remove(...tables.map((name) => `nodes/node1/${name}`));
      const {exitCode, stdout} = await migrate(snapshot.path);
      expect(exitCode).toBe(2);
      expect(stdout).toMatch(/^node1 .* not known$/m);
    });
  });
});

describe('formats of check --migration', () => {
  let validate: ValidateFunction;

  beforeAll(async () => {
    const schema = await readFile(path.join(ROOT, 'schema/check-report.schema.json'), 'utf8');
    validate = new Ajv({allErrors: true, strict: false}).compile(JSON.parse(schema) as object);
  });

  test.each(['healthy', 'tampered', 'broken-proxy-no-api'])(
    'the JSON of %s follows the schema',
    async (name) => {
      const {stdout, stderr} = await migrate(recording(name), '-o', 'json');
      validate(JSON.parse(stdout));
      expect(validate.errors).toBeNull();
      expect(stderr).toBe('');
    },
  );

  test('YAML says the same as JSON', async () => {
    const [json, yaml] = await Promise.all(
      ['json', 'yaml'].map((format) => migrate(recording('healthy'), '-o', format)),
    );
    const strip = (document: object) => ({...document, generatedAt: ''});
    expect(strip(load(yaml!.stdout) as object)).toEqual(strip(JSON.parse(json!.stdout) as object));
  });

  test('wide tells what differs for iptables mode and for eBPF', async () => {
    const {stdout} = await migrate(recording('healthy'), '-o', 'wide');
    expect(stdout).toContain('iptables mode, for nodes with an older kernel:');
    expect(stdout).toContain('An eBPF replacement for kube-proxy');
    expect(stdout).toContain('here: 4 Services');
  });

  test('without headers only the nodes are listed', async () => {
    const {stdout} = await migrate(recording('healthy'), '--no-headers');
    expect(stdout.trim().split('\n')).toHaveLength(1);
  });

  test.each([
    ['-o junit', ['-o', 'junit']],
    ['--code', ['--code', 'IPVS090']],
    ['--accept', ['--accept', 'file']],
  ])('%s is refused', async (_, words) => {
    const {exitCode, stdout, stderr} = await migrate(recording('healthy'), ...words);
    expect({exitCode, stdout}).toEqual({exitCode: 2, stdout: ''});
    expect(stderr).toContain('--migration cannot be combined with');
  });
});
