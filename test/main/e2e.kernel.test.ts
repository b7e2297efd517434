import {spawn} from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import type {ApiObject, TestApiServer} from '../support/api-server/index.ts';
import {type ApiFollower, followApi} from '../support/follow-api.ts';
import {PROGRAM, ROOT} from '../support/program.ts';
import {startUmlCluster, type UmlCluster} from '../support/uml-cluster.ts';
import {umlMissing} from '../support/uml-nodes/index.ts';

const missing = umlMissing();
const CLUSTER_IP = '10.96.44.44';

/** Does what the API server and the controller of EndpointSlices do for a new Service. */
function serveServices(server: TestApiServer): () => void {
  const timer = setInterval(() => {
    for (const service of server.objects('Service')) {
      if (!/^ipvs-e2e-/.test(service.metadata.name) || service.spec?.clusterIP) continue;
      server.put({
        ...service,
        spec: {...service.spec, type: 'ClusterIP', clusterIP: CLUSTER_IP, clusterIPs: [CLUSTER_IP]},
      });
      server.put(sliceFor(service));
    }
  }, 50);
  return () => clearInterval(timer);
}

function sliceFor({metadata: {name, namespace}}: ApiObject): object {
  return {
    kind: 'EndpointSlice',
    metadata: {name: `${name}-1`, namespace, labels: {'kubernetes.io/service-name': name}},
    addressType: 'IPv4',
    ports: [{name: 'http', port: 8080, protocol: 'TCP'}],
    endpoints: [{addresses: ['10.244.88.1'], conditions: {ready: true, serving: true, terminating: false}}],
  };
}

(missing === undefined ? describe : describe.skip)(`npm run e2e${missing ? `: ${missing}` : ''}`, () => {
  let cluster: UmlCluster;
  let follower: ApiFollower;
  let stop: () => void;

  beforeAll(async () => {
    cluster = await startUmlCluster('healthy');
    follower = await followApi(cluster, {name: 'healthy', lagMilliseconds: 100});
    stop = serveServices(cluster.server);
  }, 600_000);
  afterAll(async () => {
    stop?.();
    await follower?.stop();
    await cluster?.close();
  });

  test('goes through all its steps on nodes with real IPVS tables, and leaves nothing', async () => {
    const {output, exitCode} = await run();
    expect(output.replaceAll(/ipvs-e2e-\w+/g, 'NAME')).toBe(
      [
        'a first look at all nodes … ok',
        'a workload on node1 … ok',
        'diff is clean … ok',
        'a weight is changed in the table of node1 … ok',
        'diff finds it … ok',
        'it is taken back … ok',
        'diff is clean again … ok',
        'no pod is left … ok',
        '',
      ].join('\n'),
    );
    expect(exitCode).toBe(0);
    const names = ['Pod', 'Service']
      .flatMap((kind) => cluster.server.objects(kind))
      .map(({metadata}) => metadata.name);
    expect(names.filter((name) => /ipvs-e2e|kubectl-ipvs/.test(name))).toEqual([]);
  }, 800_000);

  function run(): Promise<{output: string; exitCode: number | null}> {
    const child = spawn(process.execPath, [path.join(ROOT, 'scripts/e2e.mjs')], {
      env: {...process.env, KUBECONFIG: cluster.server.kubeconfigPath, KUBECTL_IPVS: PROGRAM},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return new Promise((resolve) => child.on('close', (exitCode) => resolve({output, exitCode})));
  }
});
