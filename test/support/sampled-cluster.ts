import {startApiServer, type TestApiServer} from './api-server/index.ts';
import {FAST_SYNCS} from './fast-syncs.ts';
import {type MadeUpReal, samplingKubelet} from './sampling-kubelet.ts';

const ADDRESS = '10.96.0.50';
const ADDRESSES = [
  '1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever',
  '2: eth0    inet 10.0.0.1/24 scope global eth0\\       valid_lft forever preferred_lft forever',
  `3: kube-ipvs0    inet ${ADDRESS}/32 scope global kube-ipvs0\\       valid_lft forever preferred_lft forever`,
  '',
].join('\n');

/** Nodes that can be sampled. */
export interface SampledNodes {
  readonly names: readonly string[];
  /** Addresses of the endpoints of the Service, in the API. */
  readonly endpoints: readonly string[];
  /** Those in the table of a node, at the moment; each serves port 8080. */
  readonly realsOf: (node: string) => readonly string[];
  /** What a real server, by its place in the table, has got after so many seconds. */
  readonly traffic: (index: number, seconds: number) => Pick<MadeUpReal, 'connections' | 'active'>;
}

/** The EndpointSlice of the Service `shop/demo` with these endpoints, all ready. */
export function demoSlice(addresses: readonly string[]) {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {namespace: 'shop', name: 'demo-1', labels: {'kubernetes.io/service-name': 'demo'}},
    addressType: 'IPv4',
    ports: [{name: '', protocol: 'TCP', port: 8080}],
    endpoints: addresses.map((address) => ({addresses: [address], conditions: {ready: true}})),
  };
}

/** The test API server with the Service `shop/demo`, at 10.96.0.50:80, on made-up nodes. */
export async function startSampledCluster({
  names,
  endpoints,
  realsOf,
  traffic,
}: SampledNodes): Promise<TestApiServer> {
  const server = await startApiServer({
    version: 'v1.36.2',
    kubelet: samplingKubelet({
      captured: (node) => ({
        'ipvsadm-list.txt': listText(realsOf(node)),
        'addresses.txt': ADDRESSES,
        'kube-proxy-mode.txt': 'ipvs',
        'kube-proxy-metrics.txt': FAST_SYNCS,
      }),
      table: (node, seconds) => [
        {
          socket: `${ADDRESS}:80`,
          realServers: realsOf(node).map((address, index) => ({
            address: `${address}:8080`,
            ...traffic(index, seconds),
          })),
        },
      ],
    }),
  });
  for (const name of names) server.put({apiVersion: 'v1', kind: 'Node', metadata: {name}, status: {}});
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
  server.put(demoSlice(endpoints));
  return server;
}

function listText(reals: readonly string[]): string {
  return [
    'IP Virtual Server version 1.2.1 (size=4096)',
    'Prot LocalAddress:Port Scheduler Flags',
    '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
    `TCP  ${ADDRESS}:80 rr`,
    ...reals.map((real) => `  -> ${`${real}:8080`.padEnd(28)} Masq    1      3          1         `),
    '',
  ].join('\n');
}
