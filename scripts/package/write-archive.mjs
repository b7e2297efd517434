import {promisify} from 'node:util';
import {crc32, deflateRaw, gzip} from 'node:zlib';
import {pack} from 'tar-stream';

/** When the files in archives were changed, as npm has it: archives of the same files are the same. */
const CHANGED = new Date('1985-10-26T08:15:00Z');
const LEVEL = {level: 9};

/** A .tar.gz of files, each with name, bytes and whether it can be executed. */
export async function tarGz(files) {
  const archive = pack();
  for (const {name, bytes, executable} of files) {
    archive.entry({name, mode: executable ? 0o755 : 0o644, mtime: CHANGED, uid: 0, gid: 0}, bytes);
  }
  archive.finalize();
  const chunks = [];
  for await (const chunk of archive) chunks.push(chunk);
  return await promisify(gzip)(Buffer.concat(chunks), LEVEL);
}

/** A .zip of the same. Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
export async function zip(files) {
  const [locals, directory] = [[], []];
  let offset = 0;
  for (const file of files) {
    const compressed = await promisify(deflateRaw)(file.bytes, LEVEL);
    const common = commonFields(file, compressed);
    const name = Buffer.from(file.name);
    const local = Buffer.concat([words('PK\u0003\u0004'), common, Buffer.alloc(2), name, compressed]);
    locals.push(local);
    directory.push(words('PK\u0001\u0002'), madeByUnix(), common, directoryFields(file, offset), name);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  return Buffer.concat([...locals, central, endOfDirectory(files.length, central.length, offset)]);
}

/** The fields that an entry and its place in the directory share: version, flags, method, time, sums, length of the name. */
function commonFields({name, bytes}, compressed) {
  const fields = Buffer.alloc(24);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt16LE((8 << 11) | (15 << 5), 6);
  fields.writeUInt16LE(((CHANGED.getUTCFullYear() - 1980) << 9) | (10 << 5) | 26, 8);
  fields.writeUInt32LE(crc32(bytes), 10);
  fields.writeUInt32LE(compressed.length, 14);
  fields.writeUInt32LE(bytes.length, 18);
  fields.writeUInt16LE(Buffer.byteLength(name), 22);
  return fields;
}

function madeByUnix() {
  return Buffer.from([20, 3]);
}

function directoryFields({executable}, offset) {
  const fields = Buffer.alloc(16);
  fields.writeUInt32LE(((executable ? 0o100755 : 0o100644) << 16) >>> 0, 8);
  fields.writeUInt32LE(offset, 12);
  return fields;
}

function endOfDirectory(count, size, offset) {
  const fields = Buffer.alloc(18);
  fields.writeUInt16LE(count, 4);
  fields.writeUInt16LE(count, 6);
  fields.writeUInt32LE(size, 8);
  fields.writeUInt32LE(offset, 12);
  return Buffer.concat([words('PK\u0005\u0006'), fields]);
}

function words(text) {
  return Buffer.from(text, 'latin1');
}
