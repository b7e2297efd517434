import {afterEach, describe, expect, it} from '@jest/globals';
import {createCaptureRun} from '../../../src/capture/capture-run.ts';
import type {SampleEvent} from '../../../src/model/index.ts';
import {
  type ApiObject,
  startApiServer,
  type TestApiServer,
  testClient,
} from '../../support/api-server/index.ts';
import {type MadeUpNodes, samplingKubelet} from '../../support/sampling-kubelet.ts';

const SERVER = {kind: 'address', protocol: 'TCP', address: '10.96.0.50', port: 80} as const;
const NODES: MadeUpNodes = {
  captured: () => ({}),
  table: (_, seconds) => [
    {
      socket: '10.96.0.50:80',
      realServers: [{address: '10.244.1.1:8080', connections: Math.floor(seconds * 100)}],
    },
  ],
};

let server: TestApiServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Given {
  readonly nodes?: Partial<MadeUpNodes>;
  readonly seconds?: number;
  /** Called with all events so far; true ends the sampling. */
  readonly enough: (events: readonly SampleEvent[]) => boolean;
  readonly prepare?: (server: TestApiServer) => void;
  readonly timeoutSeconds?: number;
}

/** Samples one node until there is enough; gives the events, and the pods at the end and while it went on. */
async function sample({nodes, seconds, enough, prepare, timeoutSeconds = 20}: Given) {
  const api = await startApiServer({kubelet: samplingKubelet({...NODES, ...nodes})});
  server = api;
  api.put({apiVersion: 'v1', kind: 'Node', metadata: {name: 'node1'}, status: {}});
  prepare?.(api);
  const end = new AbortController();
  const run = createCaptureRun({
    client: await testClient({kubeconfig: api.kubeconfigPath}),
    options: {
      namespace: 'kube-system',
      unprivileged: false,
      keepPods: false,
      concurrency: 2,
      timeoutSeconds,
      owner: 'test',
      toolVersion: 'v0',
    },
    random: Math.random,
    signal: new AbortController().signal,
    progress: () => undefined,
  });
  const events: SampleEvent[] = [];
  const pods: ApiObject[] = [];
  const request = {
    node: 'node1',
    servers: [SERVER],
    intervalSeconds: 0.2,
    connectionsEvery: 5,
    client: undefined,
    real: undefined,
    most: 10,
    probe: false,
    seconds,
    signal: end.signal,
  };
  for await (const event of run.sampleNode(request)) {
    events.push(event);
    pods.push(...api.objects('Pod'));
    if (enough(events)) end.abort();
  }
  await run.close();
  return {events, pods, left: api.objects('Pod'), requests: api.requests};
}

const samplesIn = (events: readonly SampleEvent[]) => events.filter((event) => event.kind === 'sample');
const placesIn = (events: readonly SampleEvent[]) =>
  samplesIn(events).map(({pod, sequence}) => `${pod}.${sequence}`);
const gapsIn = (events: readonly SampleEvent[]) => events.filter((event) => event.kind === 'gap');

describe('sampling a node', () => {
  it('gives sample after sample, by one pod with the least rights and a deadline, and removes it', async () => {
    const {events, pods, left} = await sample({enough: (all) => samplesIn(all).length >= 4});
    expect(events[0]).toEqual({kind: 'begun', tables: 'ipvsadm', prober: 'none'});
    expect(placesIn(events)).toEqual(['1.1', '1.2', '1.3', '1.4']);
    const spec = pods[0]?.spec as {
      activeDeadlineSeconds: number;
      automountServiceAccountToken: boolean;
      containers: {securityContext: {capabilities: unknown; readOnlyRootFilesystem: boolean}}[];
    };
    expect(spec.activeDeadlineSeconds).toBeLessThanOrEqual(20 + 750 + 30);
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(spec.containers[0]?.securityContext).toMatchObject({
      capabilities: {drop: ['ALL'], add: ['NET_ADMIN']},
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
    });
    expect(new Set(pods.map(({metadata}) => metadata.name)).size).toBe(1);
    expect(left).toEqual([]);
  });

  it('a stream that breaks off is opened again: nothing is lost, nothing comes twice', async () => {
    const {events} = await sample({
      enough: (all) => samplesIn(all).length >= 6,
      prepare: (api) => api.faults.add({url: /\/log/, times: 2, fault: {kind: 'cut', afterBytes: 1500}}),
    });
    expect(placesIn(events).slice(0, 6)).toEqual(['1.1', '1.2', '1.3', '1.4', '1.5', '1.6']);
    expect(gapsIn(events)).toEqual([]);
  }, 30_000);

  it.each([
    ['a sample that is lost', (frame: string, sequence: number) => (sequence === 3 ? '' : frame)],
    [
      'a sample that is damaged',
      (frame: string, sequence: number) => (sequence === 3 ? frame.replace(/[b-y]/, 'z') : frame),
    ],
    ['a pod that ends too early', (frame: string, sequence: number) => (sequence === 3 ? undefined : frame)],
  ])(
    '%s is a gap with a reason, and another pod goes on',
    async (_, change) => {
      let pods = 0;
      const {events, left} = await sample({
        nodes: {
          disturb(_node, sequence, frame) {
            if (sequence === 1) pods++;
            return pods === 1 ? change(frame, sequence) : frame;
          },
        },
        enough: (all) => placesIn(all).includes('2.2'),
      });
      expect(placesIn(events)).toEqual(['1.1', '1.2', '2.1', '2.2']);
      expect(gapsIn(events)).toHaveLength(1);
      expect(gapsIn(events)[0]?.reason).not.toBe('');
      expect(left).toEqual([]);
    },
    40_000,
  );

  it('a pod that has served its time is replaced and deleted while the rest goes on', async () => {
    const {events, requests} = await sample({
      nodes: {
        // The pod ends by itself after its third sample, as if its time was over.
        disturb: (_, sequence, frame) =>
          sequence === 3 ? `${frame}kubectl-ipvs-sample end 3 time\n` : frame,
      },
      enough: (all) => placesIn(all).includes('2.1'),
    });
    expect(gapsIn(events).map(({reason}) => reason)).toEqual([
      'the debug pod reached its planned end and was replaced by a new one',
    ]);
    const deleted = requests.filter(
      ({method, query}) => method === 'DELETE' && query.fieldSelector !== undefined,
    );
    expect(deleted).toHaveLength(1);
  }, 30_000);

  it('a node whose pods cannot start is tried again and again, each time with the reason', async () => {
    let pods = 0;
    const kubelet = samplingKubelet(NODES);
    const api = await startApiServer({
      kubelet: (pod, signal) =>
        ++pods === 1
          ? {kind: 'waiting', reason: 'ImagePullBackOff', message: 'no such image'}
          : kubelet(pod, signal),
    });
    server = api;
    api.put({apiVersion: 'v1', kind: 'Node', metadata: {name: 'node1'}, status: {}});
    const end = new AbortController();
    const run = createCaptureRun({
      client: await testClient({kubeconfig: api.kubeconfigPath}),
      options: {
        namespace: 'kube-system',
        unprivileged: false,
        keepPods: false,
        concurrency: 1,
        timeoutSeconds: 20,
        owner: 'test',
        toolVersion: 'v0',
      },
      random: Math.random,
      signal: new AbortController().signal,
      progress: () => undefined,
    });
    const events: SampleEvent[] = [];
    for await (const event of run.sampleNode({
      node: 'node1',
      servers: [SERVER],
      intervalSeconds: 0.2,
      connectionsEvery: 5,
      client: undefined,
      real: undefined,
      most: 10,
      probe: false,
      seconds: undefined,
      signal: end.signal,
    })) {
      events.push(event);
      if (event.kind === 'sample') end.abort();
    }
    await run.close();
    expect(events.map(({kind}) => kind)).toEqual(['gap', 'begun', 'sample']);
    expect(gapsIn(events)[0]?.reason).toContain('--image');
    expect(api.objects('Pod')).toEqual([]);
  }, 30_000);
});
