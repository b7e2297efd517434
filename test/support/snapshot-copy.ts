import {cp, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {recording} from './program.ts';

/** A copy of a recorded snapshot that a test may change. */
export interface SnapshotCopy {
  readonly path: string;
  readonly read: (file: string) => Promise<string>;
  readonly write: (file: string, content: string | Buffer) => Promise<void>;
  readonly edit: (file: string, change: (content: string) => string) => Promise<void>;
  readonly remove: (...files: readonly string[]) => Promise<void>;
}

/** Gives the test a changeable copy of a recording, and removes it afterwards. */
export async function withSnapshot(
  name: string,
  use: (snapshot: SnapshotCopy) => Promise<void>,
): Promise<void> {
  const root = await mkdtemp(path.join(tmpdir(), 'kubectl-ipvs-test-'));
  try {
    await cp(recording(name), root, {recursive: true});
    await use(copyAt(root));
  } finally {
    await rm(root, {recursive: true, force: true});
  }
}

function copyAt(root: string): SnapshotCopy {
  const read = (file: string) => readFile(path.join(root, file), 'utf8');
  const write = (file: string, content: string | Buffer) => writeFile(path.join(root, file), content);
  return {
    path: root,
    read,
    write,
    edit: async (file, change) => write(file, change(await read(file))),
    remove: async (...files) => {
      for (const file of files) await rm(path.join(root, file), {recursive: true});
    },
  };
}
