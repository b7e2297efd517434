import {chmod, copyFile, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {spawnUml} from './spawn-uml.ts';

const INIT = fileURLToPath(new URL('uml-init.sh', import.meta.url));

export {umlMissing} from './spawn-uml.ts';

/** What to run in a User Mode Linux. */
export interface UmlRun {
  /** For `sh`, as root, in the directory where the files are. */
  readonly script: string;
  /** Files for the script, by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly timeoutSeconds?: number;
}

/** What came of it. */
export interface UmlResult {
  /** The script's exit status. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Files that the script wrote into its directory. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Boots a kernel with IPVS as an ordinary process, runs a script in it, and ends it, by force when the time is over.
 * The script sees the host's file tree, but can write only into its own directory.
 */
export async function runInUml({script, files = {}, timeoutSeconds = 60}: UmlRun): Promise<UmlResult> {
  const directory = await mkdtemp(path.join(tmpdir(), 'uml-'));
  try {
    for (const [name, text] of Object.entries({...files, script}))
      await writeFile(path.join(directory, name), text);
    const init = path.join(directory, 'init');
    await copyFile(INIT, init);
    await chmod(init, 0o755);
    const boot = await bootKernel(directory, init, timeoutSeconds);
    return await readResult(directory, boot);
  } finally {
    await rm(directory, {recursive: true, force: true});
  }
}

/** Runs the kernel to its end and returns what it said on its console. */
function bootKernel(directory: string, init: string, timeoutSeconds: number): Promise<string> {
  const {child, kill} = spawnUml(directory, init);
  child.stdin.end();
  let said = '';
  const timer = setTimeout(() => {
    said += `\nkilled after ${timeoutSeconds} s`;
    kill();
  }, timeoutSeconds * 1000);
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(said));
  });
  return ended.finally(() => {
    clearTimeout(timer);
    kill();
  });
}

async function readResult(directory: string, said: string): Promise<UmlResult> {
  const files = new Map<string, string>();
  for (const entry of await readdir(directory, {withFileTypes: true})) {
    if (entry.isFile()) files.set(entry.name, await readFile(path.join(directory, entry.name), 'utf8'));
  }
  const status = files.get('status');
  if (status === undefined) throw new Error(`the User Mode Linux did not finish the script:\n${said}`);
  return {
    status: Number(status),
    stdout: files.get('stdout') ?? '',
    stderr: files.get('stderr') ?? '',
    files,
  };
}
