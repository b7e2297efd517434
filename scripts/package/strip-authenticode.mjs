const SECURITY_DIRECTORY = 4;

/** A Windows executable without its signature, which no longer fits once something is added. */
export function stripAuthenticode(image) {
  const header = image.readUInt32LE(0x3c);
  if (image.toString('latin1', header, header + 4) !== 'PE\0\0')
    throw new Error('this is no Windows executable');
  // The directories of a 64-bit program begin 112 bytes into the optional header, and have 8 bytes each.
  const entry = header + 24 + 112 + SECURITY_DIRECTORY * 8;
  const start = image.readUInt32LE(entry);
  const size = image.readUInt32LE(entry + 4);
  if (start === 0) return image;
  if (start + size < image.length) throw new Error('the signature is not at the end of the file');
  const unsigned = Buffer.from(image.subarray(0, start));
  unsigned.writeBigUInt64LE(0n, entry);
  return unsigned;
}
