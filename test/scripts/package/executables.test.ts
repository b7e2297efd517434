import {execFile} from 'node:child_process';
import {chmod, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {promisify} from 'node:util';
import {describe, expect, test} from '@jest/globals';
import {signMachO, verifyMachO} from '../../../scripts/package/sign-mach-o.mjs';
import {stripAuthenticode} from '../../../scripts/package/strip-authenticode.mjs';
import {stripElf} from '../../../scripts/package/strip-elf.mjs';

const run = promisify(execFile);

/** A Mach-O file of two segments, with room for one more load command. */
function machO(length: number): Buffer {
  const image = Buffer.alloc(length, 7);
  image.fill(0, 0, 512);
  image.writeUInt32LE(0xfeedfacf, 0);
  image.writeUInt32LE(2, 16);
  image.writeUInt32LE(144, 20);
  for (const [index, [name, offset, size]] of (
    [
      ['__TEXT', 0, 4096],
      ['__LINKEDIT', 4096, length - 4096],
    ] as const
  ).entries()) {
    const at = 32 + index * 72;
    image.writeUInt32LE(0x19, at);
    image.writeUInt32LE(72, at + 4);
    image.write(name, at + 8);
    image.writeBigUInt64LE(BigInt(offset), at + 40);
    image.writeBigUInt64LE(BigInt(size), at + 48);
  }
  return image;
}

describe('the ad-hoc signature for macOS', () => {
  test.each([8192, 8200, 9000, 12_288])(
    'covers a file of %i bytes, its last page only as far as it goes',
    (length) => {
      const signed = signMachO(machO(length), 'kubectl-ipvs');
      expect(verifyMachO(signed)).toBe(Math.ceil(length / 16) * 16);
      expect(signed.includes('kubectl-ipvs\0')).toBe(true);
    },
  );

  test('stretches __LINKEDIT to the end of the file', () => {
    const signed = signMachO(machO(9000), 'x');
    const linkEdit = 32 + 72;
    const end = Number(signed.readBigUInt64LE(linkEdit + 40) + signed.readBigUInt64LE(linkEdit + 48));
    expect(end).toBe(signed.length);
  });

  test('no longer fits when a byte changes, wherever', () => {
    const signed = signMachO(machO(9000), 'x');
    for (const at of [40, 4095, 5000, 8999]) {
      const changed = Buffer.from(signed);
      changed.writeUInt8((changed.readUInt8(at) + 1) % 256, at);
      expect(() => verifyMachO(changed)).toThrow();
    }
  });

  test('is refused where there is no room for it, and to what is no Mach-O file', () => {
    const full = machO(9000);
    full.fill(1, 176, 192);
    expect(() => signMachO(full, 'x')).toThrow('no room');
    expect(() => signMachO(Buffer.alloc(100), 'x')).toThrow('no 64-bit Mach-O');
  });
});

describe('the signature of Windows', () => {
  function portableExecutable(signature: number): Buffer {
    const image = Buffer.alloc(1024 + signature, 7);
    image.writeUInt32LE(64, 0x3c);
    image.write('PE\0\0', 64, 'latin1');
    image.writeUInt32LE(signature === 0 ? 0 : 1024, 64 + 24 + 112 + 32);
    image.writeUInt32LE(signature, 64 + 24 + 112 + 36);
    return image;
  }

  test('is taken off, and its entry with it', () => {
    const stripped = stripAuthenticode(portableExecutable(256));
    expect(stripped).toHaveLength(1024);
    expect(stripped.readBigUInt64LE(64 + 24 + 112 + 32)).toBe(0n);
  });

  test('may be missing', () => {
    expect(stripAuthenticode(portableExecutable(0))).toHaveLength(1024);
  });
});

(process.platform === 'linux' ? test : test.skip)(
  'a stripped executable of Linux is smaller, and runs',
  async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'kubectl-ipvs-strip-'));
    try {
      const original = await readFile(process.execPath);
      const stripped = stripElf(original);
      expect(stripped.length).toBeLessThan(original.length);
      const file = path.join(directory, 'node');
      await writeFile(file, stripped);
      await chmod(file, 0o755);
      expect((await run(file, ['--version'])).stdout.trim()).toBe(process.version);
    } finally {
      await rm(directory, {recursive: true});
    }
  },
);
