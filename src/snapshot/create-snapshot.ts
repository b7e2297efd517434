import {mkdirSync, rmSync} from 'node:fs';
import path from 'node:path';
import {UserError} from '../errors.ts';
import type {SnapshotHead, SnapshotWriter} from '../model/index.ts';
import {LAYOUT, NODE_NAME} from './metadata.ts';
import {nodeFiles} from './node-files.ts';
import {createObjectSpool, type ObjectSpool} from './object-spool.ts';
import {putInPlace, refuseExisting} from './put-in-place.ts';
import {writeMapping} from './redact/mapping-file.ts';
import {createMappings} from './redact/mappings.ts';
import {redactingWriter} from './redact/redactor.ts';
import {archiveTarget, directoryTarget, type SnapshotTarget} from './snapshot-target.ts';

/** Where a snapshot is to be written. */
export interface SnapshotPlace {
  /** An archive if it ends in `.tar.gz` or `.tgz`, else a directory. */
  readonly path: string;
  /** Whether an older snapshot there is replaced. */
  readonly force: boolean;
  /** Letters that make a name beside the path which nothing else has. */
  readonly unique: string;
  /** Random bytes if names and addresses are to be replaced: they decide by what. */
  readonly redactionKey?: Uint8Array | undefined;
  /** A file for what is replaced by what. */
  readonly mapping?: string | undefined;
}

const ARCHIVE = /\.(?:tar\.gz|tgz)$/;

/** Names that promise a file of a kind that is not written; a dot elsewhere, as in `node-1.example`, promises nothing. */
const OTHER_KIND =
  /(?:^|\/)-$|\.(?:zip|tar|gz|bz2|xz|zst|7z|rar|t[bx]z2?|tar\.\w+|json|ya?ml|txt|html?|md)$/i;

/**
 * Begins to write a snapshot, under another name beside its own until it is complete. Throws `UserError` if it cannot be
 * written there, or if something is there already.
 */
export function createSnapshot(place: SnapshotPlace): SnapshotWriter {
  if (!ARCHIVE.test(place.path) && OTHER_KIND.test(place.path)) {
    throw new UserError({
      code: 'usage',
      message: `a snapshot is not written as ${place.path}`,
      remedy: 'give an archive name that ends in .tar.gz or .tgz, or a directory',
    });
  }
  const file = path.resolve(place.path);
  const partial = path.join(path.dirname(file), `.${path.basename(file)}.${place.unique}.partial`);
  const discard = (): void => rmSync(partial, {recursive: true, force: true});
  makeDirectory({file, partial}, place);
  try {
    const spool = createObjectSpool(partial);
    const whole = path.join(partial, 'snapshot');
    const target = ARCHIVE.test(file)
      ? archiveTarget(whole, path.basename(file).replace(ARCHIVE, ''))
      : directoryTarget(whole);
    const writer = writerOf({place, file, partial, whole, spool, target, discard});
    if (place.redactionKey === undefined) return writer;
    return redacting(writer, place, place.redactionKey);
  } catch (cause) {
    discard();
    throw unwritable(place.path, cause);
  }
}

function redacting(writer: SnapshotWriter, place: SnapshotPlace, key: Uint8Array): SnapshotWriter {
  const mappings = createMappings(key);
  const {mapping} = place;
  if (mapping === undefined) return redactingWriter(writer, mappings);
  refuseExisting(path.resolve(mapping), {path: mapping, force: place.force});
  return redactingWriter(writer, mappings, () => {
    try {
      writeMapping(path.resolve(mapping), mappings, place);
    } catch (cause) {
      throw unwritable(mapping, cause);
    }
  });
}

function makeDirectory(
  {file, partial}: {readonly file: string; readonly partial: string},
  place: SnapshotPlace,
): void {
  try {
    refuseExisting(file, place);
    mkdirSync(partial, {mode: 0o700});
  } catch (cause) {
    throw unwritable(place.path, cause);
  }
}

interface Parts {
  readonly place: SnapshotPlace;
  readonly file: string;
  /** A directory for all that is not complete. */
  readonly partial: string;
  readonly whole: string;
  readonly spool: ObjectSpool;
  readonly target: SnapshotTarget;
  readonly discard: () => void;
}

function writerOf({place, file, partial, whole, spool, target, discard}: Parts): SnapshotWriter {
  const guard = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (cause) {
      throw unwritable(place.path, cause);
    }
  };
  return {
    objects: spool,
    addNode: (record) =>
      guard(async () => {
        if (!NODE_NAME.test(record.node)) throw new Error(`${record.node} cannot be the name of a folder`);
        for (const [name, text] of nodeFiles(record)) await target.addText(name, text);
      }),
    finish: (head) =>
      guard(async () => {
        for (const [name, source] of spool.close()) await target.addFile(`cluster/${name}`, source);
        await target.addText('metadata.json', metadataText(head));
        const size = await target.close();
        await putInPlace({whole, file, old: path.join(partial, 'old')});
        discard();
        return size;
      }),
    discard() {
      spool.abandon();
      target.abandon();
      discard();
    },
  };
}

function metadataText(head: SnapshotHead): string {
  const {capturedAt, serverVersion, clusterName, nodes, problems, redacted} = head;
  const metadata = {capturedAt, serverVersion, clusterName, nodes, problems, redacted};
  return `${JSON.stringify({apiVersion: LAYOUT, kind: 'Snapshot', ...metadata}, null, 1)}\n`;
}

const WHY: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  ENOSPC: ['the disk is full', 'choose a location with more space, or fewer nodes with --node'],
  EDQUOT: ['your disk quota is exhausted', 'choose a location with more space, or fewer nodes with --node'],
  EACCES: ['permission denied', 'choose a location where you can write'],
  EPERM: ['permission denied', 'choose a location where you can write'],
  EROFS: ['it is read-only', 'choose a location where you can write'],
  ENOENT: ['its directory does not exist', 'create the directory, or choose another location'],
  ENOTDIR: ['its directory is not a directory', 'choose another location'],
};

function unwritable(name: string, cause: unknown): unknown {
  if (cause instanceof UserError) return cause;
  const {code = '', message = String(cause)} = (cause ?? {}) as {code?: string; message?: string};
  const [why, remedy] = WHY[code] ?? [message, 'choose another location'];
  return new UserError({
    code: 'snapshot-unwritable',
    message: `${name} cannot be written: ${why}`,
    remedy,
    cause,
  });
}
