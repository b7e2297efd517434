import type {ApiObject, Kubelet, PodOutcome} from '../api-server/index.ts';
import {shellWord} from '../shell-word.ts';
import {loadScript, type NodeTables} from './node-tables.ts';
import {podScript} from './pod-script.ts';
import {bootUmlJobs, type UmlJobs} from './uml-jobs.ts';

/** What a command on a node said. */
export interface CommandResult {
  readonly status: number;
  /** Standard output and standard error, as they came. */
  readonly output: string;
}

/** What kube-proxy on a node answers on its HTTP ports; undefined: it does not listen. */
export interface ProxyAnswers {
  readonly metrics?: string;
  readonly configz?: string;
  readonly proxyMode?: string;
  readonly healthz?: string;
}

/**
 * Nodes with real IPVS tables. All of them are in one User Mode Linux, each in a network namespace of its own: interfaces,
 * addresses, IPVS, IP sets, iptables rules and connections are the node's; modules, kernel and clock are common.
 */
export interface UmlNodes {
  /** For `startApiServer`: runs each pod's own command on its node. A log can be followed while it grows. */
  readonly kubelet: Kubelet;
  /**
   * Runs a shell script as root on a node, outside of any pod, with files in `$FILES`: to change its tables by ipvsadm, ip
   * or ipset, to make connections, to look. Throws if it fails, unless `mayFail`.
   */
  readonly run: (
    node: string,
    script: string,
    options?: {readonly files?: Readonly<Record<string, string>>; readonly mayFail?: boolean},
  ) => Promise<CommandResult>;
  /** Puts tables as programs print them (or a recording has them) in the place of a node's. */
  readonly load: (node: string, tables: NodeTables) => Promise<void>;
  /** Lets something listen on kube-proxy's ports 10249 and 10256 of a node, or changes what it answers. */
  readonly answerAsKubeProxy: (node: string, answers: ProxyAnswers) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Boots the nodes, with empty tables; takes about 3 seconds. Call `umlMissing()` first, and `close()` at the end. */
export async function startUmlNodes(names: readonly string[], megabytes = 512): Promise<UmlNodes> {
  const jobs = await bootUmlJobs(megabytes);
  const run: UmlNodes['run'] = (node, script, {files = {}, mayFail = false} = {}) =>
    runToEnd(
      jobs,
      `cat >"$FILES/script" <<'END OF SCRIPT'\n${script}\nEND OF SCRIPT\nexport FILES\nexec ip netns exec ${shellWord(node)} sh "$FILES/script"`,
      {files, mayFail},
    );
  for (const name of names) await runToEnd(jobs, addNode(name), {files: {}, mayFail: false});
  return {
    kubelet: (pod, signal) => runPod(jobs, pod, signal),
    run,
    async load(node, tables) {
      const {script, files} = loadScript(tables);
      await run(node, script, {files});
    },
    async answerAsKubeProxy(node, answers) {
      await run(node, answerScript(node, answers), {files: answerFiles(answers)});
    },
    close: () => jobs.close(),
  };
}

function addNode(name: string): string {
  const node = shellWord(name);
  return `set -e
ip netns add ${node}
ip -n ${node} link set lo up
ip -n ${node} link add eth0 type dummy
ip -n ${node} link set eth0 up
ip -n ${node} link add kube-ipvs0 type dummy
`;
}

async function runToEnd(
  jobs: UmlJobs,
  script: string,
  {files, mayFail}: {readonly files: Readonly<Record<string, string>>; readonly mayFail: boolean},
): Promise<CommandResult> {
  const job = await jobs.start(script, files);
  const output = (await collect(job.output)).toString();
  const status = await job.status;
  if (status !== 0 && !mayFail) throw new Error(`a command on a node failed (${status}):\n${output}`);
  return {status, output};
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

async function runPod(jobs: UmlJobs, pod: ApiObject, signal: AbortSignal): Promise<PodOutcome> {
  const job = await jobs.start(podScript(pod));
  signal.addEventListener('abort', job.kill, {once: true});
  if (signal.aborted) job.kill();
  return {kind: 'ran', log: job.output, exitCode: job.status};
}

function answerFiles(answers: ProxyAnswers): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(answers).filter(([, text]) => text !== undefined));
}

function answerScript(node: string, answers: ProxyAnswers): string {
  const ports = {10249: ['metrics', 'configz', 'proxyMode'], 10256: ['healthz']};
  const lines = Object.entries(ports).flatMap(([port, names]) => {
    const place = shellWord(`/run/answers/${node}/${port}`);
    const given = names.filter((name) => name in answers);
    const stop = `[ -f ${place}.pid ] && kill "$(cat ${place}.pid)" 2>/dev/null; rm -rf ${place} ${place}.pid`;
    if (given.length === 0) return [stop];
    return [
      stop,
      `mkdir -p ${place}`,
      ...given.map((name) => `cp "$FILES/${name}" ${place}/`),
      `busybox httpd -f -p 127.0.0.1:${port} -h ${place} >/dev/null 2>&1 & echo $! >${place}.pid`,
    ];
  });
  return `${lines.join('\n')}\nsleep 0.2`;
}
