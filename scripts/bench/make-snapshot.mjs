import {closeSync, copyFileSync, mkdirSync, openSync, readFileSync, writeSync} from 'node:fs';
import path from 'node:path';
import {setImmediate} from 'node:timers/promises';

const NODE = 'nodes/node1';
const KEPT = [
  'metadata.json',
  'cluster/nodes.json',
  'cluster/kube-proxy-pods.json',
  'cluster/kube-proxy-config.json',
  `${NODE}/iptables-save.txt`,
  `${NODE}/ip6tables-save.txt`,
  `${NODE}/sysctl.txt`,
  `${NODE}/kube-proxy-metrics.txt`,
  `${NODE}/kube-proxy-configz.json`,
  `${NODE}/kube-proxy-mode.txt`,
  `${NODE}/uname.txt`,
  `${NODE}/capture.json`,
];

/** Nodes that endpoints lie on; one of them is node1, whose tables the snapshot holds. */
const NODES = 5000;
const NAMESPACE = 'bench';
const PORT = 80;
const TARGET_PORT = 8080;

/** Services that are written at a time: all of them can be more than a string holds. */
const BATCH = 100;

/**
 * Makes a snapshot of the given size out of the recording `large`: its node1 with kube-proxy and all settings, but other
 * Services, endpoints and tables. They are written as in the recording, and each endpoint names its Pod besides, as in
 * a real cluster. The tables are what kube-proxy makes of these Services: a comparison finds nothing.
 */
export async function makeSnapshot(recording, directory, {services, endpointsEach}) {
  mkdirSync(path.join(directory, 'cluster'), {recursive: true});
  mkdirSync(path.join(directory, NODE), {recursive: true});
  for (const name of KEPT) copyFileSync(path.join(recording, name), path.join(directory, name));
  const outputs = madeFiles(recording).map((file) => ({
    ...file,
    output: openSync(path.join(directory, file.name), 'w'),
  }));
  for (const {output, begin = ''} of outputs) writeSync(output, begin);
  for (let first = 0; first < services; first += BATCH) {
    const batch = Array.from({length: Math.min(BATCH, services - first)}, (_, index) =>
      makeService(first + index, endpointsEach),
    );
    for (const {output, each, between = ''} of outputs) {
      writeSync(output, (first > 0 ? between : '') + batch.map(each).join(between));
    }
    // An interruption is heard of meanwhile.
    await setImmediate();
  }
  for (const {output, end = ''} of outputs) {
    writeSync(output, end);
    closeSync(output);
  }
}

function madeFiles(recording) {
  const keptLines = (name, isKept) => {
    const lines = readFileSync(path.join(recording, NODE, name), 'utf8').split('\n');
    return lines
      .filter((line) => line !== '' && isKept(line))
      .map((line) => `${line}\n`)
      .join('');
  };
  const otherAddresses = keptLines('addresses.txt', (line) => !line.includes('kube-ipvs0'));
  const emptySets = keptLines('ipset-save.txt', (line) => line.startsWith('create '));
  return [
    {name: 'cluster/services.json', ...listOf('v1', 'Service', serviceObject)},
    {name: 'cluster/endpointslices.json', ...listOf('discovery.k8s.io/v1', 'EndpointSlice', sliceObject)},
    {name: `${NODE}/ipvsadm-list.txt`, begin: tableHeader('          '), each: listText},
    {name: `${NODE}/ipvsadm-save.txt`, each: saveText},
    {name: `${NODE}/proc-net-ip_vs.txt`, begin: tableHeader(''), each: procText},
    {name: `${NODE}/addresses.txt`, begin: otherAddresses, each: addressText},
    {name: `${NODE}/ipset-save.txt`, begin: emptySets, each: memberText},
  ];
}

/** A made Service with its endpoints, of which the objects and the texts are written. */
export function makeService(index, endpointsEach) {
  const name = `svc-${String(index).padStart(5, '0')}`;
  const endpoints = Array.from({length: endpointsEach}, (_, position) => {
    const number = index * endpointsEach + position;
    const bytes = [10, 128 + (number >> 16), (number >> 8) & 255, number & 255];
    const node = number % NODES;
    return {
      address: bytes.join('.'),
      bytes,
      pod: `${name}-6f7c9d8b54-${(number + 60_466_176).toString(36).slice(-5)}`,
      uid: uid(number),
      nodeName: `node${node + 1}`,
      zone: `zone-${'abc'[node % 3]}`,
    };
  });
  const bytes = [10, 96 + ((index + 256) >> 16), ((index + 256) >> 8) & 255, index & 255];
  return {name, uid: uid(0x10000000 + index), address: bytes.join('.'), bytes, endpoints};
}

function uid(number) {
  return `${number.toString(16).padStart(8, '0')}-633a-4868-9fed-fa0872968c9c`;
}

function listOf(apiVersion, kind, makeObject) {
  return {
    begin: `{\n "apiVersion": "${apiVersion}",\n "kind": "${kind}List",\n "metadata": {},\n "items": [\n  `,
    each: (service) => JSON.stringify(makeObject(service), null, 1).replaceAll('\n', '\n  '),
    between: ',\n  ',
    end: '\n ]\n}\n',
  };
}

/** The Service as the API has it. */
export function serviceObject({name, address, uid}) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      creationTimestamp: '2026-11-20T18:11:09Z',
      name,
      namespace: NAMESPACE,
      resourceVersion: '2107',
      uid,
    },
    spec: {
      clusterIP: address,
      clusterIPs: [address],
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ports: [{name: 'http', port: PORT, protocol: 'TCP', targetPort: TARGET_PORT}],
      sessionAffinity: 'None',
      type: 'ClusterIP',
    },
    status: {loadBalancer: {}},
  };
}

/** Its EndpointSlice. */
export function sliceObject({name, uid, endpoints}) {
  return {
    addressType: 'IPv4',
    apiVersion: 'discovery.k8s.io/v1',
    endpoints: endpoints.map((endpoint) => ({
      addresses: [endpoint.address],
      conditions: {ready: true, serving: true, terminating: false},
      nodeName: endpoint.nodeName,
      targetRef: {kind: 'Pod', name: endpoint.pod, namespace: NAMESPACE, uid: endpoint.uid},
      zone: endpoint.zone,
    })),
    kind: 'EndpointSlice',
    metadata: {
      creationTimestamp: '2026-11-20T18:11:09Z',
      generation: 1,
      labels: {'kubernetes.io/service-name': name},
      name: `${name}-x`,
      namespace: NAMESPACE,
      resourceVersion: '2097',
      uid,
    },
    ports: [{name: 'http', port: TARGET_PORT, protocol: 'TCP'}],
  };
}

/** The first lines of the kernel's table. */
export function tableHeader(padding) {
  return `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port${padding} Forward Weight ActiveConn InActConn
`;
}

/** Its lines of `ipvsadm -L -n`. */
export function listText({address, endpoints}) {
  const lines = endpoints.map((endpoint) => {
    const target = `${endpoint.address}:${TARGET_PORT}`.padEnd(28);
    return `  -> ${target} Masq    1      0          0         \n`;
  });
  return `TCP  ${address}:${PORT} rr\n${lines.join('')}`;
}

/** Its lines of `ipvsadm -S -n`. */
export function saveText({address, endpoints}) {
  const server = `-t ${address}:${PORT}`;
  const lines = endpoints.map((endpoint) => `-a ${server} -r ${endpoint.address}:${TARGET_PORT} -m -w 1\n`);
  return `-A ${server} -s rr\n${lines.join('')}`;
}

function procText({bytes, endpoints}) {
  const lines = endpoints.map(
    (endpoint) => `  -> ${hex(endpoint.bytes, TARGET_PORT)}      Masq    1      0          0         \n`,
  );
  return `TCP  ${hex(bytes, PORT)} rr  \n${lines.join('')}`;
}

function hex(bytes, port) {
  const digits = (number, length) => number.toString(16).toUpperCase().padStart(length, '0');
  return `${bytes.map((byte) => digits(byte, 2)).join('')}:${digits(port, 4)}`;
}

/** Its line of `ip -o addr`. */
export function addressText({address}) {
  return `4: kube-ipvs0    inet ${address}/32 scope global kube-ipvs0\\       valid_lft forever preferred_lft forever\n`;
}

/** Its lines of `ipset save`, with what the endpoints on node1 need. */
export function memberText({address, endpoints}) {
  const loops = endpoints
    .filter(({nodeName}) => nodeName === 'node1')
    .map((own) => `add KUBE-LOOP-BACK ${own.address},tcp:${TARGET_PORT},${own.address}\n`);
  return `add KUBE-IPVS-IPS ${address}\nadd KUBE-CLUSTER-IP ${address},tcp:${PORT}\n${loops.join('')}`;
}
