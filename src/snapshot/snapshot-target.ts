import {createReadStream, createWriteStream, mkdirSync} from 'node:fs';
import {mkdir, rename, stat, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {createGzip} from 'node:zlib';
import tar from 'tar-stream';

/** Where the files of a snapshot go, before it bears its name. */
export interface SnapshotTarget {
  readonly addText: (name: string, text: string) => Promise<void>;
  /** Adds a file that may be too large for memory. */
  readonly addFile: (name: string, file: string) => Promise<void>;
  /** Completes it; gives its size in bytes. */
  readonly close: () => Promise<number>;
  /** Closes it as it is. */
  readonly abandon: () => void;
}

/** A directory. */
export function directoryTarget(root: string): SnapshotTarget {
  let size = 0;
  const place = async (name: string): Promise<string> => {
    const file = path.join(root, name);
    await mkdir(path.dirname(file), {recursive: true, mode: 0o700});
    return file;
  };
  mkdirSync(root, {mode: 0o700});
  return {
    async addText(name, text) {
      size += Buffer.byteLength(text);
      await writeFile(await place(name), text, {mode: 0o600});
    },
    async addFile(name, file) {
      size += (await stat(file)).size;
      await rename(file, await place(name));
    },
    close: () => Promise.resolve(size),
    abandon: () => undefined,
  };
}

/** An archive whose files lie in one folder, as people expect it who unpack it. */
export function archiveTarget(file: string, folder: string): SnapshotTarget {
  const pack = tar.pack();
  const written = pipeline(pack, createGzip(), createWriteStream(file, {flags: 'wx', mode: 0o600}));
  // Whoever adds the next file hears of a failure.
  written.catch(() => undefined);
  const add = async (name: string, size: number, content: Readable): Promise<void> => {
    const entry = pack.entry({name: `${folder}/${name}`, mode: 0o600, size});
    await Promise.race([written, pipeline(content, entry)]);
  };
  return {
    addText(name, text) {
      const content = Buffer.from(text);
      return add(name, content.length, Readable.from([content], {objectMode: false}));
    },
    addFile: async (name, source) => add(name, (await stat(source)).size, createReadStream(source)),
    async close() {
      pack.finalize();
      await written;
      return (await stat(file)).size;
    },
    abandon: () => void pack.destroy(new Error('the snapshot is no longer needed')),
  };
}
