import {closeSync, openSync, writeFileSync, writeSync} from 'node:fs';
import path from 'node:path';
import type {ClusterFile, ObjectSink} from '../model/index.ts';

/** What the lists in a snapshot are lists of. */
const KINDS: Readonly<Partial<Record<ClusterFile, readonly [apiVersion: string, kind: string]>>> = {
  'nodes.json': ['v1', 'Node'],
  'services.json': ['v1', 'Service'],
  'endpointslices.json': ['discovery.k8s.io/v1', 'EndpointSlice'],
  'kube-proxy-pods.json': ['v1', 'Pod'],
  'events.json': ['v1', 'Event'],
};

/** API objects on their way into a snapshot: they are in files, since a large cluster's lists are large. */
export interface ObjectSpool extends ObjectSink {
  /** Completes the files; gives the path of each. */
  readonly close: () => ReadonlyMap<ClusterFile, string>;
  /** Closes the files as they are. */
  readonly abandon: () => void;
}

interface List {
  readonly descriptor: number;
  empty: boolean;
}

/** Takes API objects into files of a directory, for the user's eyes only. */
export function createObjectSpool(directory: string): ObjectSpool {
  const lists = new Map<ClusterFile, List>();
  const files = new Map<ClusterFile, string>();
  const place = (file: ClusterFile): string => {
    const name = path.join(directory, file);
    files.set(file, name);
    return name;
  };
  const begin = (file: ClusterFile): List => {
    const before = lists.get(file);
    if (before) closeSync(before.descriptor);
    const list = {descriptor: openSync(place(file), 'w', 0o600), empty: true};
    writeSync(list.descriptor, headOf(file));
    lists.set(file, list);
    return list;
  };
  const abandon = (): void => {
    for (const {descriptor} of lists.values()) closeSync(descriptor);
    lists.clear();
  };
  return {
    items(file, items, first) {
      const list = (first ? undefined : lists.get(file)) ?? begin(file);
      for (const item of items) append(list, item);
    },
    object: (file, object) =>
      writeFileSync(place(file), `${JSON.stringify(object, null, 1)}\n`, {mode: 0o600}),
    close() {
      for (const {descriptor} of lists.values()) writeSync(descriptor, '\n]}\n');
      abandon();
      return files;
    },
    abandon,
  };
}

function headOf(file: ClusterFile): string {
  const [apiVersion, kind] = KINDS[file] ?? ['v1', ''];
  return `{"apiVersion":"${apiVersion}","kind":"${kind}List","items":[`;
}

/** One item to a line, indented, and closed in a line of its own: so large lists are split fast when they are read. */
function append(list: List, item: unknown): void {
  const text = JSON.stringify(item);
  writeSync(list.descriptor, `${list.empty ? '' : ','}\n ${text.slice(0, -1)}\n }`);
  list.empty = false;
}
