import {setTimeout as wait} from 'node:timers/promises';
import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import type {CaptureOptions} from '../../src/capture/capture-node.ts';
import {type CaptureRun, createCaptureRun} from '../../src/capture/capture-run.ts';
import {DEFAULT_IMAGES} from '../../src/capture/choose-image.ts';
import {cleanup} from '../../src/capture/leftovers.ts';
import type {CaptureProgress, NodeCapture} from '../../src/model/index.ts';
import {aProxyPod} from '../support/builders/proxy-facts.ts';
import {checkProperty} from '../support/property.ts';
import {type Behaviour, FakeApi, type FakePod, node, refusal, SUCCEEDED, waitingFor} from './fake-api.ts';

const OPTIONS: CaptureOptions = {
  namespace: 'kube-system',
  unprivileged: false,
  keepPods: false,
  concurrency: 10,
  timeoutSeconds: 5,
  owner: 'jane',
  toolVersion: 'v0',
};

interface Setup {
  readonly api: FakeApi;
  readonly run: CaptureRun;
  readonly abort: AbortController;
  readonly progress: CaptureProgress[];
}

function setUp(behaviour: Behaviour = {}, options: Partial<CaptureOptions> = {}): Setup {
  const api = new FakeApi(behaviour);
  const abort = new AbortController();
  const progress: CaptureProgress[] = [];
  const run = createCaptureRun({
    client: api,
    options: {...OPTIONS, ...options},
    random: Math.random,
    signal: abort.signal,
    progress: (state) => progress.push(state),
  });
  return {api, run, abort, progress};
}

async function capture(run: CaptureRun, nodes: readonly string[]): Promise<Record<string, NodeCapture>> {
  const captures: Record<string, NodeCapture> = {};
  for await (const one of run.captureNodes(nodes, ['uname.txt'])) captures[one.node] = one;
  return captures;
}

const names = (count: number): string[] => Array.from({length: count}, (_, i) => `node${i}`);

describe('a run', () => {
  it('captures nodes, one pod each, and leaves none', async () => {
    const {api, run, progress} = setUp();
    const captures = await capture(run, names(30));
    expect(
      Object.values(captures).map(({node: name, texts}) => texts['uname.txt'] === `Linux ${name}\n`),
    ).toEqual(Array(30).fill(true));
    expect(api.pods.size).toBe(30);
    await run.close();
    expect(api.pods.size).toBe(0);
    expect(progress.at(0)).toEqual({done: 0, waiting: 30, failed: 0, total: 30});
    expect(progress.at(-1)).toEqual({done: 30, waiting: 0, failed: 0, total: 30});
  });

  it('needs few calls: per node two, and one watch and one deletion for all', async () => {
    const {api, run} = setUp();
    await capture(run, names(30));
    await run.close();
    expect(api.calls.watch).toBe(1);
    expect(api.calls.stream).toBe(30);
    expect(api.requests.filter(({method}) => method === 'POST')).toHaveLength(30);
    expect(api.requests.filter(({method}) => method === 'DELETE')).toHaveLength(1);
    expect(api.calls.list).toBeLessThanOrEqual(3);
  });

  it('asks nothing and makes nothing before the first capture', async () => {
    const {api, run} = setUp();
    await run.close();
    expect(api.requests).toEqual([]);
    expect(api.calls).toEqual({list: 0, watch: 0, stream: 0, can: 0});
  });

  it('makes no more pods at once than it may', async () => {
    let most = 0;
    const running = new Set<string>();
    const {run} = setUp(
      {
        created: ({spec}) => {
          running.add(spec.nodeName);
          most = Math.max(most, running.size);
        },
      },
      {concurrency: 3},
    );
    for await (const {node: name} of run.captureNodes(names(12), ['uname.txt'])) running.delete(name);
    expect(most).toBeLessThanOrEqual(3);
    await run.close();
  });

  it('can look twice', async () => {
    const {api, run} = setUp();
    await capture(run, names(3));
    expect(Object.keys(await capture(run, ['node1']))).toEqual(['node1']);
    expect(api.pods.size).toBe(4);
    expect(api.calls.can).toBe(1);
    await run.close();
    expect(api.pods.size).toBe(0);
  });

  it('names every missing right and its rule before it makes anything', async () => {
    const {api, run} = setUp({forbidden: ['create pods', 'watch pods']});
    await expect(capture(run, ['node1'])).rejects.toMatchObject({
      code: 'permission-missing',
      message:
        'you are not allowed to create pods in namespace kube-system (to start a debug pod on each node); watch pods in namespace kube-system (to see when a debug pod has ended)',
      remedy: expect.stringContaining(
        'Role in namespace kube-system: {apiGroups: [""], resources: ["pods"], verbs: ["create", "watch"]}',
      ),
    });
    expect(api.requests).toEqual([]);
  });

  it('leaves its pods where they are to be kept, and marks them', async () => {
    const {api, run} = setUp({}, {keepPods: true});
    await capture(run, ['node1']);
    await run.close();
    expect([...api.pods.values()].map(({metadata}) => metadata.labels['kubectl-ipvs/keep'])).toEqual([
      'true',
    ]);
  });

  it('tells how to clean up by hand', () => {
    const {run} = setUp();
    expect(run.cleanupCommand).toBe(
      `kubectl --context fake delete pods --namespace kube-system --selector app.kubernetes.io/managed-by=kubectl-ipvs,kubectl-ipvs/run=${run.runId}`,
    );
  });
});

describe('an interrupted run', () => {
  it.each([0, 1, 3, 10, 40])('leaves no pod when aborted after %i ms', async (milliseconds) => {
    const {api, run, abort} = setUp({beforeRequest: () => wait(3).then(() => undefined)}, {concurrency: 5});
    const captured = capture(run, names(40));
    const outcome = captured.catch((error: unknown) => error);
    await wait(milliseconds);
    abort.abort(new Error('interrupted'));
    await run.close();
    expect(await outcome).toEqual(new Error('interrupted'));
    await wait(20);
    expect(api.pods.size).toBe(0);
  });

  it('leaves no pod, whenever it is interrupted and however slow the server is', async () => {
    const interrupted = fc.record({
      after: fc.nat(40),
      latency: fc.nat(8),
      concurrency: fc.integer({min: 1, max: 20}),
    });
    await checkProperty(
      fc.asyncProperty(interrupted, async ({after, latency, concurrency}) => {
        const {api, run, abort} = setUp(
          {beforeRequest: () => wait(latency).then(() => undefined)},
          {concurrency},
        );
        const outcome = capture(run, names(20)).catch(() => 'interrupted');
        await wait(after);
        abort.abort();
        await run.close();
        await outcome;
        expect(api.pods.size).toBe(0);
      }),
      {numRuns: 200},
    );
  }, 60_000);

  it('cuts off a request that takes too long, and deletes the pod that it may have made', async () => {
    const {api, run, abort} = setUp({
      beforeRequest: ({method}, count) =>
        method === 'POST' && count === 1 ? wait(4000).then(() => undefined) : undefined,
    });
    const outcome = capture(run, ['node1']).catch(() => 'interrupted');
    await wait(40);
    abort.abort();
    await run.close();
    expect(await outcome).toBe('interrupted');
    expect(api.pods.size).toBe(0);
  }, 15_000);

  it('waits for the request that is making a pod', async () => {
    const {api, run, abort} = setUp({
      beforeRequest: ({method}) => (method === 'POST' ? wait(100).then(() => undefined) : undefined),
    });
    const outcome = capture(run, ['node1']).catch(() => 'aborted');
    await wait(40);
    abort.abort();
    await run.close();
    expect(await outcome).toBe('aborted');
    expect(api.pods.size).toBe(0);
  });

  it('makes no pods for nodes that the caller no longer wants', async () => {
    const {api, run} = setUp({}, {concurrency: 2});
    for await (const one of run.captureNodes(names(50), ['uname.txt'])) {
      expect(one.error).toBeUndefined();
      break;
    }
    await run.close();
    expect(api.requests.filter(({method}) => method === 'POST').length).toBeLessThan(5);
    expect(api.pods.size).toBe(0);
  });

  it('tries again when deleting fails', async () => {
    const {api, run} = setUp({
      beforeRequest: ({method}, count) => {
        if (method === 'DELETE' && count < 3) throw refusal(500, 'etcd is unwell');
      },
    });
    await capture(run, ['node1']);
    await run.close();
    expect(api.pods.size).toBe(0);
  });

  it('says which command deletes the pods when it cannot', async () => {
    const {run} = setUp({
      beforeRequest: ({method}) => {
        if (method === 'DELETE') throw refusal(500, 'etcd is unwell');
      },
    });
    await capture(run, ['node1']);
    await expect(run.close()).rejects.toMatchObject({
      code: 'cleanup-failed',
      remedy: `delete them with: ${run.cleanupCommand}`,
    });
  });
});

describe('a node that gives no capture says why and what to do', () => {
  const failedPod = (status: object): unknown => ({phase: 'Failed', ...status});
  const terminated = (state: object): unknown =>
    failedPod({containerStatuses: [{state: {terminated: state}}]});

  it.each([
    {
      trouble: 'ErrImagePull',
      status: waitingFor('ErrImagePull', 'no such host'),
      error:
        /cannot pull the image docker\.io\/nicolaka\/netshoot:v0\.16@sha256:\w+: no such host\. .*--image, .*--image-pull-secret; .*--exec\. Tried before: ghcr\.io\/nicolaka/,
    },
    {
      trouble: 'ImagePullBackOff',
      status: waitingFor('ImagePullBackOff', 'Back-off pulling image'),
      error: /cannot pull the image/,
    },
    {
      trouble: 'InvalidImageName',
      status: waitingFor('InvalidImageName'),
      error: /not a valid image name/,
    },
    {
      trouble: 'CreateContainerConfigError',
      status: waitingFor(
        'CreateContainerConfigError',
        'container has runAsNonRoot and image will run as root',
      ),
      error: /rejects the container's settings: .*runAsNonRoot.*--unprivileged/,
    },
    {
      trouble: 'CreateContainerError',
      status: waitingFor('CreateContainerError', 'x'),
      error: /container runtime cannot create the container: x/,
    },
    {
      trouble: 'eviction',
      status: failedPod({reason: 'Evicted', message: 'The node was low on resource: memory.'}),
      error: /evicted the debug pod.*low on resource: memory/,
    },
    {
      trouble: 'full node',
      status: failedPod({reason: 'OutOfpods', message: 'Node had no room'}),
      error: /already has its maximum number of pods/,
    },
    {
      trouble: 'deadline',
      status: failedPod({reason: 'DeadlineExceeded', message: 'Pod was active on the node longer'}),
      error: /within its deadline.*--timeout/,
    },
    {
      trouble: 'memory',
      status: terminated({reason: 'OOMKilled', exitCode: 137}),
      error: /more memory than its limit/,
    },
    {
      trouble: 'no shell',
      status: terminated({
        reason: 'StartError',
        exitCode: 128,
        message: 'exec: "sh": executable file not found in $PATH',
      }),
      error: /could not start: exec: "sh".*POSIX shell.*--image/,
    },
    {
      trouble: 'exit status',
      status: terminated({reason: 'Error', exitCode: 1}),
      error: /failed with exit status 1.*--keep-pods/,
    },
    {trouble: 'shutdown', status: failedPod({reason: 'Terminated'}), error: /shutting down/},
  ])('$trouble', async ({status, error}) => {
    const {run} = setUp({statuses: (name) => (name === 'node1' ? [status] : [SUCCEEDED])});
    const captures = await capture(run, ['node0', 'node1']);
    await run.close();
    expect(captures.node0?.error).toBeUndefined();
    expect(captures.node1).toEqual({node: 'node1', texts: {}, error: expect.stringMatching(error)});
  });

  const OWN = 'registry.k8s.io/kube-proxy:v1.36.2';
  const kubeProxy = () => ({...aProxyPod(), image: OWN});
  const noShell = terminated({reason: 'StartError', exitCode: 128, message: 'exec: "sh": not found'});

  it.each([
    ['cannot be run', noShell, /could not start/],
    ['is not there after all', waitingFor('ErrImageNeverPull', 'not present'), /cannot pull/],
    ['has no valid name', waitingFor('InvalidImageName', 'x'), /not a valid image name/],
  ])("takes the next image where kube-proxy's own %s, and says so", async (_, status, reason) => {
    const {api, run} = setUp({statuses: (_node, image) => (image === OWN ? [status] : [SUCCEEDED])});
    const captures: NodeCapture[] = [];
    for await (const one of run.captureNodes(['node1'], ['uname.txt', 'capture.json'], {kubeProxy}))
      captures.push(one);
    await run.close();
    expect(captures[0]?.error).toBeUndefined();
    expect(JSON.parse(captures[0]?.texts['capture.json'] ?? '')).toMatchObject({
      image: DEFAULT_IMAGES[0],
      imageOrigin: 'default',
      passedOver: [{image: OWN, reason: expect.stringMatching(reason)}],
    });
    expect(api.pods.size).toBe(0);
  });

  it("pulls nothing where kube-proxy's own image can be run", async () => {
    const manifests: unknown[] = [];
    const {run} = setUp({created: ({spec}) => manifests.push(...spec.containers)});
    for await (const {error} of run.captureNodes(names(3), ['uname.txt'], {kubeProxy}))
      expect(error).toBeUndefined();
    await run.close();
    expect(manifests).toHaveLength(3);
    for (const container of manifests)
      expect(container).toMatchObject({image: OWN, imagePullPolicy: 'Never'});
  });

  it('does not try an image without a shell on each of many nodes', async () => {
    const tried: (string | undefined)[] = [];
    const {run} = setUp(
      {
        statuses: (_node, image) => (image === OWN ? [noShell] : [SUCCEEDED]),
        created: ({spec}) => tried.push(spec.containers[0]?.image),
      },
      {concurrency: 1},
    );
    for await (const {error} of run.captureNodes(names(9), ['uname.txt'], {kubeProxy}))
      expect(error).toBeUndefined();
    await run.close();
    expect(tried.filter((image) => image === OWN)).toHaveLength(1);
  });

  it('takes the next image where a policy refuses one', async () => {
    const {run} = setUp(
      {
        beforeRequest: ({method, body}) => {
          if (method === 'POST' && JSON.stringify(body).includes('"mine:1"'))
            throw refusal(
              403,
              'admission webhook "policy.test" denied the request: image mine:1 is not allowed',
            );
        },
      },
      {image: 'mine:1'},
    );
    for await (const {error} of run.captureNodes(['node1'], ['uname.txt'], {kubeProxy}))
      expect(error).toBeUndefined();
    await run.close();
  });

  it.each([
    {
      trouble: 'Pod Security',
      status: 403,
      message:
        'pods "x" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)',
      error: /Pod Security refuses the debug pod in namespace kube-system.*--debug-namespace/,
    },
    {
      trouble: 'quota',
      status: 403,
      message: 'pods "x" is forbidden: exceeded quota: few, requested: pods=1',
      error: /quota of namespace kube-system.*--debug-namespace/,
    },
    {
      trouble: 'Kyverno, by the image',
      status: 400,
      message:
        'admission webhook "validate.kyverno.svc-fail" denied the request: \n\nresource Pod/kube-system/x was blocked due to the following policies \n\nrestrict-image-registries:\n  validate-registries: \'validation error: Unknown image registry. rule validate-registries failed\'\n',
      error:
        /cluster policy does not allow the image.*policies restrict-image-registries: .*--image.*KUBECTL_IPVS_IMAGE.*--exec/,
    },
    {
      trouble: 'Azure Policy, by the image',
      status: 403,
      message:
        'admission webhook "validation.gatekeeper.sh" denied the request: [azurepolicy-k8sazurev2containerallowedimag-1] Container image ghcr.io/x for container capture has not been allowed.',
      error: /does not allow the image.*--image/,
    },
    {
      trouble: 'a signature policy',
      status: 403,
      message:
        'admission webhook "connaisseur-svc.connaisseur.svc" denied the request: Unable to find signed digest.',
      error: /does not allow the image.*--image/,
    },
    {
      trouble: 'ImagePolicyWebhook',
      status: 403,
      message: 'pods "x" is forbidden: image policy webhook backend denied one or more images: not allowed',
      error: /does not allow the image.*--image/,
    },
    {
      trouble: 'the ratio of a LimitRange',
      status: 403,
      message:
        'pods "x" is forbidden: cpu max limit to request ratio per Container is 4, but provided ratio is 100.000000',
      error: /LimitRange of namespace kube-system.*--debug-namespace.*--exec/,
    },
    ...[
      ['there is not', 'no PriorityClass with name image-registry-critical was found'],
      [
        'is set beside a number, in 1.11',
        'the integer value of priority must not be provided in pod spec. Priority admission controller populates the value from the given PriorityClass name',
      ],
      [
        'is set beside another number',
        'the integer value of priority (0) must not be provided in pod spec; priority admission controller computed 1000 from the given PriorityClass name',
      ],
      [
        'no quota allows',
        'insufficient quota to match these scopes: [{PriorityClass In [system-node-critical system-cluster-critical]}]',
      ],
    ].map(([which, reason]) => ({
      trouble: `a PriorityClass that ${which}`,
      status: 403,
      message: `pods "x" is forbidden: ${reason}`,
      error:
        /^(?!.*(?:Role|--image|raise))the debug pod gets a priority class .* namespace kube-system does not allow it: .*PriorityClass.*priorityclasses.*--debug-namespace.*--exec/,
    })),
    {
      trouble: 'admission that is no lack of rights',
      status: 403,
      message: 'pods "x" is forbidden: error looking up service account kube-system/default: not found',
      error: /admission control refuses the debug pod(?!.*Role).*--exec/,
    },
    {
      trouble: 'webhook',
      status: 400,
      message: 'admission webhook "validate.kyverno" denied the request: no hostNetwork',
      error: /admission rule.*no hostNetwork.*managed-by=kubectl-ipvs/,
    },
    {
      trouble: 'namespace',
      status: 404,
      message: 'namespaces "kube-system" not found',
      error: /no namespace kube-system/,
    },
    {
      trouble: 'anything else',
      status: 422,
      message: 'spec is odd',
      error: /could not be created: refused \(422\): spec is odd.* To go on: try/,
    },
  ])('refused by $trouble', async ({status, message, error}) => {
    const {run} = setUp({
      beforeRequest: ({method}) => {
        if (method === 'POST') throw refusal(status, message);
      },
    });
    const captures = await capture(run, ['node1']);
    await run.close();
    expect(captures.node1?.error).toMatch(error);
  });

  it.each([
    {
      trouble: 'NotReady',
      json: node('n', {
        status: {
          conditions: [{type: 'Ready', status: 'Unknown', lastTransitionTime: '2026-11-20T10:00:00Z'}],
        },
      }),
      error: /NotReady: its kubelet has stopped reporting since 2026-11-20T10:00:00Z/,
    },
    {
      trouble: 'Windows',
      json: node('n', {status: {nodeInfo: {operatingSystem: 'windows'}}}),
      error: /runs windows/,
    },
    {
      trouble: 'Fargate',
      json: node('n', {labels: {'eks.amazonaws.com/compute-type': 'fargate'}}),
      error: /Fargate/,
    },
    {
      trouble: 'virtual-kubelet',
      json: node('n', {labels: {type: 'virtual-kubelet'}}),
      error: /virtual-kubelet/,
    },
    {trouble: 'an unknown name', json: node('other'), error: /no node with this name/},
  ])('without a pod for $trouble', async ({json, error}) => {
    const {api, run} = setUp({nodes: [json]});
    const captures = await capture(run, ['n']);
    await run.close();
    expect(captures.n?.error).toMatch(error);
    expect(api.requests.filter(({method}) => method !== 'GET')).toEqual([]);
  });

  it('a pod that is deleted while it runs', async () => {
    const {run} = setUp({statuses: () => [{phase: 'Running'}], deleted: (name) => name === 'node1'});
    const captures = await capture(run, ['node1']);
    await run.close();
    expect(captures.node1?.error).toMatch(/the debug pod was deleted/);
  });

  it('a pod that never starts, with what it waited for', async () => {
    const {api, run} = setUp({statuses: () => [waitingFor('ContainerCreating')]}, {timeoutSeconds: 0.1});
    const captures = await capture(run, ['node1']);
    await run.close();
    expect(captures.node1?.error).toBe(
      `no capture within 0.1 s: the node was still pulling ${DEFAULT_IMAGES[0]} or creating the container; allow ` +
        'more time with --timeout',
    );
    expect(api.pods.size).toBe(0);
  });

  it('a log that stays damaged; one that is damaged once is read again', async () => {
    const {run} = setUp({
      log: (name, attempt) => (name === 'node1' || attempt === 1 ? 'kubectl-ipvs' : (undefined as never)),
    });
    const captures = await capture(run, ['node0', 'node1']);
    await run.close();
    expect(captures.node0?.error).toBeUndefined();
    expect(captures.node1?.error).toMatch(/is incomplete: the log does not start with a capture/);
  });

  it('the reason of a script that could not start', async () => {
    const {run} = setUp({
      statuses: () => [terminated({reason: 'Error', exitCode: 3})],
      log: () => 'kubectl-ipvs-capture failed the directory for temporary files is not writable\n',
    });
    const captures = await capture(run, ['node1']);
    await run.close();
    expect(captures.node1?.error).toMatch(/script could not start: the directory for temporary files/);
  });
});

describe('the watch of a run', () => {
  it('is begun again when it fails, and misses nothing', async () => {
    const {api, run} = setUp({
      watch: async (attempt) => {
        if (attempt > 1) return;
        await wait(1);
        throw refusal(500, 'watch broke');
      },
    });
    const captures = await capture(run, names(6));
    await run.close();
    expect(Object.values(captures).map(({error}) => error)).toEqual(Array(6).fill(undefined));
    expect(api.calls.watch).toBe(2);
  });

  it('ends the waiting when it cannot be had', async () => {
    const {run} = setUp(
      {
        watch: () => {
          throw refusal(500, 'no watch today');
        },
        statuses: () => [],
      },
      {timeoutSeconds: 60},
    );
    const captures = await capture(run, ['node1']);
    await run.close();
    expect(captures.node1?.error).toMatch(/no longer reports the state of the debug pod: .*no watch today/);
  }, 15_000);
});

describe('what earlier runs left', () => {
  const left = (
    name: string,
    run: string,
    more: {created?: string; labels?: Record<string, string>} = {},
  ): FakePod => ({
    metadata: {
      name,
      uid: name,
      labels: {'app.kubernetes.io/managed-by': 'kubectl-ipvs', 'kubectl-ipvs/run': run, ...more.labels},
      creationTimestamp: more.created ?? '2026-11-20T10:00:00Z',
    },
    spec: {nodeName: 'node9', activeDeadlineSeconds: 90, containers: [{image: 'x'}]},
    status: SUCCEEDED,
  });
  const pods = [
    left('old', 'aaa'),
    left('young', 'bbb', {created: '2026-11-20T11:59:00Z'}),
    left('old-of-young', 'bbb'),
    left('kept', 'ccc', {labels: {'kubectl-ipvs/keep': 'true'}}),
    left('stranger', 'ddd', {labels: {'app.kubernetes.io/managed-by': 'somebody'}}),
  ];

  it('is swept by the next run, if nobody can be waiting for it', async () => {
    const {api, run} = setUp();
    for (const pod of pods) api.add(pod);
    await capture(run, ['node1']);
    await run.close();
    expect([...api.pods.keys()]).toEqual(['young', 'old-of-young', 'kept', 'stranger']);
  });

  it('is judged by the clock of the server', async () => {
    const {api, run} = setUp();
    api.serverTime = '2026-11-20T10:00:30Z';
    for (const pod of pods) api.add(pod);
    await capture(run, ['node1']);
    await run.close();
    expect([...api.pods.keys()]).toContain('old');
  });

  it.each([
    {all: false, stays: ['young', 'old-of-young', 'stranger'], removed: ['aaa', 'ccc']},
    {all: true, stays: ['stranger'], removed: ['aaa', 'bbb', 'ccc']},
  ])('is removed by cleanup (all: $all)', async ({all, stays, removed}) => {
    const api = new FakeApi();
    for (const pod of pods) api.add(pod);
    const done = await cleanup({client: api, namespace: 'kube-system', all, dryRun: false});
    expect(done.removed.map(({runId}) => runId)).toEqual(removed);
    expect([...api.pods.keys()]).toEqual(stays);
  });
});
