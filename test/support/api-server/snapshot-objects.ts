import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';

/** The objects in `cluster/*.json` of a snapshot directory: lists and single objects. */
export function readSnapshotObjects(directory: string): readonly object[] {
  const folder = path.join(directory, 'cluster');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  return names.flatMap((name) => objectsOf(JSON.parse(readFileSync(path.join(folder, name), 'utf8'))));
}

function objectsOf(json: {kind?: string; items?: object[]} & object): readonly object[] {
  if (!json.kind?.endsWith('List')) return [json];
  const kind = json.kind.slice(0, -'List'.length);
  return (json.items ?? []).map((item) => (kind === '' ? item : {kind, ...item}));
}
