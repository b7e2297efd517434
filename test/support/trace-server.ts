import process from 'node:process';
import {startApiServer} from './api-server/index.ts';
import {FAST_SYNCS} from './fast-syncs.ts';
import {samplingKubelet} from './sampling-kubelet.ts';

const ADDRESS = '10.96.0.50';
const REALS = Array.from({length: 10}, (_, index) => `10.244.1.${index + 1}`);

/** A made-up table whose counts grow all the time. */
function tableAt(seconds: number) {
  const realServers = REALS.map((address, index) => ({
    address: `${address}:8080`,
    connections: Math.floor(seconds * (index + 1) * 10),
    active: (Math.floor(seconds) + index) % 7,
  }));
  return [{socket: `${ADDRESS}:80`, realServers}];
}

const LIST = [
  'IP Virtual Server version 1.2.1 (size=4096)',
  'Prot LocalAddress:Port Scheduler Flags',
  '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
  `TCP  ${ADDRESS}:80 rr`,
  ...REALS.map((real) => `  -> ${`${real}:8080`.padEnd(28)} Masq    1      3          1         `),
  '',
].join('\n');

const ADDRESSES = [
  '2: eth0    inet 10.0.0.1/24 scope global eth0\\       valid_lft forever preferred_lft forever',
  `3: kube-ipvs0    inet ${ADDRESS}/32 scope global kube-ipvs0\\       valid_lft forever preferred_lft forever`,
  '',
].join('\n');

/**
 * The test API server with one Service and so many nodes that can be sampled, as a program of its own: writes the path of a
 * kubeconfig, and ends with its input.
 */
async function main(nodes: number): Promise<void> {
  const server = await startApiServer({
    version: 'v1.36.2',
    kubelet: samplingKubelet({
      captured: () => ({
        'ipvsadm-list.txt': LIST,
        'addresses.txt': ADDRESSES,
        'kube-proxy-mode.txt': 'ipvs',
        'kube-proxy-metrics.txt': FAST_SYNCS,
      }),
      table: (_, seconds) => tableAt(seconds),
    }),
  });
  for (let node = 1; node <= nodes; node++)
    server.put({apiVersion: 'v1', kind: 'Node', metadata: {name: `node${node}`}, status: {}});
  server.put({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {namespace: 'shop', name: 'demo'},
    spec: {
      type: 'ClusterIP',
      clusterIP: ADDRESS,
      clusterIPs: [ADDRESS],
      ipFamilies: ['IPv4'],
      ports: [{protocol: 'TCP', port: 80}],
    },
  });
  server.put({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {namespace: 'shop', name: 'demo-1', labels: {'kubernetes.io/service-name': 'demo'}},
    addressType: 'IPv4',
    ports: [{name: '', protocol: 'TCP', port: 8080}],
    endpoints: REALS.map((address) => ({addresses: [address], conditions: {ready: true}})),
  });
  process.stdout.write(`${server.kubeconfigPath}\n`);
  for await (const _ of process.stdin);
  await server.close();
  process.exit(0);
}

await main(Number(process.argv[2]));
