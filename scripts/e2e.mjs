// Tries the built program on the cluster that KUBECONFIG names: node scripts/e2e.mjs
//
//   E2E_NAMESPACE   where its pods and its Service are made; default kube-system, as debug pods need a namespace whose Pod
//                   Security level is privileged
//   E2E_IMAGE       an image with a POSIX shell and ipvsadm; default: that of the program
//   E2E_NODE        the node whose table is broken for a moment; default: the first one that is in sync
//
// It deploys a workload, sees that `diff` is clean, changes the weight of that workload's real server on one node (which
// kube-proxy does not repair while it runs: whatever else is broken it may mend before anybody looks), sees the finding,
// takes it back, sees that `diff` is clean, and that no pod is left. kube-proxy must run in IPVS mode; the rights of deploy/rbac.yaml are needed, and those to create and delete Pods and Services in the namespace.

import {spawn} from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {CoreV1Api, DiscoveryV1Api, KubeConfig} from '@kubernetes/client-node';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROGRAM = process.env.KUBECTL_IPVS ?? path.join(ROOT, 'dist/kubectl-ipvs');
const NAMESPACE = process.env.E2E_NAMESPACE ?? 'kube-system';
const IMAGE = process.env.E2E_IMAGE ?? 'ghcr.io/nicolaka/netshoot:v0.16';
const NAME = `ipvs-e2e-${Math.random().toString(36).slice(2, 8)}`;

/** kube-proxy and the controllers have so long. */
const PATIENCE = 120_000;

const config = new KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(CoreV1Api);
const discovery = config.makeApiClient(DiscoveryV1Api);

async function main() {
  const nodes = await step('a first look at all nodes', firstLook);
  const node = process.env.E2E_NODE ?? nodes[0];
  const {virtualServer, realServer} = await step(`a workload on ${node}`, () => deploy(node));
  const weigh = (weight) =>
    onNode(node, ['ipvsadm', '-e', '-t', virtualServer, '-r', realServer, '-m', '-w', weight]);
  await step('diff is clean', () => eventually(() => expectDiff(0, [])));
  await step(`a weight is changed in the table of ${node}`, () => weigh('5'));
  await step('diff finds it', () => expectDiff(1, [`${node} real-server-weight ${realServer}`]));
  await step('it is taken back', () => weigh('1'));
  await step('diff is clean again', () => expectDiff(0, []));
}

/** The names of the nodes that have an IPVS table. */
async function firstLook() {
  const {report} = await diff();
  const judged = report.nodes.filter(({state}) => state !== 'unknown');
  if (judged.length > 0) return judged.map(({name}) => name);
  const reasons = report.nodes.map(({name, reason}) => `${name}: ${reason}`);
  throw new Error(`no node has an IPVS table that could be read:\n${reasons.join('\n')}`);
}

/** A pod and a Service for it; gives its virtual server and its real server when the API lists its endpoint. */
async function deploy(node) {
  await core.createNamespacedPod({
    namespace: NAMESPACE,
    body: podOn(node, {name: NAME, command: ['sleep', '900']}),
  });
  const spec = {selector: {app: NAME}, ports: [{name: 'http', port: 80, targetPort: 8080}]};
  const body = {metadata: {name: NAME, namespace: NAMESPACE, labels: {app: NAME}}, spec};
  await core.createNamespacedService({namespace: NAMESPACE, body});
  return eventually(async () => {
    const {items} = await discovery.listNamespacedEndpointSlice({
      namespace: NAMESPACE,
      labelSelector: `kubernetes.io/service-name=${NAME}`,
    });
    const {spec} = await core.readNamespacedService({namespace: NAMESPACE, name: NAME});
    const clusterIP = spec?.clusterIP ?? '';
    const slice = items.find(({addressType}) => addressType === (clusterIP.includes(':') ? 'IPv6' : 'IPv4'));
    const endpoint = slice?.endpoints?.find(({conditions}) => conditions?.ready)?.addresses[0];
    if (endpoint === undefined) throw new Error('the Service has no endpoint');
    return {virtualServer: withPort(clusterIP, 80), realServer: withPort(endpoint, 8080)};
  });
}

function withPort(address, port) {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** A pod that needs no scheduler. With `asRoot` it may change the node's tables. */
function podOn(nodeName, {name, command, asRoot = false}) {
  const capabilities = {drop: ['ALL'], ...(asRoot && {add: ['NET_ADMIN']})};
  const securityContext = {allowPrivilegeEscalation: false, capabilities, ...(asRoot && {runAsUser: 0})};
  return {
    metadata: {name, namespace: NAMESPACE, labels: {app: asRoot ? `${NAME}-debug` : NAME, 'ipvs-e2e': NAME}},
    spec: {
      nodeName,
      hostNetwork: asRoot,
      restartPolicy: 'Never',
      activeDeadlineSeconds: 900,
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      tolerations: [{operator: 'Exists'}],
      containers: [{name: 'main', image: IMAGE, command, securityContext}],
    },
  };
}

/** Runs a command on a node, in a pod of its own. */
async function onNode(node, command) {
  const name = `${NAME}-${Math.random().toString(36).slice(2, 8)}`;
  await core.createNamespacedPod({namespace: NAMESPACE, body: podOn(node, {name, command, asRoot: true})});
  await eventually(async () => {
    const {status} = await core.readNamespacedPod({namespace: NAMESPACE, name});
    if (status?.phase !== 'Succeeded') throw new Error(`pod ${name} is ${status?.phase}`);
  });
  await core.deleteNamespacedPod({namespace: NAMESPACE, name});
}

async function expectDiff(exitCode, findings) {
  const seen = await diff(`svc/${NAME}`, '-n', NAMESPACE);
  const found = seen.report.findings
    .filter(({severity}) => severity !== 'info')
    .map(
      ({node, kind, realServer}) =>
        `${node} ${kind} ${realServer && withPort(realServer.address, realServer.port)}`,
    );
  if (seen.exitCode === exitCode && found.join() === findings.join()) return;
  const told = JSON.stringify({exitCode: seen.exitCode, found, nodes: seen.report.nodes}, undefined, 1);
  throw new Error(`expected exit code ${exitCode} and ${findings.join() || 'no finding'}, but saw ${told}`);
}

async function diff(...words) {
  const {exitCode, stdout, stderr} = await run(['diff', ...words, '-o', 'json', '--image', IMAGE]);
  if (stdout !== '') return {exitCode, report: JSON.parse(stdout)};
  throw new Error(`kubectl ipvs diff ${words.join(' ')} ended with ${exitCode}:\n${stderr}`);
}

function run(words) {
  const child = spawn(PROGRAM, [...words, '--debug-namespace', NAMESPACE], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = {stdout: '', stderr: ''};
  for (const name of ['stdout', 'stderr']) child[name].on('data', (chunk) => (said[name] += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({exitCode, ...said}));
  });
}

async function eventually(attempt) {
  for (const end = Date.now() + PATIENCE; ; await wait(1000)) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

async function step(what, task) {
  process.stdout.write(`${what} … `);
  const result = await task();
  process.stdout.write('ok\n');
  return result;
}

/** Removes what this run made, and sees that debug pods have left nothing. */
async function cleanUp() {
  await core.deleteNamespacedService({namespace: NAMESPACE, name: NAME}).catch(() => undefined);
  await core.deleteCollectionNamespacedPod({namespace: NAMESPACE, labelSelector: `ipvs-e2e=${NAME}`});
  await eventually(async () => {
    for (const labelSelector of [`ipvs-e2e=${NAME}`, 'app.kubernetes.io/managed-by=kubectl-ipvs']) {
      const {items} = await core.listNamespacedPod({namespace: NAMESPACE, labelSelector});
      if (items.length > 0) throw new Error(`pods are left: ${items.map(({metadata}) => metadata?.name)}`);
    }
  });
}

try {
  await main();
} catch (error) {
  process.stdout.write(`FAILED\n${error.message}\n`);
  process.exitCode = 1;
} finally {
  await step('no pod is left', cleanUp).catch((error) => {
    process.stdout.write(`FAILED\n${error.message}\n`);
    process.exitCode = 1;
  });
}
