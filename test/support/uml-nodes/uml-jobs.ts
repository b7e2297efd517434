import {chmod, copyFile, mkdir, mkdtemp, open, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {spawnUml} from '../spawn-uml.ts';

const INIT = fileURLToPath(new URL('init.sh', import.meta.url));
const BOOT_SECONDS = 120;
const POLL_MILLISECONDS = 20;

/** A script that runs in the kernel. */
export interface UmlJob {
  /** Its output, standard error among it, as it comes; ends when the job has ended. */
  readonly output: AsyncIterable<Buffer>;
  /** The exit status; 137 of a job that was killed. */
  readonly status: Promise<number>;
  /** Ends the job by force. */
  readonly kill: () => void;
}

/** A User Mode Linux that runs jobs until it is closed. */
export interface UmlJobs {
  /** Starts a script for `sh`, as root, with files for it in the directory `$FILES`. */
  readonly start: (script: string, files?: Readonly<Record<string, string>>) => Promise<UmlJob>;
  readonly close: () => Promise<void>;
}

/** Boots a kernel with IPVS and waits until it takes jobs. */
export async function bootUmlJobs(megabytes: number): Promise<UmlJobs> {
  const directory = await mkdtemp(path.join(tmpdir(), 'uml-nodes-'));
  const init = path.join(directory, 'init');
  await copyFile(INIT, init);
  await chmod(init, 0o755);
  const {child, kill} = spawnUml(directory, init, megabytes);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const waiting = new Map<string, (status: number) => void>();
  let said = '';
  const booted = new Promise<void>((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`no kernel within ${BOOT_SECONDS} s`)),
      BOOT_SECONDS * 1000,
    );
    createInterface({input: child.stdout}).on('line', (line) => {
      said += `${line}\n`;
      const [word, id = '', status] = line.trim().split(' ');
      if (word === 'ready') resolve(clearTimeout(late));
      if (word === 'done') waiting.get(id)?.(Number(status));
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(`the kernel has ended:\n${said}`)));
  });
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.once('close', () => {
    for (const end of waiting.values()) end(-1);
  });
  const close = async () => {
    kill();
    await ended;
    await rm(directory, {recursive: true, force: true});
  };
  await booted.catch(async (error: unknown) => {
    await close();
    throw error;
  });
  let count = 0;
  const start: UmlJobs['start'] = async (script, files = {}) => {
    const id = String(++count);
    const place = path.join(directory, id);
    await mkdir(place);
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(place, name), text);
    await writeFile(path.join(place, 'log'), '');
    await writeFile(path.join(place, 'job'), `FILES=/run/io/${id}\n${script}`);
    const status = new Promise<number>((resolve) => waiting.set(id, resolve));
    child.stdin.write(`run ${id}\n`);
    return {
      status,
      output: follow(path.join(place, 'log'), status),
      kill: () => void child.stdin.write(`kill ${id}\n`),
    };
  };
  return {start, close};
}

/** What a file gets, until it is complete. */
async function* follow(file: string, complete: Promise<unknown>): AsyncGenerator<Buffer> {
  let isComplete = false;
  void complete.then(() => {
    isComplete = true;
  });
  const handle = await open(file);
  try {
    for (let last = false; ; ) {
      const chunk = await readOn(handle);
      if (chunk.length > 0) yield chunk;
      else if (last) return;
      else {
        last = isComplete;
        if (!last) await Promise.race([complete, wait(POLL_MILLISECONDS)]);
      }
    }
  } finally {
    await handle.close();
  }
}

async function readOn(handle: Awaited<ReturnType<typeof open>>): Promise<Buffer> {
  const {buffer, bytesRead} = await handle.read(Buffer.alloc(65_536), 0, 65_536, null);
  return buffer.subarray(0, bytesRead);
}
