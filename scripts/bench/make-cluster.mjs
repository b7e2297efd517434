import {readFileSync} from 'node:fs';
import path from 'node:path';
import {
  addressText,
  listText,
  makeService,
  memberText,
  saveText,
  serviceObject,
  sliceObject,
  tableHeader,
} from './make-snapshot.mjs';

/** Syncs that took a millisecond: then the second look comes after 3 s, as soon as it may. */
const METRICS = `kubernetes_build_info{git_version="v1.36.2"} 1
kubeproxy_sync_proxy_rules_duration_seconds_bucket{ip_family="IPv4",le="0.001"} 10
kubeproxy_sync_proxy_rules_duration_seconds_bucket{ip_family="IPv4",le="+Inf"} 10
`;

/**
 * Makes the objects of a cluster of the given size, and the texts that a capture brings from each of its nodes:
 * each has the whole table, and no endpoint. Nodes and settings are those of a recorded node1.
 */
export function makeCluster(recording, {services, endpointsEach, nodes}) {
  const made = Array.from({length: services}, (_, index) => elsewhere(makeService(index, endpointsEach)));
  const objects = [
    ...nodeObjects(recording, nodes),
    ...made.flatMap((service) => [serviceObject(service), sliceObject(service)]),
  ];
  const texts = commonTexts(recording, made);
  return {objects, textsOf: (name) => ({...texts, ...ownTexts(recording, name)})};
}

/** No endpoint lies on a node that is captured. */
function elsewhere(service) {
  return {
    ...service,
    endpoints: service.endpoints.map((one) => ({...one, nodeName: `other-${one.nodeName}`})),
  };
}

function nodeObjects(recording, count) {
  const read = (name) => JSON.parse(readFileSync(path.join(recording, 'cluster', name), 'utf8'));
  const [node] = read('nodes.json').items;
  const [proxy] = read('kube-proxy-pods.json').items;
  return [
    read('kube-proxy-config.json'),
    ...Array.from({length: count}, (_, index) => `node${index + 1}`).flatMap((name) => [
      {
        ...node,
        kind: 'Node',
        metadata: {
          ...node.metadata,
          uid: name,
          name,
          labels: {...node.metadata.labels, 'kubernetes.io/hostname': name},
        },
      },
      {
        ...proxy,
        kind: 'Pod',
        metadata: {...proxy.metadata, uid: `proxy-${name}`, name: `kube-proxy-${name}`},
        spec: {...proxy.spec, nodeName: name},
      },
    ]),
  ];
}

/** kube-proxy knows its node by name. */
function ownTexts(recording, name) {
  const configz = readFileSync(path.join(recording, 'nodes/node1/kube-proxy-configz.json'), 'utf8');
  return {
    'kube-proxy-configz.json': configz.replace('"hostnameOverride":"node1"', `"hostnameOverride":"${name}"`),
    'uname.txt': `Linux ${name} 6.1.0 #1 SMP x86_64 GNU/Linux\n`,
  };
}

function commonTexts(recording, made) {
  const node1 = (name) => readFileSync(path.join(recording, 'nodes/node1', name), 'utf8');
  const lines = (name, isKept) =>
    node1(name)
      .split('\n')
      .filter(isKept)
      .map((line) => `${line}\n`)
      .join('');
  const all = (each) => made.map(each).join('');
  return {
    'ipvsadm-save.txt': all(saveText),
    'ipvsadm-list.txt': tableHeader('          ') + all(listText),
    'addresses.txt':
      lines('addresses.txt', (line) => line !== '' && !line.includes('kube-ipvs0')) + all(addressText),
    'ipset-save.txt': lines('ipset-save.txt', (line) => line.startsWith('create ')) + all(memberText),
    'sysctl.txt': node1('sysctl.txt'),
    'kube-proxy-metrics.txt': METRICS,
    'kube-proxy-mode.txt': 'ipvs',
  };
}
