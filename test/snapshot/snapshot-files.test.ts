import {execFileSync} from 'node:child_process';
import {cpSync, mkdtempSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {openSnapshot} from '../../src/snapshot/index.ts';
import {recording} from '../support/program.ts';

let folder: string;
let place: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kubectl-ipvs-files-'));
  place = path.join(folder, 'snapshot');
  cpSync(recording('healthy'), place, {recursive: true});
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

async function readAll(from: string): Promise<void> {
  const snapshot = await openSnapshot(from);
  await snapshot.readCluster();
  for await (const {error} of snapshot.captureNodes(snapshot.nodes ?? [], [
    'ipvsadm-save.txt',
    'versions.txt',
  ]))
    if (error !== undefined) throw new Error(error);
  for (const log of snapshot.readLogs({nodes: ['node1'], pods: [], previous: false}))
    for await (const piece of log.pieces) if (piece.kind === 'unreadable') throw new Error(piece.message);
}

describe.each([
  'metadata.json',
  'cluster',
  'cluster/services.json',
  'nodes',
  'nodes/node1',
  'nodes/node1/versions.txt',
  'nodes/node1/kube-proxy.log',
])('%s', (name) => {
  test('as a link is not followed, wherever it leads', async () => {
    const file = path.join(place, name);
    renameSync(file, path.join(folder, 'elsewhere'));
    symlinkSync(path.join(folder, 'elsewhere'), file);
    await expect(readAll(place)).rejects.toThrow(`${place} was refused: ${file} is a link`);
  });

  test('as a pipe is not waited for', async () => {
    const file = path.join(place, name);
    renameSync(file, path.join(folder, 'elsewhere'));
    execFileSync('mkfifo', [file]);
    await expect(readAll(place)).rejects.toThrow();
  });
});

test('a pipe in place of the snapshot is not waited for', async () => {
  const pipe = path.join(folder, 'pipe.tar.gz');
  execFileSync('mkfifo', [pipe]);
  await expect(openSnapshot(pipe)).rejects.toThrow(`${pipe} is not a file`);
});

test('a link to the snapshot, that the user named, is followed', async () => {
  const link = path.join(folder, 'link');
  symlinkSync(place, link);
  await expect(readAll(link)).resolves.toBeUndefined();
});

test('what does not belong to a snapshot may be a link', async () => {
  writeFileSync(path.join(folder, 'notes'), 'mine');
  symlinkSync(path.join(folder, 'notes'), path.join(place, 'NOTES'));
  await expect(readAll(place)).resolves.toBeUndefined();
});

describe('a file that is larger than any of a snapshot is refused before it is read', () => {
  test.each([
    {name: 'metadata.json', bytes: 2 * 2 ** 20},
    {name: 'nodes/node1/versions.txt', bytes: 300 * 2 ** 20},
    {name: 'cluster/services.json', bytes: 1100 * 2 ** 20},
  ])('$name in a directory', async ({name, bytes}) => {
    // It has no blocks on the disk.
    truncateSync(path.join(place, name), bytes);
    await expect(readAll(place)).rejects.toThrow(/no snapshot is that large|larger than/);
  });

  test.each([
    {name: 'metadata.json', bytes: 2 * 2 ** 20},
    {name: 'nodes/node1/versions.txt', bytes: 300 * 2 ** 20},
    {name: 'cluster/services.json', bytes: 1100 * 2 ** 20},
  ])('$name in an archive', async ({name, bytes}) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write('0', 156);
    header.write('ustar\0' + '00', 257);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    const file = path.join(folder, 'large.tar.gz');
    writeFileSync(file, gzipSync(header));
    await expect(openSnapshot(file)).rejects.toMatchObject({code: 'snapshot-unsafe'});
  });
});
