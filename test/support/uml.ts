import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {chmod, copyFile, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';

const KERNEL = '/usr/bin/linux.uml';
const INIT = fileURLToPath(new URL('uml-init.sh', import.meta.url));

/** Why no User Mode Linux can be started here; undefined if one can. */
export function umlMissing(): string | undefined {
  const needed = [KERNEL, '/usr/lib/uml/modules', '/usr/sbin/ipvsadm', '/sbin/modprobe'];
  const missing = needed.filter((file) => !existsSync(file));
  if (missing.length === 0) return undefined;
  return `${missing.join(', ')} missing (apt-get install user-mode-linux ipvsadm ipset iptables conntrack kmod iproute2)`;
}

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
  const options = [
    'root=/dev/root',
    'rootfstype=hostfs',
    'rootflags=/',
    'ro',
    'con=null',
    'con0=fd:0,fd:1',
    'quiet',
  ];
  const child = spawn(KERNEL, ['mem=256M', ...options, `init=${init}`, `UML_IO=${directory}`], {
    // A group of its own: the kernel starts helper processes, and all must end with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: directory},
  });
  let said = '';
  const kill = (): void => killGroup(child.pid);
  const timer = setTimeout(() => {
    said += `\nkilled after ${timeoutSeconds} s`;
    kill();
  }, timeoutSeconds * 1000);
  process.once('exit', kill);
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(said));
  });
  return ended.finally(() => {
    clearTimeout(timer);
    process.off('exit', kill);
    kill();
  });
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // All of them have ended.
  }
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
