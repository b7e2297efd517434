import {spawn} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {SCRIPT_VARIABLES} from '../../src/capture/script/capture-script.ts';
import type {ApiObject, Exec, Kubelet} from '../support/api-server/index.ts';
import {expandAsKubelet} from './expand-as-kubelet.ts';

interface Container {
  readonly command: readonly string[];
  readonly env: readonly {readonly name: string; readonly value: string}[];
}

/** Where a node's container finds programs and /proc. */
export interface NodeFiles {
  readonly path: string;
  readonly root: string;
}

/** A kubelet that runs the pod's own command on this machine, each node with its own programs and file tree. */
export function shellKubelet(filesOf: (node: string) => NodeFiles): Kubelet {
  return async (pod: ApiObject, signal) => {
    const [container] = (pod.spec?.containers ?? []) as readonly Container[];
    const files = filesOf(String(pod.spec?.nodeName));
    const work = await mkdtemp(path.join(tmpdir(), 'debug-pod-'));
    try {
      const given = Object.fromEntries(container!.env.map(({name, value}) => [name, value]));
      const variables = {...given, [SCRIPT_VARIABLES.work]: work, [SCRIPT_VARIABLES.root]: files.root};
      const [file = 'sh', ...rest] = container!.command.map((word) => expandAsKubelet(word, given));
      return {kind: 'ran', ...(await run(file, rest, {env: {PATH: files.path, ...variables}, signal}))};
    } finally {
      await rm(work, {recursive: true, force: true});
    }
  };
}

function run(
  file: string,
  words: readonly string[],
  options: {env: Record<string, string>; signal: AbortSignal},
): Promise<{log: Buffer; exitCode: number}> {
  return new Promise((resolve, reject) => {
    const child = spawn(`/bin/${file}`, words, {...options, stdio: ['ignore', 'pipe', 'pipe']});
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    // The log of a pod holds both streams.
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({log: Buffer.concat(chunks), exitCode: code ?? 1}));
  });
}

/** Runs commands of `pods/exec` on this machine, each node with its own programs and file tree, as {@link shellKubelet} does. */
export function shellExec(filesOf: (node: string) => NodeFiles): Exec {
  return async (pod, command, stdin) => {
    const files = filesOf(String(pod.spec?.nodeName));
    const [file = 'sh', ...rest] = command;
    const child = spawn(`/bin/${file}`, rest, {
      env: {PATH: files.path, [SCRIPT_VARIABLES.root]: files.root},
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    void (async () => {
      for await (const chunk of stdin) child.stdin.write(chunk);
    })();
    child.stdin.on('error', () => undefined);
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    await new Promise((resolve) => child.once('close', resolve));
    return {stdout: Buffer.concat(chunks)};
  };
}
