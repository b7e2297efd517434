import {afterEach, describe, expect, test} from '@jest/globals';
import {frameLog} from '../capture/frame-log.ts';
import type {ApiObject, Fault, PodOutcome, TestApiServer} from '../support/api-server/index.ts';
import {runProgram} from '../support/program.ts';
import {debugPods, type Interference, startRecordedCluster} from '../support/recorded-cluster.ts';

/** Something that is normal in a cluster, on node2 or on its API server; node1 is healthy. */
interface Trouble {
  readonly name: string;
  readonly arrange?: (server: TestApiServer) => void;
  /** What becomes of the debug pods. */
  readonly interfere?: Interference;
  readonly words?: readonly string[];
  /** The state of node1. */
  readonly healthy?: RegExp;
  /** What is said, and what to do. */
  readonly said: readonly RegExp[];
  readonly exitCode: number;
}

const HEALTHY = /^ {2}in sync {5}node1$/m;
const NEITHER = /^0 of 2 nodes agree with the API\.$/m;
const BOTH_IN_SYNC = [/^2 of 2 nodes agree with the API\.$/m];

const TROUBLES: readonly Trouble[] = [
  {
    name: 'a node of which nothing is heard any more',
    arrange: changeNode({status: {conditions: [{type: 'Ready', status: 'Unknown'}]}}),
    said: [/unknown {5}node2: .*NotReady: its kubelet has stopped reporting.* Check the machine/],
    exitCode: 2,
  },
  {
    name: 'a node that is NotReady and starts no pods',
    arrange: changeNode({
      status: {conditions: [{type: 'Ready', status: 'False', message: 'cni plugin not initialized'}]},
    }),
    interfere: onNode2({kind: 'pending'}),
    words: ['--timeout', '1s'],
    said: [/node2: no capture within 1 s: .*NotReady \(cni plugin not initialized\): check its kubelet/],
    exitCode: 2,
  },
  {
    name: 'a cordoned node is read like any other',
    arrange: changeNode({spec: {unschedulable: true}}),
    healthy: / {2}in sync {5}node1, node2$/m,
    said: BOTH_IN_SYNC,
    exitCode: 0,
  },
  {
    name: 'a node that has as many pods as it may',
    interfere: onNode2({kind: 'failed', reason: 'OutOfpods', message: 'used: 110, capacity: 110'}),
    said: [/node2: .*already has its maximum number of pods.*raise maxPods/],
    exitCode: 2,
  },
  {
    name: 'a Windows node that was asked for',
    arrange: changeNode({status: {nodeInfo: {operatingSystem: 'windows'}}}),
    words: ['--node', 'node1', '--node', 'node2'],
    said: [/node2: .*windows: IPVS is part of Linux/],
    exitCode: 2,
  },
  {
    name: 'a Windows node is left alone otherwise',
    arrange: changeNode({status: {nodeInfo: {operatingSystem: 'windows'}}}, {withoutProxy: true}),
    said: [/^1 of 1 node agrees with the API\.$/m],
    exitCode: 0,
  },
  {
    name: 'a Fargate node',
    arrange: changeNode({metadata: {labels: {'eks.amazonaws.com/compute-type': 'fargate'}}}),
    said: [/node2: .*Fargate node: .*without kube-proxy and without IPVS/],
    exitCode: 2,
  },
  {
    name: 'a virtual-kubelet node',
    arrange: changeNode({metadata: {labels: {type: 'virtual-kubelet'}}}),
    said: [/node2: .*virtual-kubelet node/],
    exitCode: 2,
  },
  {
    name: 'kube-proxy in iptables mode',
    interfere: withTexts({'kube-proxy-mode.txt': 'iptables'}),
    said: [/node2: kube-proxy runs in iptables mode here/],
    exitCode: 0,
  },
  {
    name: 'kube-proxy in nftables mode',
    interfere: withTexts({'kube-proxy-mode.txt': 'nftables'}),
    said: [/node2: kube-proxy runs in nftables mode here/],
    exitCode: 0,
  },
  {
    name: 'a node without a Pod of kube-proxy is named, not passed over',
    arrange: changeNode({}, {withoutProxy: true}),
    said: [
      /^1 of 1 node agrees/m,
      /not read, because they have no kube-proxy Pod: node2; --node reads such a node/,
    ],
    exitCode: 0,
  },
  {
    name: 'no kube-proxy and no IPVS at all, as with Cilium',
    arrange: changeNode({}, {withoutProxy: true}),
    interfere: onNode2({kind: 'ran', log: withoutIpvs()}),
    words: ['--node', 'node1', '--node', 'node2'],
    said: [/node2: (?:kube-proxy does not run on node2|the kernel has no IPVS table)/],
    exitCode: 2,
  },
  {
    name: 'the IPVS table of kube-router',
    arrange: changeNode({}, {withoutProxy: true}),
    interfere: withTexts(
      {'addresses.txt': '4: kube-dummy-if    inet 10.96.0.1/32 scope link kube-dummy-if\n'},
      /^(?!kube-proxy|sysctl)/,
    ),
    words: ['--node', 'node1', '--node', 'node2'],
    said: [/node2: (?:.*kube-router maintains the IPVS table here|kube-proxy does not run on node2)/],
    exitCode: 2,
  },
  {
    name: 'an image that cannot be pulled',
    interfere: onNode2({kind: 'waiting', reason: 'ErrImagePull', message: '429 Too Many Requests'}),
    said: [/node2: .*cannot pull the image .*: 429 Too Many Requests\. .*--image.*--image-pull-secret/],
    exitCode: 2,
  },
  {
    name: 'Pod Security admission',
    arrange: refusePods(
      2,
      403,
      'pods "x" is forbidden: violates PodSecurity "baseline:latest": hostNetwork=true',
    ),
    healthy: NEITHER,
    said: [
      /node1, node2: Pod Security refuses the debug pod in namespace kube-system: violates.*--debug-namespace/,
    ],
    exitCode: 2,
  },
  {
    name: 'a quota',
    arrange: refusePods(2, 403, 'pods "x" is forbidden: exceeded quota: compute, limited: pods=10'),
    healthy: NEITHER,
    said: [/node2: the quota of namespace kube-system has no room.*raise the quota.*--debug-namespace/],
    exitCode: 2,
  },
  {
    name: 'an admission webhook that refuses',
    arrange: refusePods(
      2,
      400,
      'admission webhook "validate.example.com" denied the request: no host network',
    ),
    healthy: NEITHER,
    said: [/node2: an admission rule .*no host network.*exempt the pods with label/],
    exitCode: 2,
  },
  {
    name: 'an admission webhook that does not answer',
    arrange: refusePods(1, 500, 'failed calling webhook "x.example.com": context deadline exceeded'),
    words: ['--request-timeout', '20s'],
    healthy: / {2}in sync {5}node1, node2$/m,
    said: BOTH_IN_SYNC,
    exitCode: 0,
  },
  {
    name: 'a pod that is evicted in the middle',
    interfere: onNode2({kind: 'failed', reason: 'Evicted', message: 'The node was low on resource: memory.'}),
    said: [/node2: the node evicted the debug pod.*Reduce the load on the node, or try again/],
    exitCode: 2,
  },
  {
    name: 'an API server that asks to come back later (429)',
    arrange: inject(3, {kind: 'status', status: 429, retryAfter: '1'}),
    healthy: / {2}in sync {5}node1, node2$/m,
    said: BOTH_IN_SYNC,
    exitCode: 0,
  },
  {
    name: 'an API server that fails now and then (500)',
    arrange: inject(3, {kind: 'status', status: 500, message: 'etcdserver: leader changed'}),
    healthy: / {2}in sync {5}node1, node2$/m,
    said: BOTH_IN_SYNC,
    exitCode: 0,
  },
  {
    name: 'an API server that breaks off a list, a watch and a log',
    arrange: (server) => {
      for (const url of [/endpointslices/, /watch=true/, /\/log/])
        server.faults.add({method: 'GET', url, fault: {kind: 'cut', afterBytes: 300}});
    },
    healthy: / {2}in sync {5}node1, node2$/m,
    said: BOTH_IN_SYNC,
    exitCode: 0,
  },
  {
    name: 'a kubelet that gives no logs',
    arrange: (server) =>
      server.faults.add({
        url: /\/log/,
        times: 1000,
        fault: {
          kind: 'status',
          status: 502,
          message: 'dial tcp 10.99.0.12:10250: i/o timeout',
          retryAfter: '90',
        },
      }),
    healthy: /unknown {5}node1/,
    said: [/node2: the log of the debug pod could not be read: .*i\/o timeout.*port 10250 of the node/],
    exitCode: 2,
  },
  {
    name: 'clocks that differ by years from node to node',
    interfere: (node, texts) => ({
      kind: 'ran',
      log: frameLog(texts, {time: node === 'node2' ? '2031-01-01T00:00:00Z' : '1970-01-01T00:00:00Z'}),
    }),
    healthy: / {2}in sync {5}node1, node2$/m,
    said: BOTH_IN_SYNC,
    exitCode: 0,
  },
];

let server: TestApiServer;
afterEach(() => server.close());

describe('what is normal in a cluster is said by name, with what to do', () => {
  test.each(TROUBLES)(
    '$name',
    async ({arrange, interfere, words = [], healthy = HEALTHY, said, exitCode}) => {
      server = await startRecordedCluster('healthy', interfere);
      arrange?.(server);
      const result = await diff(server.kubeconfigPath, words);
      // Sentences are wrapped, with an indent; what they say is on one line here.
      const unwrapped = result.stdout.replaceAll(/\n {4,}/g, ' ');
      for (const pattern of [healthy, ...said]) expect(unwrapped).toMatch(pattern);
      expect(result.exitCode).toBe(exitCode);
      expect(debugPods(server)).toEqual([]);
    },
    60_000,
  );

  test('a watch that the server has forgotten (410) is begun anew', async () => {
    const forget = () => {
      server.watches.closeAll();
      server.compact();
    };
    server = await startRecordedCluster('healthy', (node) => {
      if (node === 'node2') setTimeout(forget, 100);
      return undefined;
    });
    const {exitCode, stdout} = await diff(server.kubeconfigPath);
    expect(stdout).toContain('2 of 2 nodes agree with the API.');
    expect(exitCode).toBe(0);
  }, 60_000);

  test('an expired token: one sentence before anything is made', async () => {
    server = await startRecordedCluster('healthy');
    const kubeconfig = server.writeKubeconfig('expired', {user: {token: 'expired'}});
    const {exitCode, stdout, stderr} = await diff(kubeconfig);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^error: .*does not accept the credentials of user test-user \(401\).*\nlog in again/,
    );
    expect(exitCode).toBe(2);
    expect(server.requests.filter(({method}) => method === 'POST')).toEqual([]);
  }, 60_000);

  test('a token that expires in the middle: the command that removes the pods is told', async () => {
    server = await startRecordedCluster('healthy', () => {
      server.users.revoke('admin-token');
      return undefined;
    });
    const kubeconfig = server.writeKubeconfig('short', {user: {token: 'admin-token'}});
    const {exitCode, stderr} = await diff(kubeconfig);
    expect(stderr).toMatch(/error: the debug pods of this run could not be deleted: .*401/);
    expect(stderr).toMatch(/delete them with: kubectl .*delete pods --namespace kube-system --selector /);
    expect(exitCode).toBe(2);
  }, 60_000);
});

function diff(kubeconfig: string, words: readonly string[] = []) {
  return runProgram(['diff', ...words], {env: {KUBECONFIG: kubeconfig, HOME: '/nonexistent'}});
}

type Part = Readonly<Record<string, unknown>>;

/** Changes parts of node2, and can take its kube-proxy away. */
function changeNode(
  {metadata, spec, status}: {readonly metadata?: Part; readonly spec?: Part; readonly status?: Part},
  {withoutProxy = false} = {},
) {
  return (server: TestApiServer): void => {
    const node = find(server, 'Node', ({metadata: {name}}) => name === 'node2');
    server.put({
      ...node,
      metadata: {...node.metadata, ...metadata},
      spec: {...node.spec, ...spec},
      status: {...node.status, ...status},
    });
    if (!withoutProxy) return;
    const pod = find(
      server,
      'Pod',
      (one) => one.spec?.nodeName === 'node2' && /^kube-proxy/.test(one.metadata.name),
    );
    server.remove('Pod', pod.metadata.namespace, pod.metadata.name);
  };
}

function find(server: TestApiServer, kind: string, matches: (object: ApiObject) => boolean): ApiObject {
  const found = server.objects(kind).find(matches);
  if (!found) throw new Error(`the recording has no such ${kind}`);
  return found;
}

function onNode2(outcome: PodOutcome): Interference {
  return (node) => (node === 'node2' ? outcome : undefined);
}

/** The debug pod on node2 brings other texts; of the recorded ones only those whose names match. */
function withTexts(changed: Readonly<Record<string, string>>, kept = /./): Interference {
  return (node, texts) => {
    const left = Object.entries(texts).filter(([name]) => kept.test(name));
    return node === 'node2'
      ? {kind: 'ran', log: frameLog({...Object.fromEntries(left), ...changed})}
      : undefined;
  };
}

/** What the script writes where the kernel has no IPVS and nothing listens on kube-proxy's ports. */
function withoutIpvs(): string {
  return frameLog({'uname.txt': 'Linux node2 6.1.0 #1 SMP x86_64 GNU/Linux\n'});
}

/** The server refuses to make pods, so many times. */
function refusePods(times: number, status: number, message: string) {
  return (server: TestApiServer): void =>
    server.faults.add({method: 'POST', url: /\/pods$/, times, fault: {kind: 'status', status, message}});
}

function inject(times: number, fault: Fault) {
  return (server: TestApiServer): void => server.faults.add({times, fault});
}
