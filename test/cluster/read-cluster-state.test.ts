import {fileURLToPath} from 'node:url';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from '@jest/globals';
import type {ApiClient} from '../../src/api/index.ts';
import {clusterSource, readClusterState, readVersions} from '../../src/cluster/index.ts';
import {openSnapshot} from '../../src/snapshot/index.ts';
import {type Grants, startApiServer, type TestApiServer, testClient} from '../support/api-server/index.ts';

const RECORDINGS = fileURLToPath(new URL('../fixtures/recordings', import.meta.url));

let server: TestApiServer;
const clients: ApiClient[] = [];
beforeEach(async () => {
  server = await startApiServer();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server.close();
});

async function client(kubeconfig = server.kubeconfigPath): Promise<ApiClient> {
  const made = await testClient({kubeconfig});
  clients.push(made);
  return made;
}

describe('what the server has of a recording is what the snapshot reader reads', () => {
  test.each(['healthy', 'stale-backends', 'broken-proxy-bad-config'])('%s', async (name) => {
    server.loadSnapshot(`${RECORDINGS}/${name}`);
    const snapshot = await openSnapshot(`${RECORDINGS}/${name}`);
    const {problems, ...state} = await readClusterState({client: await client()});
    const {problems: expected, ...recorded} = await snapshot.readCluster();
    expect(state).toEqual(recorded);
    expect(problems).toHaveLength(expected.length);
    expect(server.connections()).toBe(1);
  });
});

test('the source of a report', async () => {
  const source = await clusterSource(await client(), {podFlags: ['--unprivileged']});
  expect(source).toEqual({
    type: 'cluster',
    context: 'test',
    serverVersion: 'v1.34.2',
    kubectlFlags: [expect.stringMatching(/^--kubeconfig=/), '--context=test'],
    podFlags: ['--unprivileged'],
  });
});

function node(name: string, operatingSystem = 'linux'): void {
  server.put({kind: 'Node', metadata: {name}, status: {nodeInfo: {operatingSystem}}});
}

function proxyPod(options: {
  name: string;
  node: string;
  labels: Record<string, string>;
  namespace?: string;
  configMap?: string;
  command?: readonly string[];
}) {
  const {
    name,
    namespace = 'kube-system',
    labels,
    configMap,
    command = ['kube-proxy', '--config=/etc/kp/config.conf'],
  } = options;
  const volumes = configMap
    ? [
        {name: 'certificates', configMap: {name: 'kube-root-ca.crt'}},
        {name: 'config', configMap: {name: configMap}},
      ]
    : [];
  const volumeMounts = [
    {name: 'certificates', mountPath: '/etc'},
    {name: 'config', mountPath: '/etc/kp/'},
  ];
  const containers = [
    {name: 'sidecar', image: 'x', volumeMounts: [{name: 'certificates', mountPath: '/etc/kp/config.conf'}]},
    {name: 'kube-proxy', image: 'kube-proxy:v1.34.2', command, ...(configMap && {volumeMounts})},
  ];
  server.put({
    kind: 'Pod',
    metadata: {name, namespace, labels},
    spec: {nodeName: options.node, containers, volumes},
  });
}

function configMap(name: string, text: string, namespace = 'kube-system'): void {
  server.put({kind: 'ConfigMap', metadata: {name, namespace}, data: {other: 'x', 'config.conf': text}});
}

const IPVS = 'kind: KubeProxyConfiguration\nmode: ipvs\nipvs: {scheduler: lc}\n';

describe('kube-proxy is found where distributions put it', () => {
  const places: readonly [string, Record<string, string>, string?][] = [
    ['kubeadm, EKS, kops', {'k8s-app': 'kube-proxy'}],
    ['ACK', {'k8s-app': 'kube-proxy-worker'}],
    ['GKE, RKE2, AKS', {component: 'kube-proxy', tier: 'node'}],
    ['Helm', {'app.kubernetes.io/name': 'kube-proxy'}],
    ['Gardener', {app: 'kubernetes', role: 'proxy'}],
    ['OpenShift', {app: 'kube-proxy'}, 'openshift-kube-proxy'],
  ];
  test.each(places)('%s', async (_, labels, namespace = 'kube-system') => {
    node('a');
    proxyPod({name: 'proxy-x', node: 'a', labels, namespace});
    proxyPod({name: 'not-it', node: 'a', labels: {'k8s-app': 'kube-dns'}});
    const {kubeProxyPods, problems} = await readClusterState({client: await client()});
    expect(kubeProxyPods.map((pod) => `${pod.namespace}/${pod.name} ${pod.nodeName}`)).toEqual([
      `${namespace}/proxy-x a`,
    ]);
    expect(problems).toEqual([]);
  });

  test('both kinds in one cluster, each once; Windows nodes need none', async () => {
    for (const name of ['a', 'b']) node(name);
    node('w', 'windows');
    proxyPod({name: 'one', node: 'a', labels: {'k8s-app': 'kube-proxy', component: 'kube-proxy'}});
    proxyPod({name: 'two', node: 'b', labels: {component: 'kube-proxy'}});
    const {kubeProxyPods} = await readClusterState({client: await client()});
    expect(kubeProxyPods.map(({name}) => name)).toEqual(['one', 'two']);
    expect(server.requests.filter(({path}) => path.endsWith('/pods'))).toHaveLength(2);
  });

  test.each(['k8s-app', 'component', 'app.kubernetes.io/name', 'app'])(
    'also where nobody knows which nodes there are (%s)',
    async (label) => {
      proxyPod({name: 'one', node: 'a', labels: {[label]: 'kube-proxy'}});
      proxyPod({name: 'two', node: 'b', labels: {[label]: 'kube-proxy'}});
      const {kubeProxy} = await readVersions(await client(), new AbortController().signal);
      expect(kubeProxy).toEqual([{version: 'v1.34.2', pods: 2}]);
    },
  );

  test('k3s has none, and that is no problem', async () => {
    node('a');
    expect(await readClusterState({client: await client()})).toMatchObject({
      kubeProxyPods: [],
      configuration: undefined,
      problems: [],
    });
  });
});

describe('its configuration', () => {
  const labels = {'k8s-app': 'kube-proxy'};

  test('in the ConfigMap of kubeadm, if no Pod tells', async () => {
    configMap('kube-proxy', IPVS);
    const {configuration} = await readClusterState({client: await client()});
    expect(configuration).toMatchObject({source: 'configmap', mode: 'ipvs', scheduler: 'lc'});
  });

  test('in the ConfigMap that the Pods mount, whatever its name', async () => {
    node('a');
    proxyPod({name: 'p', node: 'a', labels, configMap: 'kube-proxy-config'});
    configMap('kube-proxy', 'kind: KubeProxyConfiguration\nmode: nftables\n');
    configMap('kube-proxy-config', IPVS);
    expect((await readClusterState({client: await client()})).configuration?.mode).toBe('ipvs');
  });

  test('in none, where kube-proxy has flags and no file; nobody is told of a ConfigMap that may not be read', async () => {
    node('a');
    proxyPod({
      name: 'p',
      node: 'a',
      labels,
      configMap: 'kubeconfig-in-cluster',
      command: ['kube-proxy', '--proxy-mode=ipvs'],
    });
    configMap('kube-proxy', 'kind: KubeProxyConfiguration\nmode: nftables\n');
    const role = server.addUser('limited', {
      cluster: [
        {apiGroups: [''], resources: ['services', 'nodes'], verbs: ['list']},
        {apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list']},
      ],
      namespaces: {'kube-system': [{apiGroups: [''], resources: ['pods'], verbs: ['list']}]},
    });
    const {configuration, problems} = await readClusterState({client: await client(role)});
    expect([configuration, problems]).toEqual([undefined, []]);
    expect(server.requests.filter(({path}) => path.includes('/configmaps/'))).toEqual([]);
  });

  test.each([
    [
      'no YAML',
      'kind: KubeProxyConfiguration\nmode: [',
      /ConfigMap kube-system\/kube-proxy, config\.conf .* not valid YAML/,
    ],
    ['another type', 'kind: KubeProxyConfiguration\nmode: 7', /mode should be a string/],
  ])('%s', async (_, text, says) => {
    configMap('kube-proxy', text);
    const {configuration, problems} = await readClusterState({client: await client()});
    expect([configuration, problems]).toEqual([undefined, [expect.stringMatching(says)]]);
  });
});

describe('what the user may not read', () => {
  const list = (apiGroups: string[], ...resources: string[]) => ({apiGroups, resources, verbs: ['list']});
  const tables = [list([''], 'services', 'nodes'), list(['discovery.k8s.io'], 'endpointslices')];
  const system = [list([''], 'pods'), {apiGroups: [''], resources: ['configmaps'], verbs: ['get']}];

  async function readAs(grants: Grants) {
    node('a');
    return readClusterState({client: await client(server.addUser('limited', grants))});
  }

  test('the least role is enough', async () => {
    expect((await readAs({cluster: tables, namespaces: {'kube-system': system}})).problems).toEqual([]);
  });

  test('Pods and ConfigMaps: it goes on, and names the rules', async () => {
    const {problems} = await readAs({cluster: tables});
    expect(problems).toEqual([
      'reading kube-proxy Pods is not permitted, so its version, flags and state are unknown; ask for a Role in ' +
        'namespace kube-system with the rule {apiGroups: [""], resources: ["pods"], verbs: ["list"]}',
      "reading ConfigMap kube-system/kube-proxy is not permitted, so kube-proxy's settings are known only where a " +
        'node reports them; ask for a Role in namespace kube-system with the rule {apiGroups: [""], resources: ' +
        '["configmaps"], verbs: ["get"]}',
    ]);
  });

  test.each([
    ['nodes', '', 0],
    ['services', '', 0],
    ['endpointslices', 'discovery.k8s.io', 1],
  ])('%s: nothing works without', async (resource, group, index) => {
    const rules = tables.map((rule, at) =>
      at === index ? {...rule, resources: rule.resources.filter((one) => one !== resource)} : rule,
    );
    await expect(readAs({cluster: rules, namespaces: {'kube-system': system}})).rejects.toMatchObject({
      code: 'api-forbidden',
      message: expect.stringContaining(`cannot list resource "${resource}"`),
      remedy: `ask for a ClusterRole with the rule {apiGroups: ["${group}"], resources: ["${resource}"], verbs: ["list"]}`,
    });
  });
});

test('an object that is not as the API defines is named', async () => {
  server.put({kind: 'Service', metadata: {name: 'odd', namespace: 'n'}, spec: {ports: [{port: 'http'}]}});
  await expect(readClusterState({client: await client()})).rejects.toMatchObject({
    code: 'object-invalid',
    message: expect.stringMatching(/^Service n\/odd: spec\.ports\[\]\.port/),
  });
});

describe('a large cluster', () => {
  let large: TestApiServer;
  beforeAll(async () => {
    large = await startApiServer();
    for (let number = 0; number < 1100; number++) {
      const metadata = {name: `s${number}`, namespace: 'n'};
      large.put({kind: 'Service', metadata, spec: {ports: [{port: 80}]}});
    }
  });
  afterAll(() => large.close());

  test('comes in pages; a list that expires in the middle begins anew', async () => {
    const kubeconfig = large.kubeconfigPath;
    expect((await readClusterState({client: await client(kubeconfig)})).services).toHaveLength(1100);
    expect(large.requests.filter(({path}) => path === '/api/v1/services')).toHaveLength(3);
    large.faults.add({fault: {kind: 'status', status: 410, reason: 'Expired'}, url: /services.*continue/});
    expect((await readClusterState({client: await client(kubeconfig)})).services).toHaveLength(1100);
  });
});
