import {readFileSync} from 'node:fs';
import {expandAsKubelet} from '../../capture/expand-as-kubelet.ts';
import type {ApiObject} from '../api-server/index.ts';
import {shellWord} from '../shell-word.ts';

interface Container {
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly {readonly name: string; readonly value: string}[];
  readonly workingDir?: string;
  readonly securityContext?: SecurityContext;
  readonly volumeMounts?: readonly {readonly mountPath: string}[];
}

interface SecurityContext {
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly allowPrivilegeEscalation?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly privileged?: boolean;
  readonly capabilities?: {readonly drop?: readonly string[]; readonly add?: readonly string[]};
}

/** What container runtimes give where nothing is dropped. */
const DEFAULT_CAPABILITIES = [
  ...['CHOWN', 'DAC_OVERRIDE', 'FSETID', 'FOWNER', 'MKNOD', 'NET_RAW', 'SETGID', 'SETUID', 'SETFCAP'],
  ...['SETPCAP', 'NET_BIND_SERVICE', 'SYS_CHROOT', 'KILL', 'AUDIT_WRITE'],
];

/**
 * The script that runs the container of a pod on its node, as kubelet and runtime would: its command and environment,
 * its user and exactly its capabilities, a read-only root with the programs of its image, an empty directory at each
 * mount, process and host names of its own, the network of the node. An image named busybox has busybox and nothing else,
 * one of registry.k8s.io/kube-proxy exactly the programs of kube-proxy's own image; any other has those of this machine.
 */
export function podScript(pod: ApiObject): string {
  const node = shellWord(String(pod.spec?.nodeName));
  const [container] = (pod.spec?.containers ?? []) as readonly Container[];
  if (!container) throw new Error('the pod has no container');
  const inside = insideImage(container);
  return `cat >"$FILES/inside" <<'END OF INSIDE'
hostname ${node}
${inside}
END OF INSIDE
exec ip netns exec ${node} unshare --pid --fork --kill-child --uts --mount-proc sh "$FILES/inside"
`;
}

function insideMachine(container: Container): string {
  return `
${readOnlySettings('')}
mount -t tmpfs -o ro tmpfs /run
${emptyDirectories('', container)}
cd ${shellWord(container.workingDir ?? '/')} || exit 128
exec setpriv ${privileges(container)} ${environmentAndCommand('/usr/bin/env', container)}`;
}

function insideImage(container: Container): string {
  if (/(?:^|\/)busybox(?:[:@]|$)/.test(container.image)) return insideBusybox(container);
  const own = /^registry\.k8s\.io\/kube-proxy[:@]/.test(container.image);
  return own ? insideKubeProxy(container) : insideMachine(container);
}

/** As a text: where the repository is, the machine may have a file system of its own. */
const MAKE_ROOT = readFileSync(new URL('../kube-proxy-root.sh', import.meta.url), 'utf8');

/** The first pod makes the root; one after the other, as several may begin at once. */
function insideKubeProxy(container: Container): string {
  const root = '/run/images/kube-proxy';
  return `
(
  flock 9
  if [ ! -e ${root}/made ]; then
${MAKE_ROOT}
    kube_proxy_root ${root}
    mkdir -p ${root}/.host
    rm -f ${root}/dev/null
    mknod -m 666 ${root}/dev/null c 1 3
    : >${root}/made
  fi
) 9>/run/images.lock
${enterRoot(root, container)}`;
}

function insideBusybox(container: Container): string {
  return enterRoot('/run/images/busybox', container);
}

/** The programs that set user and capabilities are no part of the image, so they are called by way of `.host`. */
function enterRoot(root: string, container: Container): string {
  return `
mount --bind ${root} ${root}
mount --bind /usr ${root}/.host
mount -t proc proc ${root}/proc
mount --rbind /sys ${root}/sys
${readOnlySettings(root)}
${emptyDirectories(root, container)}
mount -o remount,bind,ro ${root}
loader=$(readlink -f /lib64/ld-linux* | sed 's|^/usr|/.host|')
libraries=$(ls -d /usr/lib/*-linux-gnu | sed 's|^/usr|/.host|')
cd ${root} || exit 128
exec chroot . "$loader" --library-path "$libraries" /.host/bin/setpriv ${privileges(container)} "$loader" --library-path "$libraries" ${environmentAndCommand('/.host/bin/env', container)}`;
}

/** Settings of the kernel can be read only. */
function readOnlySettings(root: string): string {
  return `mount --bind ${root}/proc/sys ${root}/proc/sys && mount -o remount,bind,ro ${root}/proc/sys`;
}

function emptyDirectories(root: string, {volumeMounts = []}: Container): string {
  return volumeMounts
    .map(({mountPath}) => `mount -t tmpfs -o mode=1777,size=32m tmpfs ${shellWord(root + mountPath)}`)
    .join('\n');
}

function privileges({securityContext = {}}: Container): string {
  const {runAsUser = 0, runAsGroup = 0, allowPrivilegeEscalation = true, capabilities = {}} = securityContext;
  const {drop = [], add = []} = capabilities;
  const kept = drop.includes('ALL') ? [] : DEFAULT_CAPABILITIES.filter((name) => !drop.includes(name));
  const has = [...kept, ...add].map((name) => `,+${name.toLowerCase()}`).join('');
  const words = [
    `--bounding-set=-all${has}`,
    '--inh-caps=-all',
    '--clear-groups',
    `--reuid=${runAsUser}`,
    `--regid=${runAsGroup}`,
    ...(allowPrivilegeEscalation ? [] : ['--no-new-privs']),
  ];
  return words.join(' ');
}

function environmentAndCommand(env: string, {command = [], args = [], env: given = []}: Container): string {
  const variables = Object.fromEntries(given.map(({name, value}) => [name, value]));
  const all = {PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/', ...variables};
  const assignments = Object.entries(all).map(([name, value]) => shellWord(`${name}=${value}`));
  const words = [...command, ...args].map((word) => shellWord(expandAsKubelet(word, variables)));
  return [env, '-i', ...assignments, ...words].join(' ');
}
