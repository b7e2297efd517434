import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from '@jest/globals';
import {Ajv} from 'ajv';
import {SCRIPT_VARIABLES} from '../../src/capture/script/capture-script.ts';
import {createExpectedStates} from '../../src/expected/index.ts';
import {DIFF_SOURCES, expectedOn} from '../../src/inspect/index.ts';
import {inspectNode} from '../../src/inspect/inspect-node.ts';
import type {KernelTable, VirtualServer} from '../../src/model/index.ts';
import {openSnapshot} from '../../src/snapshot/index.ts';
import {frameLog} from '../capture/frame-log.ts';
import {startApiServer, type TestApiServer} from '../support/api-server/index.ts';
import {FAST_SYNCS} from '../support/fast-syncs.ts';
import {ROOT, recording, runProgram} from '../support/program.ts';
import {printList, printSave} from '../support/table-printers.ts';

/** What a node is at a step of the migration. */
type Step = 'ipvs' | 'nftables' | 'nftables with leftovers' | 'nftables not complete';

let folder = '';
/** The texts of each node in IPVS mode and in nftables mode. */
const texts = {
  ipvs: new Map<string, Record<string, string>>(),
  nftables: new Map<string, Record<string, string>>(),
};
let server: TestApiServer | undefined;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'migration-'));
  execFileSync('tar', ['xzf', recording('nftables-healthy.tar.gz'), '-C', folder]);
  const snapshot = await openSnapshot(folder);
  const cluster = await snapshot.readCluster();
  const context = {
    cluster,
    expectedStates: createExpectedStates(cluster),
    services: undefined,
    sources: DIFF_SOURCES,
  };
  for await (const capture of snapshot.captureNodes(['node1', 'node2'], DIFF_SOURCES)) {
    const files = path.join(folder, 'nodes', capture.node);
    const all = Object.fromEntries(
      (await readdir(files)).map((file) => [file, readFileSync(path.join(files, file), 'utf8')]),
    );
    const own: Record<string, string> = {...all, 'kube-proxy-metrics.txt': FAST_SYNCS};
    texts.nftables.set(capture.node, own);
    const {proxy, actual} = inspectNode(capture, context);
    const expected = expectedOn({...proxy, mode: 'ipvs'}, actual!, context);
    const table: KernelTable = new Map(
      [...expected.virtualServers].map(([key, one]) => [key, serverOf(one)]),
    );
    const bound = [...(expected.addresses?.keys() ?? [])].map(
      (address) =>
        `9: kube-ipvs0    ${address.includes(':') ? `inet6 ${address}/128` : `inet ${address}/32`} scope global kube-ipvs0\\       valid_lft forever preferred_lft forever\n`,
    );
    texts.ipvs.set(capture.node, {
      ...without(own, ['nft-ip-kube-proxy.json', 'nft-ip6-kube-proxy.json']),
      'kube-proxy-mode.txt': 'ipvs',
      'kube-proxy-configz.json': String(own['kube-proxy-configz.json']).replace(
        '"mode":"nftables"',
        '"mode":"ipvs"',
      ),
      'ipvsadm-save.txt': printSave(table),
      'ipvsadm-list.txt': printList(table),
      'addresses.txt': `${own['addresses.txt']}${bound.join('')}`,
    });
  }
  await snapshot.close();
});

function without(all: Record<string, string>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)));
}

function serverOf(one: {
  id: VirtualServer['id'];
  persistenceTimeout: number | undefined;
  realServers: ReadonlyMap<string, unknown>;
  endpoints: ReadonlyMap<string, {address: string; port: number}>;
}): VirtualServer {
  const timeout = one.persistenceTimeout ?? 0;
  const v6 = one.id.kind === 'address' && one.id.address.includes(':');
  return {
    id: one.id,
    scheduler: 'rr',
    persistence: timeout > 0 ? {timeoutSeconds: timeout, prefix: v6 ? 128 : 32} : undefined,
    schedulerFlags: [],
    onePacket: false,
    realServers: new Map(
      [...one.realServers.keys()].map((key) => {
        const {address, port} = one.endpoints.get(key)!;
        return [
          key,
          {address, port, weight: 1, forwarding: 'Masq', activeConnections: 0, inactiveConnections: 0},
        ];
      }),
    ),
  };
}

afterEach(async () => {
  await server?.close();
  server = undefined;
});

afterAll(() => rmSync(folder, {recursive: true, force: true}));

function textsAt(step: Step, node: string): Record<string, string> {
  const [ipvs, nftables] = [texts.ipvs.get(node)!, texts.nftables.get(node)!];
  if (step === 'ipvs') return ipvs;
  if (step === 'nftables with leftovers') return {...nftables, 'addresses.txt': ipvs['addresses.txt']!};
  if (step === 'nftables') return nftables;
  const rules = nftables['nft-ip-kube-proxy.json']!;
  return {...nftables, 'nft-ip-kube-proxy.json': rules.replaceAll('10.96.205.62', '10.96.205.99')};
}

async function verify(steps: Readonly<Record<string, Step>>, ...words: string[]) {
  server = await startApiServer({
    version: 'v1.36.2',
    kubelet: (pod) => {
      const node = String(pod.spec?.nodeName);
      const [container] = (pod.spec?.containers ?? []) as {env: {name: string; value: string}[]}[];
      const asked =
        container?.env.find(({name}) => name === SCRIPT_VARIABLES.sources)?.value.split(' ') ?? [];
      const present = Object.entries(textsAt(steps[node]!, node)).filter(([file]) => asked.includes(file));
      return {kind: 'ran', log: frameLog(Object.fromEntries(present))};
    },
  });
  server.loadSnapshot(folder);
  const {stdout, stderr, exitCode} = await runProgram(
    ['check', '--migration', '--verify', '-o', 'json', ...words],
    {
      env: {KUBECONFIG: server.kubeconfigPath, HOME: '/nonexistent'},
    },
  );
  expect(stderr).not.toContain('error:');
  return {exitCode, report: JSON.parse(stdout)};
}

describe('a migration from IPVS to nftables mode, node by node, verified at each step', () => {
  const verdicts = (report: {nodes: {name: string; verdict: string}[]}) =>
    Object.fromEntries(report.nodes.map(({name, verdict}) => [name, verdict]));

  test('before: no node is moved', async () => {
    const {exitCode, report} = await verify({node1: 'ipvs', node2: 'ipvs'});
    expect(verdicts(report)).toEqual({node1: 'not-yet', node2: 'not-yet'});
    expect(report.summary).toMatchObject({nodes: 2, moved: 0, proved: 0, notYet: 2});
    expect(exitCode).toBe(2);
  }, 60_000);

  test('half of it: the moved node is proved', async () => {
    const {exitCode, report} = await verify({node1: 'nftables', node2: 'ipvs'});
    expect(verdicts(report)).toEqual({node1: 'proved', node2: 'not-yet'});
    expect(exitCode).toBe(2);
  }, 60_000);

  test('all of it: proved, with the differences that the mode makes on purpose', async () => {
    const {exitCode, report} = await verify({node1: 'nftables', node2: 'nftables'});
    expect(verdicts(report)).toEqual({node1: 'proved', node2: 'proved'});
    expect(exitCode).toBe(0);
    const kinds = report.nodes[1].differences.map((one: {kind: string; onPurpose: boolean}) => [
      one.kind,
      one.onPurpose,
    ]);
    expect(kinds).toEqual([
      ['fewer-node-port-addresses', true],
      ['local-policy-without-endpoints', true],
    ]);
    const schema = JSON.parse(
      readFileSync(path.join(ROOT, 'schema/migration-verification.schema.json'), 'utf8'),
    );
    const validate = new Ajv({strict: false}).compile(schema);
    expect(validate(report) ? [] : validate.errors).toEqual([]);
  }, 60_000);

  test('a frontend that is lost, and what IPVS mode left, are told of the node that has them', async () => {
    const {exitCode, report} = await verify({
      node1: 'nftables not complete',
      node2: 'nftables with leftovers',
    });
    expect(verdicts(report)).toEqual({node1: 'not-proved', node2: 'not-proved'});
    const lost = report.nodes[0].differences.find((one: {kind: string}) => one.kind === 'frontend-lost');
    expect(lost).toMatchObject({onPurpose: false, examples: ['TCP 10.96.205.62:80']});
    expect(report.nodes[1].leftovers.join()).toContain('kube-ipvs0');
    expect(exitCode).toBe(1);
  }, 60_000);
});
