import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {gunzipSync} from 'node:zlib';
import {extract} from 'tar-stream';
import type {CaptureSource} from '../../../src/model/node-capture.ts';

const ROOT = fileURLToPath(new URL('../../fixtures/recordings/', import.meta.url));

/** The recordings that are directories. */
const RECORDINGS = [
  'healthy',
  'tampered',
  'stale-backends',
  'broken-proxy-bad-config',
  'broken-proxy-no-api',
  'broken-proxy-no-ipset',
] as const;

/** One node of one recording. */
export interface RecordedNode {
  /** `healthy/node1`. */
  readonly name: string;
  readonly read: (source: CaptureSource) => string | undefined;
}

/** The nodes of all recordings but the large one. */
export const RECORDED_NODES: readonly RecordedNode[] = RECORDINGS.flatMap((recording) =>
  readdirSync(`${ROOT}${recording}/nodes`).map((node) => ({
    name: `${recording}/${node}`,
    read: (source: CaptureSource) => {
      const path = `${ROOT}${recording}/nodes/${node}/${source}`;
      return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    },
  })),
);

/** A text of a node of `healthy` or another recording; throws if it is not there. */
export function readRecorded(node: string, source: CaptureSource): string {
  const text = RECORDED_NODES.find(({name}) => name === node)?.read(source);
  if (text === undefined) throw new Error(`no ${source} recorded of ${node}`);
  return text;
}

/** The one node of the recording with 5,000 Services. */
export async function readLargeNode(): Promise<RecordedNode> {
  const texts = new Map<string, string>();
  const archive = extract();
  archive.end(gunzipSync(readFileSync(`${ROOT}large.tar.gz`)));
  for await (const entry of archive) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    texts.set(entry.header.name, Buffer.concat(chunks).toString());
  }
  return {name: 'large/node1', read: (source) => texts.get(`large/nodes/node1/${source}`)};
}
