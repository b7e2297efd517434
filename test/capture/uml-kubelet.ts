import {SCRIPT_VARIABLES} from '../../src/capture/capture-script.ts';
import type {Kubelet} from '../support/api-server/index.ts';
import {runInUml} from '../support/uml.ts';
import {expandAsKubelet} from './expand-as-kubelet.ts';

interface Container {
  readonly command: readonly string[];
  readonly env: readonly {readonly name: string; readonly value: string}[];
}

/** How the kernel of a node comes to its state: a shell script, and files for it. */
export interface NodeSetup {
  readonly script: string;
  readonly files: Readonly<Record<string, string>>;
}

/** A kubelet that boots a kernel with IPVS for each pod, puts the node's tables into it, and runs the pod's command. */
export function umlKubelet(setupOf: (node: string) => NodeSetup): Kubelet {
  return async (pod) => {
    const [container] = (pod.spec?.containers ?? []) as readonly Container[];
    const setup = setupOf(String(pod.spec?.nodeName));
    const variables = Object.fromEntries(container!.env.map(({name, value}) => [name, value]));
    const command = container!.command.map((word) => expandAsKubelet(word, variables));
    const given = Object.entries({...variables, [SCRIPT_VARIABLES.work]: '/tmp'}).map(
      ([name, value]) => `export ${name}=${quoted(value)}`,
    );
    // What the tables' making says is no part of the pod's log.
    const script = [`{ ${setup.script}\n} >setup.log 2>&1`, ...given, command.map(quoted).join(' ')].join(
      '\n',
    );
    const {status, stdout, stderr} = await runInUml({script, files: setup.files, timeoutSeconds: 110});
    return {kind: 'ran', log: stdout + stderr, exitCode: status};
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
