import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {mkdir, readFile, stat, symlink, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {createGunzip} from 'node:zlib';
import {extract} from 'tar-stream';

/** What krew needs to know of a plugin. */
export interface KrewPlugin {
  readonly name: string;
  readonly version: string;
  readonly archive: string;
  readonly sha256: string;
  readonly bin: string;
}

/** Installs a .tar.gz below a directory as krew does (`internal/installation/install.go`); gives the directory for PATH. */
export async function installAsKrew(root: string, plugin: KrewPlugin): Promise<string> {
  const sum = createHash('sha256')
    .update(await readFile(plugin.archive))
    .digest('hex');
  if (sum !== plugin.sha256) throw new Error(`checksum is ${sum}, want ${plugin.sha256}`);
  const store = path.join(root, 'store', plugin.name, plugin.version);
  await unpack(plugin.archive, store);
  const bin = path.resolve(store, plugin.bin);
  if (!bin.startsWith(store + path.sep)) throw new Error(`${plugin.bin} is not below the store`);
  await stat(bin);
  const links = path.join(root, 'bin');
  await mkdir(links, {recursive: true});
  await symlink(bin, path.join(links, `kubectl-${plugin.name.replaceAll('-', '_')}`));
  return links;
}

/** krew takes regular files and directories only, and none whose name leads elsewhere: `internal/download/downloader.go`. */
async function unpack(archive: string, directory: string): Promise<void> {
  for await (const entry of createReadStream(archive).pipe(createGunzip()).pipe(extract())) {
    const {name, type, mode} = entry.header;
    if (name.includes('..') || /^[/\\]/.test(name)) throw new Error(`suspicious entry ${name}`);
    if (type !== 'file' && type !== 'directory') throw new Error(`${name} is a ${type}`);
    const target = path.join(directory, name);
    await mkdir(type === 'directory' ? target : path.dirname(target), {recursive: true});
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    if (type === 'file') await writeFile(target, Buffer.concat(chunks), {mode: mode ?? 0o644});
  }
}
