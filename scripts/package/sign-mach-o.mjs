import {createHash} from 'node:crypto';

const HEADER = 32;
const LC_SEGMENT_64 = 0x19;
const LC_CODE_SIGNATURE = 0x1d;
const PAGE = 4096;
const SEGMENT_PAGE = 0x4000;
const HASH = 32;
const CODE_DIRECTORY = 88;

/**
 * A 64-bit Mach-O executable with an ad-hoc signature, without which Apple silicon ends it at once: `codesign --sign -`
 * in a few lines, for a machine that has no codesign. Blobs and fields: xnu `osfmk/kern/cs_blobs.h`.
 */
export function signMachO(unsigned, identifier) {
  const codeLimit = Math.ceil(unsigned.length / 16) * 16;
  const image = Buffer.concat([unsigned, Buffer.alloc(codeLimit - unsigned.length)]);
  const {text, linkEdit} = segmentsOf(image);
  if (linkEdit.fileOffset + linkEdit.fileSize > unsigned.length) throw new Error('__LINKEDIT is cut short');
  const plan = {identifier: Buffer.from(`${identifier}\0`), codeLimit, text};
  const size = signatureSize(plan);
  addCommand(image, codeLimit, size);
  const linkEditSize = codeLimit + size - linkEdit.fileOffset;
  image.writeBigUInt64LE(BigInt(linkEditSize), linkEdit.at + 48);
  image.writeBigUInt64LE(BigInt(Math.ceil(linkEditSize / SEGMENT_PAGE) * SEGMENT_PAGE), linkEdit.at + 32);
  return Buffer.concat([image, superBlob(image, plan)]);
}

/** How many bytes the signature of an image covers, after a check of each page; throws if one does not fit. */
export function verifyMachO(image) {
  const signature = commandsOf(image).find(({command}) => command === LC_CODE_SIGNATURE);
  if (!signature) throw new Error('the executable is not signed');
  const start = image.readUInt32LE(signature.at + 8);
  const directory = start + image.readUInt32BE(start + 16);
  const [hashes, slots] = [image.readUInt32BE(directory + 16), image.readUInt32BE(directory + 28)];
  const codeLimit = image.readUInt32BE(directory + 32);
  const page = 2 ** image.readUInt8(directory + 39);
  for (let slot = 0; slot < slots; slot++) {
    const bytes = image.subarray(slot * page, Math.min((slot + 1) * page, codeLimit));
    const at = directory + hashes + slot * HASH;
    if (!sha256(bytes).equals(image.subarray(at, at + HASH)))
      throw new Error(`page ${slot} does not fit its hash`);
  }
  if (slots !== Math.ceil(codeLimit / page)) throw new Error('the signature does not cover the whole file');
  return codeLimit;
}

function commandsOf(image) {
  if (image.readUInt32LE(0) !== 0xfeedfacf) throw new Error('this is no 64-bit Mach-O file');
  const commands = [];
  let at = HEADER;
  for (let left = image.readUInt32LE(16); left > 0; left--) {
    commands.push({at, command: image.readUInt32LE(at)});
    at += image.readUInt32LE(at + 4);
  }
  return commands;
}

function segmentsOf(image) {
  const segments = commandsOf(image)
    .filter(({command}) => command === LC_SEGMENT_64)
    .map(({at}) => ({
      at,
      name: image.toString('latin1', at + 8, at + 24).replace(/\0+$/, ''),
      fileOffset: Number(image.readBigUInt64LE(at + 40)),
      fileSize: Number(image.readBigUInt64LE(at + 48)),
    }));
  const find = (wanted) => segments.find(({name}) => name === wanted);
  const [text, linkEdit] = [find('__TEXT'), find('__LINKEDIT')];
  if (!text || !linkEdit) throw new Error('the executable lacks __TEXT or __LINKEDIT');
  if (segments.some(({fileOffset}) => fileOffset > linkEdit.fileOffset))
    throw new Error('__LINKEDIT is not last');
  return {text, linkEdit};
}

function addCommand(image, offset, size) {
  const signed = commandsOf(image).find(({command}) => command === LC_CODE_SIGNATURE);
  const at = signed?.at ?? HEADER + image.readUInt32LE(20);
  if (!signed) {
    if (image.subarray(at, at + 16).some((byte) => byte !== 0))
      throw new Error('no room for LC_CODE_SIGNATURE');
    image.writeUInt32LE(image.readUInt32LE(16) + 1, 16);
    image.writeUInt32LE(image.readUInt32LE(20) + 16, 20);
  }
  for (const [index, value] of [LC_CODE_SIGNATURE, 16, offset, size].entries()) {
    image.writeUInt32LE(value, at + index * 4);
  }
}

const REQUIREMENTS = words(0xfade0c01, 12, 0);
const NO_CERTIFICATE = words(0xfade0b01, 8);
const INDEX = 12 + 3 * 8;

function directorySize({identifier, codeLimit}) {
  return CODE_DIRECTORY + identifier.length + (2 + Math.ceil(codeLimit / PAGE)) * HASH;
}

function signatureSize(plan) {
  return INDEX + directorySize(plan) + REQUIREMENTS.length + NO_CERTIFICATE.length;
}

function superBlob(image, plan) {
  const directory = codeDirectory(image, plan);
  const requirements = INDEX + directory.length;
  const certificate = requirements + REQUIREMENTS.length;
  const head = words(0xfade0cc0, signatureSize(plan), 3, 0, INDEX, 2, requirements, 0x10000, certificate);
  return Buffer.concat([head, directory, REQUIREMENTS, NO_CERTIFICATE]);
}

function codeDirectory(image, {identifier, codeLimit, text}) {
  const hashes = CODE_DIRECTORY + identifier.length + 2 * HASH;
  const pages = [];
  // The last page is hashed as far as it goes: padded with zeros, the kernel would refuse it.
  for (let at = 0; at < codeLimit; at += PAGE)
    pages.push(sha256(image.subarray(at, Math.min(at + PAGE, codeLimit))));
  const size = directorySize({identifier, codeLimit});
  const [adHoc, version] = [2, 0x20400];
  const head = Buffer.concat([
    words(0xfade0c02, size, version, adHoc, hashes, CODE_DIRECTORY, 2, pages.length, codeLimit),
    Buffer.from([HASH, 2, 0, Math.log2(PAGE)]),
    words(0, 0, 0, 0, 0, 0),
    words(0, text.fileOffset, 0, text.fileSize, 0, 1),
  ]);
  const [noInfo, requirements] = [Buffer.alloc(HASH), sha256(REQUIREMENTS)];
  return Buffer.concat([head, identifier, requirements, noInfo, ...pages]);
}

function words(...values) {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest();
}
