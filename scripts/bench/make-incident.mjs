import {linkSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {makeCluster} from './make-cluster.mjs';
import {tableHeader} from './make-snapshot.mjs';

/** A real server that no Service has. */
const STALE = '10.66.6.6:8080';

/** Of the recording, as they are. */
const KEPT = ['iptables-save.txt', 'ip6tables-save.txt'];

/** How many nodes have which damage, one kind after the other. */
const DAMAGES = [
  {count: 40, edit: (save) => withStale(save, 0, STALE)},
  {count: 10, edit: manyStale},
  {count: 5, edit: (save) => withoutServers(save, 500)},
  {count: 1, edit: () => '', list: tableHeader('          ')},
  // Not captured.
  {count: 1, edit: () => undefined},
  {count: 1, mode: 'iptables', edit: () => ''},
];

/**
 * Makes a snapshot of a large cluster in which much went wrong at once: of 200 nodes 40 have the same stale real server,
 * 10 have 50 others each, 5 lack 500 virtual servers, one has an empty table, one was not read, and one is in another mode.
 */
export function makeIncident(recording, directory, size) {
  const {objects, textsOf} = makeCluster(recording, size);
  const names = Array.from({length: size.nodes}, (_, index) => `node${index + 1}`);
  mkdirSync(path.join(directory, 'cluster'), {recursive: true});
  const write = (name, text) => writeFileSync(path.join(directory, name), text);
  write(
    'metadata.json',
    JSON.stringify({
      apiVersion: 'kubectl-ipvs/v1',
      kind: 'Snapshot',
      capturedAt: '2026-11-20T17:37:02Z',
      serverVersion: 'v1.36.2',
      clusterName: 'bench',
      nodes: names,
      redacted: false,
    }),
  );
  const listOf = (...kinds) =>
    JSON.stringify({kind: 'List', items: objects.filter(({kind}) => kinds.includes(kind))});
  write('cluster/nodes.json', listOf('Node'));
  write('cluster/kube-proxy-pods.json', listOf('Pod'));
  write('cluster/services.json', listOf('Service'));
  write('cluster/endpointslices.json', listOf('EndpointSlice'));
  write('cluster/kube-proxy-config.json', JSON.stringify(objects.find(({kind}) => kind === 'ConfigMap')));
  const damages = DAMAGES.flatMap(({count, ...damage}) => Array.from({length: count}, () => damage));
  const kept = Object.fromEntries(
    KEPT.map((file) => [file, readFileSync(path.join(recording, 'nodes/node1', file), 'utf8')]),
  );
  const common = new Map();
  for (const [index, name] of names.entries()) {
    const texts = {...kept, ...textsOf(name)};
    const {edit = (save) => save, mode, list} = damages[index] ?? {};
    const save = edit(texts['ipvsadm-save.txt'], index);
    if (save === undefined) continue;
    const folder = path.join(directory, 'nodes', name);
    mkdirSync(folder, {recursive: true});
    const own = {
      'kube-proxy-configz.json': texts['kube-proxy-configz.json'],
      'uname.txt': texts['uname.txt'],
      'kube-proxy-mode.txt': mode ?? 'ipvs',
      'capture.json': CAPTURE,
      // A list tells an empty table from one that was not captured.
      ...(list && {'ipvsadm-list.txt': list}),
    };
    // What is the same on all nodes is one file with many names: 200 tables of 5,000 Services are more than half a gigabyte.
    const shared = [...KEPT, 'addresses.txt', 'ipset-save.txt', 'sysctl.txt', 'kube-proxy-metrics.txt'];
    if (damages[index]) own['ipvsadm-save.txt'] = save;
    else shared.push('ipvsadm-save.txt');
    for (const [file, text] of Object.entries(own)) writeFileSync(path.join(folder, file), text);
    for (const file of shared) {
      const place = path.join(folder, file);
      const first = common.get(file);
      if (first) linkSync(first, place);
      else {
        writeFileSync(place, texts[file]);
        common.set(file, place);
      }
    }
  }
}

const CAPTURE = JSON.stringify({finishedAt: '2026-11-20T17:36:43Z', failedCommands: []});

function withStale(save, number, real) {
  let seen = -1;
  return save.replace(/^-A -t (\S+) .*\n/gm, (line, server) => {
    seen++;
    return seen === number ? `${line}-a -t ${server} -r ${real} -m -w 1\n` : line;
  });
}

/** Others on each node: as kube-proxy leaves them that missed what happened in a few hours. */
function manyStale(save, index) {
  let number = 0;
  return save.replace(/^-A -t (\S+) .*\n/gm, (line, server) => {
    number++;
    if ((number * 7 + index * 13) % 100 !== 0) return line;
    return `${line}-a -t ${server} -r 10.66.${index}.${number % 256}:8080 -m -w 1\n`;
  });
}

function withoutServers(save, count) {
  let seen = 0;
  return save.replace(/^-A .*\n(?:-a .*\n)*/gm, (block) => (seen++ < count ? '' : block));
}
