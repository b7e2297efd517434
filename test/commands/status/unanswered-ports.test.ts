import {describe, expect, test} from '@jest/globals';
import {run} from '../../support/run.ts';
import {type SnapshotCopy, withSnapshot} from '../../support/snapshot-copy.ts';

const NODES = ['node1', 'node2'];
const ANSWERS = ['kube-proxy-metrics.txt', 'kube-proxy-configz.json', 'kube-proxy-mode.txt'];
const HEALTH = ['kube-proxy-healthz.json', 'kube-proxy-livez.json'];
const ADDRESSES: Readonly<Record<string, string>> = {node1: '10.99.0.11', node2: '10.99.0.12'};

/** A snapshot in which no answer of kube-proxy arrived: what was asked, and what came back. */
async function unanswered(
  snapshot: SnapshotCopy,
  replies: (node: string) => readonly {port: number; place: string; answer: string}[],
): Promise<void> {
  for (const node of NODES) {
    const files = [...ANSWERS, ...HEALTH];
    await snapshot.remove(...files.map((file) => `nodes/${node}/${file}`));
    const kubeProxyReplies = files.flatMap((source) =>
      replies(node)
        .filter(({port}) => (port === 10249) === ANSWERS.includes(source))
        .map(({place, answer}) => ({source, program: 'curl', place, answer})),
    );
    await snapshot.edit(`nodes/${node}/capture.json`, (text) =>
      JSON.stringify({...JSON.parse(text), failedCommands: [], kubeProxyReplies}),
    );
  }
}

const at = (address: string, answer: string) => [
  {port: 10249, place: `${address}:10249`, answer},
  {port: 10256, place: `${address}:10256`, answer},
];
const setting = (line: string) => (text: string) =>
  text.replace(/metricsBindAddress: (?:\\"\\"|\S*?)(?=\\n)/, `metricsBindAddress: ${line}`);

function status(snapshot: SnapshotCopy) {
  return run(['status', '--from', snapshot.path]);
}

describe('what follows where kube-proxy answers no question', () => {
  test('no program to ask with: nothing, and it is said', async () => {
    await withSnapshot('healthy', async (snapshot) => {
      await unanswered(snapshot, () => at('127.0.0.1', 'missing'));
      const {stdout, exitCode} = await status(snapshot);
      expect(stdout).toMatch(
        /kube-proxy was not queried over HTTP: the image of the debug pod\s+has no curl and no wget/,
      );
      expect(stdout).not.toContain('error');
      expect(exitCode).toBe(0);
    });
  });

  test('asked at its address and silent: an error, though it may also be elsewhere in theory', async () => {
    await withSnapshot('healthy', async (snapshot) => {
      await snapshot.edit('cluster/kube-proxy-config.json', setting('0.0.0.0'));
      await unanswered(snapshot, () => at('127.0.0.1', 'refused'));
      const {stdout, exitCode} = await status(snapshot);
      expect(stdout).toMatch(/error +node1, node2: kube-proxy does not listen on its HTTP ports/);
      expect(exitCode).toBe(1);
    });
  });

  test('its flags say another address than the one that was asked: no error', async () => {
    await withSnapshot('healthy', async (snapshot) => {
      await snapshot.remove('cluster/kube-proxy-config.json');
      await snapshot.edit('cluster/kube-proxy-pods.json', (text) => {
        const list = JSON.parse(text);
        for (const {spec} of list.items) {
          const address = ADDRESSES[spec.nodeName];
          spec.containers[0].command = [
            'kube-proxy',
            '--proxy-mode=ipvs',
            `--metrics-bind-address=${address}:10249`,
            `--healthz-bind-address=${address}:10256`,
          ];
        }
        return JSON.stringify(list);
      });
      await unanswered(snapshot, () => at('127.0.0.1', 'refused'));
      const {stdout, exitCode} = await status(snapshot);
      expect(stdout).toContain('was not queried at 10.99.0.11:10249');
      expect(stdout).not.toMatch(/does not listen|silent/);
      expect(exitCode).toBe(0);
    });
  });

  test('nothing tells where it listens: silent only if each address of the node was asked', async () => {
    await withSnapshot('healthy', async (snapshot) => {
      await snapshot.remove('cluster/kube-proxy-config.json', 'cluster/kube-proxy-pods.json');
      await unanswered(snapshot, () => at('127.0.0.1', 'refused'));
      expect((await status(snapshot)).stdout).not.toContain('silent');
    });
  });

  test('beside the Pod that runs there is an ended one of before', async () => {
    await withSnapshot('healthy', async (snapshot) => {
      const before = await status(snapshot);
      await snapshot.edit('cluster/kube-proxy-pods.json', (text) => {
        const list = JSON.parse(text);
        const ended = structuredClone(list.items);
        for (const pod of ended) {
          pod.metadata.name = `${pod.metadata.name}-old`;
          pod.status.phase = 'Failed';
          pod.status.containerStatuses[0].state = {terminated: {exitCode: 137}};
        }
        return JSON.stringify({...list, items: [...ended, ...list.items]});
      });
      const after = await status(snapshot);
      expect(after.exitCode).toBe(0);
      expect(after.stdout).toBe(before.stdout);
    });
  });
});
