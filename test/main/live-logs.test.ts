import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {afterEach, describe, expect, jest, test} from '@jest/globals';
import {Ajv} from 'ajv';
import {
  type ApiObject,
  type ContainerLog,
  startApiServer,
  type TestApiServer,
} from '../support/api-server/index.ts';
import {PROGRAM, ROOT, runProgram} from '../support/program.ts';
import {type RunningProgram, startProgram} from '../support/running-program.ts';

let server: TestApiServer;
let program: RunningProgram | undefined;

afterEach(async () => {
  await program?.end('SIGKILL');
  program = undefined;
  await server.close();
});

interface Node {
  readonly name: string;
  readonly pod: ApiObject;
  readonly log: ContainerLog;
}

function proxyPod(node: string, suffix: string, restartCount = 0) {
  const name = `kube-proxy-${suffix}`;
  return {
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'kube-system',
      labels: {'k8s-app': 'kube-proxy', 'controller-revision-hash': 'x'},
    },
    spec: {nodeName: node, containers: [{name: 'kube-proxy', image: 'registry.k8s.io/kube-proxy:v1.36.2'}]},
    status: {
      phase: 'Running',
      containerStatuses: [{name: 'kube-proxy', ready: true, restartCount, state: {running: {}}}],
    },
  };
}

/** A cluster of these nodes, with an empty kube-proxy log on each. */
async function startCluster(
  names: readonly string[],
  restarts: Record<string, number> = {},
): Promise<readonly Node[]> {
  server = await startApiServer({version: 'v1.36.2'});
  return names.map((name, index) => {
    server.put({
      kind: 'Node',
      metadata: {name},
      status: {nodeInfo: {operatingSystem: 'linux'}, conditions: [{type: 'Ready', status: 'True'}]},
    });
    const pod = server.put(proxyPod(name, String(index).padStart(5, 'a'), restarts[name]));
    return {name, pod, log: server.keepLog(pod)};
  });
}

const env = () => ({KUBECONFIG: server.kubeconfigPath, HOME: '/nonexistent'});
const logs = (...words: string[]) => runProgram(['logs', ...words], {env: env()});

function follow(...words: string[]): RunningProgram {
  program = startProgram(['logs', '-f', '-o', 'json', ...words], env());
  return program;
}

/** A line of kube-proxy's at a moment. */
function klog(time: Date, message: string): string {
  const text = time.toISOString();
  return `I${text.slice(5, 7)}${text.slice(8, 10)} ${text.slice(11, 23)}000       1 proxier.go:1] "${message}"`;
}

function say({log}: Node, time: Date, message: string): void {
  log.write(klog(time, message), time);
}

interface ShownRecord {
  readonly time: string;
  readonly node: string;
  readonly message: string;
  readonly raw: string;
}

function records(stdout: string): readonly ShownRecord[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as ShownRecord);
}

const messages = (stdout: string) => records(stdout).map(({message}) => message);
const told = (stdout: string) => records(stdout).map(({node, message}) => `${node} ${message}`);
const JOURNAL = [
  'Nov 20 18:00:01.000000 node1 k3s[812]: I1120 18:00:00.900000     812 proxier.go:1] "Adding new service"',
  'Nov 20 18:00:02.000000 node1 k3s[812]: time="2026-11-20T18:00:02Z" level=info msg="a line of k3s"',
  '',
].join('\n');
const START = Date.parse('2026-11-20T18:00:00Z');
const at = (seconds: number) => new Date(START + seconds * 1000);

jest.setTimeout(30_000);

describe('logs with nothing in them', () => {
  test('are told, with the file that kube-proxy writes into instead', async () => {
    await startCluster(['node1', 'node2']);
    for (const name of ['node1', 'node2']) {
      const pod = proxyPod(name, name, 0);
      const command = ['/bin/sh', '-c', 'exec kube-proxy --v=2 1>>/var/log/kube-proxy.log 2>&1'];
      const containers = pod.spec.containers.map((container) => ({...container, command}));
      server.keepLog(server.put({...pod, spec: {...pod.spec, containers}}));
      server.remove('Pod', 'kube-system', `kube-proxy-${name === 'node1' ? 'aaaa0' : 'aaaa1'}`);
    }
    const {stdout, stderr, exitCode} = await logs();
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /the logs of 2 Pods are empty: kube-proxy logs to \/var\/log\/kube-proxy\.log on its node/,
    );
    expect(exitCode).toBe(0);
  });

  test('without such a file: no sign of health; but nothing is said where only new lines are wanted', async () => {
    await startCluster(['node1']);
    expect((await logs()).stderr).toContain('the log of 1 Pod is empty');
    expect((await logs('--since', '5m')).stderr).not.toContain('empty');
  });
});

describe('logs of a cluster', () => {
  test('of all nodes, in time order, as valid records', async () => {
    const [one, two] = (await startCluster(['node1', 'node2'])) as [Node, Node];
    for (const second of [1, 2, 5, 9]) say(one, at(second), `one ${second}`);
    for (const second of [0, 3, 4, 8]) say(two, at(second), `two ${second}`);
    const {stdout, stderr, exitCode} = await logs('-o', 'json');
    expect(told(stdout)).toEqual([
      'node2 two 0',
      'node1 one 1',
      'node1 one 2',
      'node2 two 3',
      'node2 two 4',
      'node1 one 5',
      'node2 two 8',
      'node1 one 9',
    ]);
    const schema = JSON.parse(
      readFileSync(path.join(ROOT, 'schema/log-record.schema.json'), 'utf8'),
    ) as object;
    const validate = new Ajv({strict: false}).compile(schema);
    for (const record of records(stdout)) expect([validate(record), validate.errors]).toEqual([true, null]);
    expect(records(stdout)[0]).toMatchObject({
      time: '2026-11-20T18:00:00.000000Z',
      pod: 'kube-system/kube-proxy-aaaa1',
      raw: klog(at(0), 'two 0'),
    });
    expect([stderr, exitCode]).toEqual(['', 0]);
    expect(server.requests.filter(({method}) => method !== 'GET')).toEqual([]);
  });

  test('a log that breaks off is read on from there: no line lost, none twice', async () => {
    const [one] = (await startCluster(['node1'])) as [Node];
    const lines = Array.from({length: 2000}, (_, index) => `line ${index}`);
    // Several lines have the same time, as when they are written at once.
    for (const [index, line] of lines.entries()) say(one, at(Math.floor(index / 3)), line);
    for (const afterBytes of [30_000, 20_000, 999])
      server.faults.add({fault: {kind: 'cut', afterBytes}, url: /\/log\?/});
    const {stdout, exitCode} = await logs('-o', 'json');
    expect(messages(stdout)).toEqual(lines);
    expect(exitCode).toBe(0);
  });

  test('--tail, --since-time and --node', async () => {
    const [one, two] = (await startCluster(['node1', 'node2'])) as [Node, Node];
    for (const second of [1, 2, 3]) say(one, at(second), `one ${second}`);
    for (const second of [1, 2, 3]) say(two, new Date(at(second).getTime() + 500), `two ${second}`);
    expect(messages((await logs('-o', 'json', '--tail', '1')).stdout)).toEqual(['one 3', 'two 3']);
    const since = ['--since-time', '2026-11-20T18:00:02.3Z'];
    expect(messages((await logs('-o', 'json', ...since)).stdout)).toEqual(['two 2', 'one 3', 'two 3']);
    expect(messages((await logs('-o', 'json', '--node', 'node2')).stdout)).toEqual([
      'two 1',
      'two 2',
      'two 3',
    ]);
  });

  test('--previous: the run before, where there was one; the others are counted', async () => {
    const [, two] = (await startCluster(['node1', 'node2'], {node2: 1})) as [Node, Node];
    say(two, at(1), 'before');
    two.log.restart();
    say(two, at(2), 'after');
    const {stdout, stderr, exitCode} = await logs('-o', 'json', '--previous');
    expect(told(stdout)).toEqual(['node2 before']);
    expect(stderr).toBe('kube-proxy has not restarted on 1 of 2 nodes: there is no previous run to show\n');
    expect(exitCode).toBe(0);
  });

  test('a user who may not read logs is told so once, and the exit code says that nothing was read', async () => {
    await startCluster(['node1', 'node2', 'node3']);
    const resources = ['nodes', 'pods', 'configmaps'];
    const cluster = [{apiGroups: [''], resources, verbs: ['get', 'list']}];
    const kubeconfig = server.addUser('reader', {cluster});
    const {stdout, stderr, exitCode} = await runProgram(['logs'], {env: {...env(), KUBECONFIG: kubeconfig}});
    expect(stdout).toBe('');
    expect(stderr.match(/could not be read/g) ?? stderr).toHaveLength(1);
    expect(stderr).toMatch(/node1, node2, node3 could not be read: .*forbids.*pods\/log/s);
    expect(exitCode).toBe(2);
  });

  test('a node that does not answer is asked once, and given up in time', async () => {
    const [, two, three] = (await startCluster(['node1', 'node2', 'node3'])) as [Node, Node, Node];
    say(two, at(1), 'two');
    say(three, at(2), 'three');
    const message = 'dial tcp 10.0.0.1:10250: i/o timeout';
    server.faults.add({
      fault: {kind: 'status', status: 500, message},
      url: /kube-proxy-aaaa0\/log/,
      times: 99,
    });
    server.faults.add({fault: {kind: 'hang'}, url: /kube-proxy-aaaa2\/log/});
    const {stdout, stderr, exitCode} = await logs('-o', 'json', '--timeout', '4s');
    expect(messages(stdout)).toEqual(['two']);
    expect(stderr).toContain(`the log of node1 could not be read: `);
    expect(stderr).toContain(message);
    expect(stderr).toContain('no data for 4 s');
    expect(server.requests.filter(({path: place}) => place.endsWith('aaaa0/log'))).toHaveLength(1);
    expect(exitCode).toBe(2);
  }, 30_000);

  test('what the kubelet says in place of a log is not a line of it', async () => {
    const [one, two] = (await startCluster(['node1', 'node2'])) as [Node, Node];
    server.setLog(one.pod, '');
    say(two, at(1), 'two');
    server.faults.add({
      fault: {kind: 'text', body: 'unable to retrieve container logs for containerd://abc'},
      url: /kube-proxy-aaaa0\/log/,
      times: 9,
    });
    const {stdout, stderr, exitCode} = await logs('-o', 'json');
    expect(messages(stdout)).toEqual(['two']);
    expect(stderr).toContain('the log of node1 could not be read');
    expect(exitCode).toBe(2);
  });

  test.each([
    [
      'k3s writes it into its journal',
      {'query=kube-proxy': '-- No entries --\n', 'query=k3s': JOURNAL},
      {told: ['node1 Adding new service', 'node1 a line of k3s'], says: '', exitCode: 0},
    ],
    [
      'the kubelet has no query and lists its files',
      {'proxy/logs': '<!doctype html>\n<pre>\n<a href="pods/">pods/</a>\n</pre>\n'},
      {told: [], says: 'the kubelet does not support log queries', exitCode: 2},
    ],
    [
      'journals of units that do not exist begin with words of journalctl',
      {
        'query=kube-proxy': '-- Logs begin at Tue 2026-06-28 20:43:18 UTC, end at … --\n-- No entries --\n',
        'query=k3s': JOURNAL,
      },
      {told: ['node1 Adding new service', 'node1 a line of k3s'], says: '', exitCode: 0},
    ],
    [
      'no journal has lines',
      {'proxy/logs': '-- No entries --\n'},
      {
        told: [],
        says: 'ssh node1 journalctl -u kube-proxy',
        exitCode: 2,
      },
    ],
  ])('where kube-proxy is no Pod: %s', async (_, answers, expected) => {
    server = await startApiServer({version: 'v1.36.2'});
    server.put({kind: 'Node', metadata: {name: 'node1'}, status: {nodeInfo: {operatingSystem: 'linux'}}});
    for (const [url, body] of Object.entries(answers))
      server.faults.add({fault: {kind: 'text', body}, url: new RegExp(`${url}\\b|${url}$`), times: 9});
    const {stdout, stderr, exitCode} = await logs('-o', 'json');
    expect({told: told(stdout), exitCode}).toEqual({told: expected.told, exitCode: expected.exitCode});
    expect(stderr).toContain(expected.says);
  });

  test('a reader that has enough, such as head, ends it quietly', async () => {
    const [one] = (await startCluster(['node1'])) as [Node];
    for (let second = 0; second < 20_000; second++) say(one, at(second), `line ${second}`);
    const child = spawn('sh', ['-c', `${PROGRAM} logs -o json | head -n 1`], {
      env: {...process.env, ...env()},
    });
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += String(text);
    });
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(stderr).toBe('');
  });
});

describe('logs that are followed', () => {
  const soon = (milliseconds: number) => new Date(Date.now() + milliseconds);

  test('what is said late finds its place; Ctrl-C ends it with 130', async () => {
    const [one, two] = (await startCluster(['node1', 'node2'])) as [Node, Node];
    for (const second of [1, 2, 3]) say(one, at(second), `old ${second}`);
    const running = follow('--tail', '2');
    await running.until('the last lines', () => messages(running.stdout()).length === 2);
    await running.until('followers', () => one.log.readers + two.log.readers === 2);
    const now = Date.now();
    say(one, new Date(now), 'b');
    say(two, new Date(now - 100), 'a');
    say(one, new Date(now + 10), 'c');
    await running.until('new lines', () => messages(running.stdout()).length === 5);
    expect(await running.end()).toBe(130);
    expect(messages(running.stdout())).toEqual(['old 2', 'old 3', 'a', 'b', 'c']);
    expect(running.stderr()).toBe('');
  });

  test('over lost connections, a server that is away and a clock that is put back: no line lost, none twice', async () => {
    const [one, two] = (await startCluster(['node1', 'node2'])) as [Node, Node];
    const running = follow();
    const expected: string[] = [];
    for (let round = 0; round < 4; round++) {
      await running.until('followers', () => one.log.readers + two.log.readers === 2);
      for (const node of [one, two]) say(node, soon(0), `${node.name} round ${round}`);
      expected.push(`node1 round ${round}`, `node2 round ${round}`);
      if (round === 1)
        await running.until('its lines', () => messages(running.stdout()).length === expected.length);
      if (round === 2) await server.away(300);
      else one.log.cut();
      await wait(5);
      // Their clock is ahead for a moment, so that later lines have earlier times.
      for (const node of [one, two]) say(node, soon(50), `${node.name} meanwhile ${round}`);
      await wait(5);
      expected.push(`node1 meanwhile ${round}`, `node2 meanwhile ${round}`);
    }
    await running.until('all lines', () => messages(running.stdout()).length >= expected.length);
    expect(messages(running.stdout()).toSorted()).toEqual(expected.toSorted());
    expect(running.stderr()).toBe('');
  });

  test('over a restart: the last words of the run before are not lost', async () => {
    const [one] = (await startCluster(['node1'])) as [Node];
    const running = follow();
    await running.until('a follower', () => one.log.readers === 1);
    say(one, soon(0), 'before');
    await running.until('its line', () => messages(running.stdout()).length === 1);
    one.log.cut();
    say(one, soon(5), 'last words');
    one.log.restart();
    say(one, soon(10), 'new run');
    await running.until('the new run', () => messages(running.stdout()).includes('new run'));
    expect(messages(running.stdout())).toEqual(['before', 'last words', 'new run']);
    expect(running.stderr()).toBe('');
  });

  test('lines that are gone before they could be read are told as a gap', async () => {
    const [one] = (await startCluster(['node1'])) as [Node];
    const running = follow();
    await running.until('a follower', () => one.log.readers === 1);
    say(one, soon(0), 'before');
    await running.until('its line', () => messages(running.stdout()).length === 1);
    one.log.cut();
    say(one, soon(5), 'lost');
    one.log.rotate();
    say(one, soon(10), 'after');
    await running.until('the line after', () => messages(running.stdout()).includes('after'));
    expect(messages(running.stdout())).toEqual(['before', 'after']);
    expect(running.stderr()).toMatch(/^node1: lines between \S+ and \S+ may be missing/);
  });

  test('the Pod that takes the place of another one is followed', async () => {
    const [one] = (await startCluster(['node1'])) as [Node];
    const running = follow();
    await running.until('a follower', () => one.log.readers === 1);
    server.remove('Pod', 'kube-system', one.pod.metadata.name);
    one.log.cut();
    const pod = server.put(proxyPod('node1', 'bbbbb'));
    const log = server.keepLog(pod);
    log.write(klog(soon(0), 'from the new Pod'));
    await running.until('its line', () => messages(running.stdout()).length === 1);
    expect(records(running.stdout())[0]).toMatchObject({
      pod: 'kube-system/kube-proxy-bbbbb',
      message: 'from the new Pod',
    });
  });

  test('a clock that is ahead is told, and its lines do not hold up the others', async () => {
    const [one, two] = (await startCluster(['node1', 'node2'])) as [Node, Node];
    const running = follow();
    await running.until('followers', () => one.log.readers + two.log.readers === 2);
    say(one, soon(60_000), 'from the future');
    say(two, soon(0), 'from now');
    await running.until('both lines', () => messages(running.stdout()).length === 2);
    expect(running.stderr()).toMatch(/^the clock of node1 is (?:5\d|60) s ahead of the clock here/);
  });

  test('on more than 50 nodes', async () => {
    const nodes = await startCluster(Array.from({length: 60}, (_, index) => `node${index}`));
    const running = follow();
    await running.until('followers', () => nodes.every(({log}) => log.readers === 1));
    const now = Date.now();
    for (const [index, node] of nodes.toReversed().entries()) say(node, new Date(now - index), node.name);
    await running.until('all lines', () => messages(running.stdout()).length === 60);
    expect(records(running.stdout()).map(({time}) => time)).toEqual(
      records(running.stdout())
        .map(({time}) => time)
        .toSorted(),
    );
    expect(await running.end()).toBe(130);
  });
});
