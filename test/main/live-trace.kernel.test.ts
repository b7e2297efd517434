import {type ChildProcess, spawn} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {setTimeout as wait} from 'node:timers/promises';
import {afterAll, afterEach, beforeAll, describe, expect, test} from '@jest/globals';
import {Ajv} from 'ajv';
import {startApiServer, type TestApiServer} from '../support/api-server/index.ts';
import {FAST_SYNCS} from '../support/fast-syncs.ts';
import {PROGRAM, ROOT} from '../support/program.ts';
import {debugPods} from '../support/recorded-cluster.ts';
import {startUmlNodes, type UmlNodes, umlMissing} from '../support/uml-nodes/index.ts';

const missing = umlMissing();
const NODES = ['node1', 'node2'];
const VIRTUAL = {IPv4: '10.96.0.50', IPv6: 'fd00:96::50'};
const REAL = {
  IPv4: ['10.244.9.1', '10.244.9.2', '10.244.9.3'],
  IPv6: ['fd00:244::1', 'fd00:244::2', 'fd00:244::3'],
};

/** A record of `trace -o json`, as far as the tests look at it. */
interface Record {
  readonly type: string;
  readonly node: string | null;
  readonly event?: string;
  readonly message?: string;
  readonly change?: number;
  readonly state?: string;
  readonly seconds?: number;
  readonly errorSeconds?: number;
  readonly reason?: string;
  readonly sequence?: number;
  readonly virtualServers?: readonly {
    readonly virtualServer: {readonly address: string};
    readonly realServers: readonly {
      readonly address: string;
      readonly standing: string;
      readonly connections: number | null;
      readonly connectionRate: number | null;
    }[];
  }[];
  readonly tuples?: readonly {
    readonly client: {readonly address: string; readonly port: number};
    readonly virtual: {readonly address: string; readonly port: number};
    readonly real: {readonly address: string; readonly port: number};
    readonly source: {readonly address: string} | null;
  }[];
  readonly strays?: readonly {readonly realServer: {readonly address: string}; readonly templates: number}[];
  readonly probe?: {
    readonly connected: boolean;
    readonly seconds: number | null;
    readonly realServer: {readonly address: string} | null;
  } | null;
}

/** A trace that goes on, and what it has written so far. */
interface RunningTrace {
  readonly child: ChildProcess;
  readonly records: Record[];
  readonly stderr: () => string;
  readonly exit: Promise<number | null>;
  /** The first record, now or later, that is like this. */
  readonly until: (what: string, isIt: (record: Record) => boolean, from?: number) => Promise<Record>;
}

const PATIENCE_SECONDS = 280;

function startTrace(server: TestApiServer, ...words: string[]): RunningTrace {
  const child = spawn(PROGRAM, ['trace', 'svc/demo', '-o', 'json', '--timeout', '4m', ...words], {
    env: {...process.env, KUBECONFIG: server.kubeconfigPath, HOME: '/nonexistent'},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const records: Record[] = [];
  let stderr = '';
  createInterface({input: child.stdout!}).on('line', (line) => records.push(JSON.parse(line) as Record));
  child.stderr!.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  const until: RunningTrace['until'] = async (what, isIt, from = 0) => {
    for (let tries = 0; tries < PATIENCE_SECONDS * 50; tries++) {
      const found = records.slice(from).find(isIt);
      if (found) return found;
      if (child.exitCode !== null) break;
      await wait(20);
    }
    const when =
      child.exitCode === null ? `within ${PATIENCE_SECONDS} s` : `until it ended with ${child.exitCode}`;
    throw new Error(
      `no ${what} ${when}; last of ${records.length} records: ${JSON.stringify(records.at(-1))} ${stderr}`,
    );
  };
  return {child, records, stderr: () => stderr, exit, until};
}

/** Each record follows the public schema. */
async function expectSchema(records: readonly Record[]): Promise<void> {
  const schema = await readFile(path.join(ROOT, 'schema/trace-record.schema.json'), 'utf8');
  const validate = new Ajv({allErrors: true, strict: false}).compile(JSON.parse(schema) as object);
  for (const record of records) {
    validate(record);
    expect(validate.errors).toBeNull();
  }
}

const isSample = (node: string) => (record: Record) => record.type === 'sample' && record.node === node;

(missing === undefined ? describe : describe.skip)(
  `trace on real IPVS kernels${missing ? `: ${missing}` : ''}`,
  () => {
    let nodes: UmlNodes;
    let server: TestApiServer;
    let running: RunningTrace | undefined;
    const others: RunningTrace[] = [];

    const trace = (...words: string[]) => {
      running = startTrace(server, ...words);
      return running;
    };
    const slice = (family: 'IPv4' | 'IPv6', addresses: readonly string[]) => ({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        namespace: 'default',
        name: `demo-${family.toLowerCase()}`,
        labels: {'kubernetes.io/service-name': 'demo'},
      },
      addressType: family,
      ports: [{name: '', protocol: 'TCP', port: 8080}],
      endpoints: addresses.map((address) => ({
        addresses: [address],
        conditions: {ready: true},
        nodeName: 'node1',
      })),
    });
    const putObjects = () => {
      server.put({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {namespace: 'default', name: 'demo'},
        spec: {
          type: 'ClusterIP',
          clusterIP: VIRTUAL.IPv4,
          clusterIPs: [VIRTUAL.IPv4, VIRTUAL.IPv6],
          ipFamilies: ['IPv4', 'IPv6'],
          ports: [{protocol: 'TCP', port: 80}],
        },
      });
      for (const family of ['IPv4', 'IPv6'] as const) server.put(slice(family, REAL[family]));
    };
    const table = [
      `-A -t ${VIRTUAL.IPv4}:80 -s rr`,
      ...REAL.IPv4.map((real) => `-a -t ${VIRTUAL.IPv4}:80 -r ${real}:8080 -m`),
      `-A -t [${VIRTUAL.IPv6}]:80 -s rr`,
      ...REAL.IPv6.map((real) => `-a -t [${VIRTUAL.IPv6}]:80 -r [${real}]:8080 -m`),
    ].join('\n');
    const restore = async () => {
      putObjects();
      for (const node of NODES) await nodes.load(node, {save: `${table}\n`});
    };

    beforeAll(async () => {
      nodes = await startUmlNodes(NODES);
      server = await startApiServer({version: 'v1.36.2', kubelet: nodes.kubelet});
      for (const name of NODES) {
        server.put({apiVersion: 'v1', kind: 'Node', metadata: {name}, status: {}});
        await nodes.answerAsKubeProxy(name, {metrics: FAST_SYNCS, proxyMode: 'ipvs'});
        await nodes.run(
          name,
          `sysctl -qw net.ipv4.vs.conntrack=1 net.ipv4.ip_forward=1 || true
          # As kube-proxy's rules do, these make the kernel track connections.
          modprobe -a iptable_nat ip6table_nat xt_MASQUERADE xt_mark || true
          iptables-legacy -t nat -A POSTROUTING -m mark --mark 0x4000/0x4000 -j MASQUERADE || true
          ip6tables-legacy -t nat -A POSTROUTING -m mark --mark 0x4000/0x4000 -j MASQUERADE || true
          ip link set kube-ipvs0 up
          ip addr add ${VIRTUAL.IPv4}/32 dev kube-ipvs0; ip addr add ${VIRTUAL.IPv6}/128 dev kube-ipvs0 nodad
          for address in ${REAL.IPv4.join(' ')} 10.244.66.6; do
            ip addr add $address/32 dev eth0
            busybox httpd -p $address:8080 -h /tmp
          done
          for address in ${REAL.IPv6.join(' ')}; do
            ip addr add $address/128 dev eth0 nodad
            busybox httpd -p [$address]:8080 -h /tmp
          done`,
        );
      }
      await restore();
    }, 800_000);
    afterEach(async () => {
      for (const one of [running, ...others]) {
        one?.child.kill('SIGINT');
        await one?.exit;
      }
      running = undefined;
      others.length = 0;
      await restore();
    }, 300_000);
    afterAll(async () => {
      await server?.close();
      await nodes?.close();
    });

    /** Makes so many connections on a node, one after the other. */
    const connect = (node: string, url: string, count: number) =>
      nodes.run(
        node,
        `for n in $(seq ${count}); do curl -s -g -o /dev/null --max-time 3 '${url}' || exit 1; done`,
      );

    test('20 changes: each measured lag is right within its stated error; a node that never follows is alarmed', async () => {
      const {until, records, child, exit} = trace('--interval', '0.2s');
      for (const node of NODES) await until(`sample of ${node}`, isSample(node));
      await until('second sample', (record) => isSample('node1')(record) && (record.sequence ?? 0) > 1);
      const wrong: string[] = [];
      for (let change = 1; change <= 20; change++) {
        const reals = [...REAL.IPv4, `10.244.77.${change}`];
        const changedAt = Date.now();
        server.put(slice('IPv4', reals));
        await wait(50 + ((change * 337) % 700));
        const begun = (Date.now() - changedAt) / 1000;
        const before =
          change === 1 ? '' : `ipvsadm -d -t ${VIRTUAL.IPv4}:80 -r 10.244.77.${change - 1}:8080;`;
        await nodes.run('node1', `${before} ipvsadm -a -t ${VIRTUAL.IPv4}:80 -r 10.244.77.${change}:8080 -m`);
        const done = (Date.now() - changedAt) / 1000;
        const lag = await until(
          `lag of change ${change}`,
          (record) => record.type === 'lag' && record.node === 'node1' && record.change === change,
        );
        const {state, seconds = Number.NaN, errorSeconds = Number.NaN} = lag;
        if (state !== 'followed' || seconds + errorSeconds < begun || seconds - errorSeconds > done)
          wrong.push(
            `change ${change}: ${seconds} ±${errorSeconds}, but was between ${begun} and ${done} (${state})`,
          );
      }
      expect(wrong).toEqual([]);
      const late = await until('alarm', (record) => record.type === 'lag' && record.state === 'late');
      expect({node: late.node, change: late.change}).toEqual({node: 'node2', change: 1});
      expect(
        records
          .filter((record) => record.type === 'lag' && record.state === 'followed')
          .map(({node}) => node),
      ).not.toContain('node2');
      child.kill('SIGINT');
      expect(await exit).toBe(130);
      expect(debugPods(server)).toEqual([]);
      expect(records.at(-1)?.type).toBe('summary');
      expect(new Set(records.map(({type}) => type))).toEqual(
        new Set(['assessment', 'path', 'sample', 'event', 'lag', 'summary']),
      );
      await expectSchema(records);
    }, 800_000);

    test('connections are counted to the real servers that they go to; NAT tuples of both families are right', async () => {
      const words = ['--interval', '0.5s', '--node', 'node1', '--client'];
      const six = startTrace(server, ...words, VIRTUAL.IPv6);
      others.push(six);
      const {until, records} = trace(...words, VIRTUAL.IPv4);
      const first = await until('sample', isSample('node1'));
      await six.until('sample', isSample('node1'));
      await connect('node1', `http://${VIRTUAL.IPv4}/`, 9);
      await connect('node1', `http://[${VIRTUAL.IPv6}]/`, 6);
      const totals = ({virtualServers = []}: Record) =>
        Object.fromEntries(
          virtualServers.flatMap(({realServers}) =>
            realServers.map(({address, connections}) => [address, connections ?? 0] as const),
          ),
        );
      const before = totals(first);
      const expected = [...REAL.IPv4.map((real) => [real, 3]), ...REAL.IPv6.map((real) => [real, 2])];
      const counted = (record: Record) =>
        expected.map(([real]) => [real, (totals(record)[String(real)] ?? 0) - (before[String(real)] ?? 0)]);
      await until(
        'sample with all connections',
        (record) => isSample('node1')(record) && JSON.stringify(counted(record)) === JSON.stringify(expected),
      );
      const dump = await nodes.run('node1', 'ipvsadm -L -n -c');
      const tracking = await nodes.run('node1', 'conntrack -L; conntrack -L -f ipv6; true');
      const told = dump.output.split('\n').map((line) => line.trim().split(/ +/).slice(3, 6).join(' '));
      for (const [running_, family, count] of [
        [{until}, 'IPv4', 9],
        [six, 'IPv6', 6],
      ] as const) {
        const {tuples = []} = await running_.until(
          'sample with tuples',
          (record) => isSample('node1')(record) && (record.tuples?.length ?? 0) >= count,
        );
        const socket = ({address, port}: {readonly address: string; readonly port: number}) =>
          family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
        for (const {client, virtual, real} of tuples)
          expect(told).toContain([client, virtual, real].map(socket).join(' '));
        expect(new Set(tuples.map(({real}) => real.address))).toEqual(new Set(REAL[family]));
        // A node's own connections to itself keep their source, as far as the kernel tracks them.
        const tracked = tracking.output.includes(`dst=${VIRTUAL[family]} `) ? VIRTUAL[family] : undefined;
        expect(new Set(tuples.map(({source}) => source?.address))).toEqual(new Set([tracked]));
      }
      expect(records.filter(({type}) => type === 'gap')).toEqual([]);
    }, 600_000);

    test('a stale real server that still takes connections is named within two samples', async () => {
      await nodes.run('node1', `ipvsadm -a -t ${VIRTUAL.IPv4}:80 -r 10.244.66.6:8080 -m`);
      const {until, records} = trace('--interval', '1s', '--node', 'node1');
      await until('second sample', (record) => isSample('node1')(record) && (record.sequence ?? 0) > 1);
      const from = records.length;
      await connect('node1', `http://${VIRTUAL.IPv4}/`, 8);
      const event = await until('event', (record) => record.event === 'stale-traffic', from);
      expect(event.message).toContain('10.244.66.6:8080 is stale but still receives new connections');
      const since = records.slice(from, records.indexOf(event));
      // The connections take some samples' time on a slow machine: what counts are samples that show them.
      const showing = since.filter((record) =>
        record.virtualServers?.some(({realServers}) =>
          realServers.some(
            ({address, connectionRate}) => address === '10.244.66.6' && (connectionRate ?? 0) > 0,
          ),
        ),
      );
      expect(showing.length).toBeLessThanOrEqual(2);
    }, 600_000);

    test('--probe tells which real server each connect came to, and finds the black hole', async () => {
      const {until} = trace('--interval', '0.2s', '--node', 'node1', '--probe');
      const good = await until('connect', (record) => record.probe?.connected === true);
      expect([...REAL.IPv4, ...REAL.IPv6]).toContain(good.probe?.realServer?.address);
      expect(good.probe?.seconds).toBeGreaterThan(0);
      // Nobody listens behind this one any more, and it does not say so.
      await nodes.run(
        'node1',
        `ip addr del ${REAL.IPv4[1]}/32 dev eth0; ip route add ${REAL.IPv4[1]}/32 dev eth0`,
      );
      const failed = await until('connect that failed', (record) => record.probe?.connected === false);
      expect(failed.probe?.realServer?.address).toBe(REAL.IPv4[1]);
      await nodes.run(
        'node1',
        `ip route del ${REAL.IPv4[1]}/32 dev eth0; ip addr add ${REAL.IPv4[1]}/32 dev eth0; busybox httpd -p ${REAL.IPv4[1]}:8080 -h /tmp || true`,
      );
    }, 600_000);

    test('Ctrl-C before any pod runs: exit 130, and no pod left', async () => {
      const {child, exit} = trace('--interval', '0.5s');
      while (debugPods(server).length === 0 && child.exitCode === null) await wait(20);
      child.kill('SIGINT');
      expect(await exit).toBe(130);
      expect(debugPods(server)).toEqual([]);
    }, 300_000);

    test('a debug pod that is deleted is replaced; the gap is told, and no rate bridges it', async () => {
      const {until, records, child, exit} = trace('--interval', '0.5s', '--node', 'node1');
      await until('sample', (record) => isSample('node1')(record) && (record.sequence ?? 0) >= 3);
      const [pod] = server.objects('Pod').filter(({status}) => status?.phase === 'Running');
      server.remove('Pod', pod!.metadata.namespace, pod!.metadata.name);
      const gap = await until('gap', ({type}) => type === 'gap');
      expect(gap).toMatchObject({
        node: 'node1',
        reason: expect.stringMatching(/debug pod was deleted|was cut off/),
      });
      const after = await until('sample after', isSample('node1'), records.indexOf(gap));
      expect(after.sequence).toBe(1);
      for (const {realServers} of after.virtualServers ?? [])
        for (const {connectionRate} of realServers) expect(connectionRate).toBeNull();
      child.kill('SIGINT');
      expect(await exit).toBe(130);
      expect(debugPods(server)).toEqual([]);
    }, 600_000);
  },
);
