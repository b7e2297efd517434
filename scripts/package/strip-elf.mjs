const SECTION_HEADER = 64;
const ALLOCATED = 2n;
const STRING_TABLE = 3;

/** A 64-bit little-endian ELF executable without what the loader never reads: symbols and debug information. */
export function stripElf(image) {
  if (image.readUInt32BE(0) !== 0x7f454c46 || image[4] !== 2 || image[5] !== 1) {
    throw new Error('this is no 64-bit little-endian ELF file');
  }
  const names = sectionAt(image, image.readUInt16LE(62));
  const sections = Array.from({length: image.readUInt16LE(60)}, (_, index) => sectionAt(image, index));
  const kept = sections.slice(0, sections.findLastIndex(({flags}) => (flags & ALLOCATED) !== 0n) + 1);
  const body = image.subarray(0, endOfSegments(image));
  const padding = Buffer.alloc((8 - ((body.length + names.size) % 8)) % 8);
  const nameTable = image.subarray(names.offset, names.offset + names.size);
  const headers = [...kept, {...names, offset: body.length}].map(headerOf);
  const stripped = Buffer.concat([body, nameTable, padding, ...headers]);
  stripped.writeBigUInt64LE(BigInt(body.length + names.size + padding.length), 40);
  stripped.writeUInt16LE(headers.length, 60);
  stripped.writeUInt16LE(headers.length - 1, 62);
  return stripped;
}

function sectionAt(image, index) {
  const start = Number(image.readBigUInt64LE(40)) + index * SECTION_HEADER;
  const header = image.subarray(start, start + SECTION_HEADER);
  return {
    header,
    type: header.readUInt32LE(4),
    flags: header.readBigUInt64LE(8),
    offset: Number(header.readBigUInt64LE(24)),
    size: Number(header.readBigUInt64LE(32)),
  };
}

function headerOf({header, type, offset}) {
  const copy = Buffer.from(header);
  if (type === STRING_TABLE) copy.writeBigUInt64LE(BigInt(offset), 24);
  return copy;
}

function endOfSegments(image) {
  const table = Number(image.readBigUInt64LE(32));
  const ends = Array.from({length: image.readUInt16LE(56)}, (_, index) => {
    const start = table + index * image.readUInt16LE(54);
    return Number(image.readBigUInt64LE(start + 8) + image.readBigUInt64LE(start + 32));
  });
  return Math.max(...ends);
}
