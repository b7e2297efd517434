import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
} from 'node:fs';
import {open, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {Transform} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {createGunzip} from 'node:zlib';
import tar from 'tar-stream';
import {UserError} from '../errors.ts';
import {plainText} from './plain-text.ts';

/** Reads files of a snapshot by their path inside it; undefined for a file that is not there. */
export interface SnapshotFiles {
  /** The whole file, as `plainText` leaves it. */
  readonly read: (path: string) => Promise<Buffer | undefined>;
  /** At most so many bytes from a place on, just as they are; empty at the end of the file. */
  readonly readPart: (path: string, from: number, length: number) => Promise<Buffer | undefined>;
}

/** Opens a snapshot directory or `.tar.gz`. Throws `UserError` if there is none, or if it cannot be read. */
export async function openSnapshotFiles(path: string): Promise<SnapshotFiles> {
  const kind = await kindOf(path);
  return kind === 'directory' ? directoryFiles(path) : archiveFiles(path);
}

async function kindOf(path: string): Promise<'directory' | 'file'> {
  try {
    const found = await stat(path);
    // A pipe would be waited for without end, and an archive is read more than once.
    if (!found.isDirectory() && !found.isFile()) throw noFile(path);
    return found.isDirectory() ? 'directory' : 'file';
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const missing = errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ENOTDIR';
    throw new UserError({
      code: missing ? 'snapshot-not-found' : 'snapshot-unreadable',
      message: missing ? `there is no snapshot at ${path}` : `${path} cannot be read: ${reason(cause)}`,
      remedy: missing
        ? 'check the path; it is a directory or a .tar.gz that contains metadata.json, cluster/ and nodes/'
        : 'check its permissions',
      cause,
    });
  }
}

function errorCode(cause: unknown): string | undefined {
  return (cause as {code?: string} | null)?.code;
}

function reason(cause: unknown): string {
  const code = errorCode(cause);
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return cause instanceof Error ? cause.message : String(cause);
}

function directoryFiles(root: string): SnapshotFiles {
  const later = <Result>(task: () => Result) => Promise.resolve().then(task);
  return {
    // In one piece: readFile of node:fs/promises reads in small ones, and there is nothing to do meanwhile.
    read: (path) => later(() => ifThere({root, path}, (file) => plainText(readWhole(file, path)))),
    readPart: (path, from, length) =>
      later(() =>
        ifThere({root, path}, (file) => {
          const part = Buffer.allocUnsafe(length);
          return part.subarray(0, readSync(file, part, 0, length, from));
        }),
      ),
  };
}

/** A file of a snapshot directory. */
interface Place {
  readonly root: string;
  /** Inside the directory, with `/` between its parts. */
  readonly path: string;
}

const MIB = 1024 * 1024;

/**
 * The most bytes that a file of a snapshot may have. A node prints less than 100 MiB, its log is read in parts, and a text of
 * JavaScript ends at 512 MiB.
 */
function mostBytes(path: string): number {
  if (path === 'metadata.json') return MIB;
  if (path.startsWith('cluster/')) return 1024 * MIB;
  return path.endsWith('.log') ? 4096 * MIB : 256 * MIB;
}

/** Refuses a file before it is read. */
function refuseLarge(path: string, bytes: number): void {
  if (bytes <= mostBytes(path)) return;
  throw tooLarge(`${path} is larger than ${mostBytes(path) / MIB} MiB`);
}

function tooLarge(what: string): UserError {
  return new UserError({
    code: 'snapshot-unsafe',
    message: `${what}: no snapshot is that large`,
    remedy: 'do not trust it, and take the snapshot again',
  });
}

function readWhole(file: number, path: string): Buffer {
  refuseLarge(path, fstatSync(file).size);
  return readFileSync(file);
}

/** Opens the file anew for each part: a snapshot may have more files than may be open at once. */
function ifThere(place: Place, read: (file: number) => Buffer): Buffer | undefined {
  const path = join(place.root, place.path);
  try {
    refuseLinks(place);
    // Without O_NONBLOCK a pipe is waited for before it is known to be one.
    const file = openSync(
      path,
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    );
    try {
      if (!fstatSync(file).isFile()) throw noFile(path);
      return read(file);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    if (errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ENOTDIR') return undefined;
    throw new UserError({
      code: 'snapshot-unreadable',
      message: `${path} cannot be read: ${reason(cause)}`,
      remedy: 'check its permissions, or take the snapshot again',
      cause,
    });
  }
}

/**
 * A link in a directory that came from elsewhere could lead to any file of the reader, and from there into a snapshot
 * that is given away. The directory itself may be one: the user named it.
 */
function refuseLinks({root, path}: Place): void {
  let place = root;
  for (const part of path.split('/')) {
    place = join(place, part);
    if (lstatSync(place).isSymbolicLink()) throw unsafe(root, `${place} is a link`);
  }
}

function noFile(path: string): UserError {
  return new UserError({
    code: 'snapshot-unreadable',
    message: `${path} is not a file`,
    remedy: 'give a snapshot: a directory or a .tar.gz that contains metadata.json, cluster/ and nodes/',
  });
}

/** Where a snapshot's own files begin inside an archive: at its root, or in one folder. */
const SNAPSHOT_PATH = /^(?:\.\/)?(?:[^/]+\/)?(metadata\.json|cluster\/[^/]+\.json|nodes\/[^/]+\/[^/]+)$/;

/**
 * What all files of an archive may have unpacked: texts of a snapshot become 5 to 40 times smaller by gzip, so that a small
 * archive that grows beyond is none.
 */
const ALWAYS_FINE = 512 * MIB;
const MOST_RATIO = 100;

async function archiveFiles(path: string): Promise<SnapshotFiles> {
  await requireGzip(path);
  const most = Math.max(ALWAYS_FINE, (await stat(path)).size * MOST_RATIO);
  const extract = tar.extract();
  const unpacking = pipeline(createReadStream(path), createGunzip(), limitTo(most, path), extract);
  try {
    const [files] = await Promise.all([collect(extract, path), unpacking]);
    return {
      read: (name) => {
        const content = files.get(name);
        return Promise.resolve(content && plainText(content));
      },
      readPart: (name, from, length) => Promise.resolve(files.get(name)?.subarray(from, from + length)),
    };
  } catch (cause) {
    // The first failure counts; what follows from it is of no interest.
    extract.destroy();
    await unpacking.catch(() => undefined);
    throw cause instanceof UserError ? cause : damaged(path, reason(cause), cause);
  }
}

/** Passes so many bytes on. Fails beyond, before they are kept. */
function limitTo(most: number, path: string): Transform {
  let total = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      total += chunk.length;
      if (total <= most) done(null, chunk);
      else done(tooLarge(`${path} unpacks to more than ${Math.floor(most / MIB)} MiB`));
    },
  });
}

async function collect(extract: tar.Extract, path: string): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for await (const entry of extract) {
    refuseUnsafe(entry.header.name, path);
    const name = entry.header.type === 'file' ? SNAPSHOT_PATH.exec(entry.header.name)?.[1] : undefined;
    if (name !== undefined) refuseLarge(name, entry.header.size ?? 0);
    const content = await contentOf(entry as AsyncIterable<unknown>, name !== undefined);
    if (name !== undefined) files.set(name, content);
  }
  return files;
}

async function contentOf(entry: AsyncIterable<unknown>, kept: boolean): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of entry) if (kept) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function requireGzip(path: string): Promise<void> {
  const start = Buffer.alloc(2);
  const file = await open(path).catch((cause: unknown) => {
    throw damaged(path, reason(cause), cause);
  });
  try {
    await file.read(start, 0, 2, 0);
  } finally {
    await file.close();
  }
  if (start[0] === 0x1f && start[1] === 0x8b) return;
  throw new UserError({
    code: 'snapshot-not-a-snapshot',
    message: `${path} is neither a directory nor a gzip-compressed tar archive`,
    remedy: 'give a snapshot: a directory or a .tar.gz that contains metadata.json, cluster/ and nodes/',
  });
}

function refuseUnsafe(name: string, path: string): void {
  if (!name.startsWith('/') && !/^[A-Za-z]:/.test(name) && !name.split(/[\\/]/).includes('..')) return;
  throw unsafe(path, `it contains a file with an unsafe path (${name})`);
}

function unsafe(path: string, why: string): UserError {
  return new UserError({
    code: 'snapshot-unsafe',
    message: `${path} was refused: ${why}`,
    remedy: 'this is not a valid snapshot: do not trust it, and take the snapshot again',
  });
}

function damaged(path: string, why: string, cause: unknown): UserError {
  return new UserError({
    code: 'snapshot-unreadable',
    message: `${path} cannot be read to its end: ${why}`,
    remedy: 'the archive is damaged or cut short: copy it again, or take the snapshot again',
    cause,
  });
}
