import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {Ajv, type ValidateFunction} from 'ajv';
import {loadAll} from 'js-yaml';
import {ROOT, recording} from '../../support/program.ts';
import {run} from '../../support/run.ts';

interface Step {
  readonly name: string;
  readonly state: string;
  readonly message: string;
  readonly code: string | null;
}

interface Path {
  readonly type: 'path';
  readonly node: string;
  readonly virtualServer: {readonly protocol: string; readonly address: string; readonly port: number};
  readonly role: string;
  readonly state: string;
  readonly worstBroken: string | null;
  readonly steps: readonly Step[];
  readonly realServers: readonly {
    readonly address: string;
    readonly standing: string;
    readonly why: string;
  }[];
}

interface Sample {
  readonly type: 'sample';
  readonly node: string;
  readonly tuples: readonly {
    readonly client: {readonly address: string};
    readonly real: {readonly address: string};
    readonly source: {readonly address: string} | null;
  }[];
  readonly strays: readonly {readonly realServer: {readonly address: string}; readonly templates: number}[];
}

function trace(name: string, target: string, ...words: string[]) {
  return run(['trace', target, '-n', 'shop', '--from', recording(name), ...words]);
}

async function records(
  name: string,
  target: string,
  ...words: string[]
): Promise<readonly (Path | Sample)[]> {
  const {stdout, stderr} = await trace(name, target, '-o', 'json', ...words);
  expect(stderr).toBe('');
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Path | Sample);
}

async function paths(name: string, target: string, ...words: string[]): Promise<readonly Path[]> {
  const all = await records(name, target, ...words);
  return all.filter((record) => record.type === 'path');
}

/** What is broken on a path, each step with the beginning of what it says. */
function brokenSteps({steps}: Path): readonly string[] {
  return steps.filter(({state}) => state === 'broken').map(({name}) => name);
}

describe('trace of a snapshot', () => {
  test.each([
    'web',
    'sticky',
    'nodeport',
    'lb-vip',
    'external-ips',
    'v6-only',
    'resolver',
    'mme',
    'both-local',
  ])('healthy, %s: every step of every path holds', async (service) => {
    const found = await paths('healthy', `svc/${service}`);
    expect(found.length).toBeGreaterThan(0);
    expect(found.flatMap(({steps}) => steps.filter(({state}) => state !== 'ok'))).toEqual([]);
  });

  test.each([
    ['a client from outside hangs', ['--client', '192.0.2.90'], 'broken'],
    ['a Pod gets through', ['--client', '10.244.1.3'], 'ok'],
    ['a node gets through', ['--client', '10.99.0.11'], 'ok'],
  ])('policy Local on a node without a local endpoint: %s', async (_, words, state) => {
    const found = await paths('healthy', 'svc/nodeport-local', ...words);
    const node2 = found.filter(({node, role}) => node === 'node2' && role === 'node-port');
    expect(node2.length).toBeGreaterThan(0);
    const steps = node2.flatMap((path) => path.steps.filter(({name}) => name === 'nat'));
    expect(new Set(steps.map((step) => step.state))).toEqual(new Set([state]));
    if (state === 'broken') expect(new Set(steps.map(({code}) => code))).toEqual(new Set(['IPVS047']));
  });

  test('in nftables mode there are frontends and endpoints, and no traffic of IPVS', async () => {
    const {stdout} = await trace('nftables-stale.tar.gz', 'svc/web');
    expect(stdout).toMatch(/✘ frontend +the cluster IP/);
    expect(stdout).toContain('No traffic is shown of node1, node2: kube-proxy runs in nftables mode here');
    expect(stdout).not.toMatch(/virtual server|real server|REAL-SERVER|ipvsadm/i);
  });

  test('a Service without endpoints has nobody to connect to', async () => {
    const found = await paths('healthy', 'svc/empty');
    expect(found.map(({worstBroken}) => worstBroken)).toEqual(['real-servers', 'real-servers']);
  });

  // PREROUTING lost its jump and net.ipv4.vs.conntrack became 0: both break every IPv4 path of node1.
  test.each([
    [
      'web, a real server deleted and a foreign one added',
      'web',
      'real-servers',
      ['iptables', 'real-servers', 'nat'],
    ],
    ['unnamed-port, weights 0 and 5', 'unnamed-port', 'real-servers', ['iptables', 'real-servers', 'nat']],
    ['two-slices, scheduler wrr', 'two-slices', 'virtual-server', ['iptables', 'virtual-server', 'nat']],
    ['mme, virtual server deleted', 'mme', 'virtual-server', ['iptables', 'virtual-server']],
    ['internal-local, address taken off', 'internal-local', 'address', ['address', 'iptables', 'nat']],
    ['both-local, set member deleted', 'both-local', 'nat', ['ip-sets', 'iptables', 'nat']],
  ] as const)('tampered, %s: exactly what was broken, on node1 only', async (_, service, worst, broken) => {
    const found = await paths('tampered', `svc/${service}`);
    const clusterIp = found.filter(({role}) => role === 'cluster-ip');
    const on = (name: string) => clusterIp.filter(({node}) => node === name).map(brokenSteps);
    expect(on('node1')).toContainEqual(broken);
    // No endpoint of internal-local is on node2, and its policy is Local.
    const none = service === 'internal-local' ? ['real-servers'] : [];
    expect(new Set(on('node2').map(String))).toEqual(new Set([String(none)]));
    expect(clusterIp[0]?.worstBroken).toBe(worst);
  });

  test('tampered: over IPv6, where the jump is untouched, the deleted real server comes first', async () => {
    const [node1] = await paths('tampered', 'svc/v6-only');
    expect(node1?.worstBroken).toBe('real-servers');
    expect(
      node1?.realServers.filter(({standing}) => standing === 'missing').map(({address}) => address),
    ).toEqual(['fd00:244:0:2::2']);
  });

  test.each([
    ['web', 'virtual-server', 'is not served by this node'],
    ['unnamed-port', 'virtual-server', 'is not served by this node'],
    [
      'sticky',
      'real-servers',
      'is no longer an endpoint of shop/sticky|but gets no connections|still receives',
    ],
    ['big', 'real-servers', 'is no longer an endpoint of shop/big|but gets no connections|still receives'],
    ['brand-new', 'virtual-server', 'is not served by this node'],
  ])('stale-backends, %s: on node2 the worst broken step is %s', async (service, step, message) => {
    const found = await paths('stale-backends', `svc/${service}`);
    const node1 = found.filter(({node}) => node === 'node1');
    const node2 = found.filter(({node, role}) => node === 'node2' && role === 'cluster-ip');
    expect(node1.flatMap(brokenSteps)).toEqual([]);
    expect(node2[0]?.worstBroken).toBe(step);
    expect(node2[0]?.steps.find(({name}) => name === step)?.message).toMatch(new RegExp(message));
  });

  test('the lines of all commands lead, then the worst broken step, with what to do', async () => {
    const {stdout, exitCode} = await trace('stale-backends', 'svc/sticky');
    const [impact, cause, next, empty, verdict, step] = stdout.split('\n');
    expect(impact).toMatch(
      /^Impact {2}shop\/sticky sends new connections to dead addresses on node2 \(2 of 4/,
    );
    expect(cause).toMatch(/^Cause {3}node2: kube-proxy is hung.*tables as of 18:47:30, 2m13s old/);
    expect(next).toMatch(/^Next {4}kubectl .* delete pod kube-proxy-tl64m$/);
    expect(empty).toBe('');
    expect(verdict).toBe(
      'The path to shop/sticky is broken on 1 of 2 nodes. The worst broken step, on node2:',
    );
    expect(step).toMatch(/^ {2}real servers, cluster IP TCP 10\.96\.\d+\.\d+:80/);
    expect(stdout).toContain('what to do:');
    expect(exitCode).toBe(0);
  });

  test('--once has an answer: a broken path is exit 1', async () => {
    const [broken, whole] = await Promise.all([
      trace('stale-backends', 'svc/web', '--once'),
      trace('healthy', 'svc/web', '--once'),
    ]);
    expect(broken.exitCode).toBe(1);
    expect(whole.exitCode).toBe(0);
  });

  test('each endpoint that is left out says why', async () => {
    const found = await paths('healthy', 'svc/conditions');
    const [node1] = found;
    const out = node1?.realServers.filter(({standing}) => standing === 'left-out').map(({why}) => why);
    expect(out?.length).toBeGreaterThan(0);
    for (const why of out ?? []) expect(why).toMatch(/not a ready endpoint|terminating endpoint/);
  });

  test('--to chooses one address; an address of another Service is refused', async () => {
    const found = await paths('healthy', 'svc/nodeport', '--to', '10.99.0.11:30080');
    expect(found.map(({node, role}) => [node, role])).toEqual([['node1', 'node-port']]);
    const wrong = await trace('healthy', 'svc/nodeport', '--to', '10.96.0.1:443');
    expect(wrong.stderr).toMatch(/^error: 10\.96\.0\.1:443 is not an address of shop\/nodeport/);
    expect(wrong.exitCode).toBe(2);
  });

  test('--client lists the connections of one client with the source that the real server sees', async () => {
    const all = await records('healthy', 'svc/web', '--client', '10.96.115.176');
    const tuples = all.flatMap((record) =>
      record.type === 'sample' && record.node === 'node1' ? record.tuples : [],
    );
    expect(tuples.length).toBeGreaterThan(5);
    expect(new Set(tuples.map(({client}) => client.address))).toEqual(new Set(['10.96.115.176']));
    // The node's own connections are masqueraded: to Pods elsewhere as the node, to Pods here as the bridge.
    const remote = tuples.find(({real}) => real.address.startsWith('10.244.2.'));
    const local = tuples.find(({real}) => real.address.startsWith('10.244.1.'));
    expect(remote?.source?.address).toBe('10.99.0.11');
    expect(local?.source?.address).toBe('10.244.1.1');
  });

  test('--client pod/NAME follows it through its own node; --from pod/NAME is the same', async () => {
    const cluster = JSON.parse(
      await readFile(path.join(recording('healthy'), 'cluster/endpointslices.json'), 'utf8'),
    ) as {items: {endpoints?: {addresses: string[]; nodeName?: string; targetRef?: {name: string}}[]}[]};
    const pod = cluster.items
      .flatMap(({endpoints}) => endpoints ?? [])
      .find(({targetRef, nodeName}) => targetRef?.name.startsWith('echo-') && nodeName === 'node2');
    const name = `pod/${pod?.targetRef?.name}`;
    const found = await paths('healthy', 'svc/web', '--client', name);
    expect(found.map(({node}) => node)).toEqual(['node2']);
    expect(found[0]?.steps.find((step) => step.name === 'nat')?.message).toContain('hairpin');
    const {stderr} = await run([
      'trace',
      'svc/web',
      '--client',
      'pod/nobody',
      '--from',
      recording('healthy'),
    ]);
    expect(stderr).toMatch(/^error: /);
  });

  test.each([
    ['an outside client is masqueraded', '203.0.113.9', /203\.0\.113\.9 is masqueraded/],
    ['a Pod is not', '10.244.9.9', /10\.244\.9\.9 is kept/],
  ])('NAT to a cluster IP: %s', async (_, client, expected) => {
    const [node1] = await paths('healthy', 'svc/web', '--client', client);
    expect(node1?.steps.find(({name}) => name === 'nat')?.message).toMatch(expected);
  });

  test('a Service with externalTrafficPolicy Local keeps the source on its node port', async () => {
    const found = await paths('healthy', 'svc/nodeport-local');
    const nodePort = found.find(({role}) => role === 'node-port');
    expect(nodePort?.steps.find(({name}) => name === 'nat')?.message).toContain(
      'the source is kept: externalTrafficPolicy is Local',
    );
  });

  test('a kube-proxy that does not run is told, though its old table still holds', async () => {
    const {stdout, exitCode} = await trace('broken-proxy-bad-config', 'svc/web');
    expect(stdout).toMatch(
      /Warnings:\n(?: .*\n)* {2}node1: kube-proxy is not running \(it ended, 4 restarts\)/,
    );
    expect(exitCode).toBe(0);
  });

  test.each([
    [['trace'], 'trace needs a Service'],
    [['trace', 'svc/nothing', '-n', 'shop', '--from', recording('healthy')], 'there is no Service nothing'],
    [
      ['trace', 'svc/headless', '-n', 'shop', '--from', recording('healthy')],
      'shop/headless has no cluster IP',
    ],
    [
      ['trace', 'svc/web', '--to', '10.0.0.1', '--from', recording('healthy')],
      '--to 10.0.0.1 is not an address',
    ],
    [
      ['trace', 'svc/web', '--client', 'nobody', '--from', recording('healthy')],
      '--client nobody is not an IP',
    ],
    [['trace', 'svc/web', '--duration', '5s', '--from', recording('healthy')], '--duration has no effect'],
    [['trace', 'svc/web', '--interval', '50ms', '--from', recording('healthy')], '--interval cannot be 50ms'],
    [['trace', 'svc/web', '--interval', 'soon', '--from', recording('healthy')], '--interval cannot be soon'],
    [['trace', 'svc/web', '--probe', '--from', recording('healthy')], '--probe connects from nodes'],
  ])('wrong: %j', async (words, message) => {
    const {stdout, stderr, exitCode} = await run(words);
    expect(stderr).toContain(`error: ${message}`);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  describe('as JSON', () => {
    let validate: ValidateFunction;

    beforeAll(async () => {
      const schema = await readFile(path.join(ROOT, 'schema/trace-record.schema.json'), 'utf8');
      validate = new Ajv({allErrors: true, strict: false}).compile(JSON.parse(schema) as object);
    });

    test.each([
      ['healthy', 'svc/resolver'],
      ['tampered', 'svc/web'],
      ['stale-backends', 'svc/big'],
    ])('%s %s: each line follows the schema', async (name, service) => {
      for (const record of await records(name, service)) {
        validate(record);
        expect(validate.errors).toBeNull();
      }
    });

    test('the schema refuses a step without its state', async () => {
      const [first] = await paths('healthy', 'svc/web');
      expect(validate(JSON.parse(JSON.stringify(first).replaceAll('"state":"ok"', '"state":"fine"')))).toBe(
        false,
      );
    });
  });
});

test('YAML has the same records as JSON, each a document', async () => {
  const {stdout, exitCode} = await trace('tampered', 'svc/web', '-o', 'yaml');
  expect(exitCode).toBe(0);
  const timeless = (all: readonly unknown[]) => all.map((record) => ({...(record as object), time: ''}));
  const json = await trace('tampered', 'svc/web', '-o', 'json');
  const records = json.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(timeless(loadAll(stdout))).toEqual(timeless(records));
});
