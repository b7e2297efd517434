/** The CRC that POSIX `cksum` prints: polynomial 0x04C11DB7, high bit first, the length appended, all bits inverted. */
export function posixCksum(bytes: Uint8Array): string {
  let crc = 0;
  for (const byte of bytes) crc = step(crc, byte);
  for (let length = bytes.length; length > 0; length = Math.floor(length / 256))
    crc = step(crc, length & 0xff);
  return String(~crc >>> 0);
}

function step(crc: number, byte: number): number {
  return (crc << 8) ^ (TABLE[((crc >>> 24) ^ byte) & 0xff] ?? 0);
}

const TABLE: readonly number[] = Array.from({length: 256}, (_, index) => {
  let value = index << 24;
  for (let bit = 0; bit < 8; bit++) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value;
});
