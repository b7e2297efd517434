import {type ChildProcessWithoutNullStreams, spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import process from 'node:process';

const KERNEL = '/usr/bin/linux.uml';

/** Why no User Mode Linux can be started here; undefined if one can. */
export function umlMissing(): string | undefined {
  const needed = [KERNEL, '/usr/lib/uml/modules', '/usr/sbin/ipvsadm', '/sbin/modprobe', '/bin/busybox'];
  const missing = needed.filter((file) => !existsSync(file));
  if (missing.length === 0) return undefined;
  return `${missing.join(', ')} missing (apt-get install user-mode-linux ipvsadm ipset iptables conntrack kmod iproute2 busybox-static)`;
}

/** A User Mode Linux that runs. */
export interface UmlProcess {
  /** Its console: standard input and output. */
  readonly child: ChildProcessWithoutNullStreams;
  /** Ends it by force. */
  readonly kill: () => void;
}

/**
 * Boots a kernel with IPVS as an ordinary process. It sees the host's file tree, read-only, and begins with `init`; the
 * variable `UML_IO` names the directory there.
 */
export function spawnUml(directory: string, init: string, megabytes = 256): UmlProcess {
  const root = ['root=/dev/root', 'rootfstype=hostfs', 'rootflags=/', 'ro'];
  const console = ['con=null', 'con0=fd:0,fd:1', 'quiet'];
  const child = spawn(
    KERNEL,
    [`mem=${megabytes}M`, ...root, ...console, `init=${init}`, `UML_IO=${directory}`],
    {
      // A group of its own: the kernel starts helper processes, and all must end with it.
      detached: true,
      stdio: 'pipe',
      env: {PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: directory},
    },
  );
  const kill = (): void => killGroup(child.pid);
  process.once('exit', kill);
  child.once('close', () => process.off('exit', kill));
  return {child, kill};
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // All of them have ended.
  }
}
