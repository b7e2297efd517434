import type {Command} from '../command.ts';
import {COLOR_FLAG, CONNECTION_FLAGS, POD_FLAGS} from '../shared-flags.ts';

/** Flags that change which rights are needed. */
const ROLE_FLAGS: readonly string[] = ['debug-namespace', 'exec'];

/** `rbac`: the role that this program needs. */
export const RBAC: Command = {
  name: 'rbac',
  usage: '',
  summary: 'Print the role that this plugin needs',
  description:
    'Prints the minimum permissions that this plugin needs, as a ClusterRole and a Role in YAML, with the purpose ' +
    'of each rule. Needs no cluster.',
  flags: [...POD_FLAGS.filter(({name}) => ROLE_FLAGS.includes(name)), COLOR_FLAG],
  alsoTaken: [...POD_FLAGS.filter(({name}) => !ROLE_FLAGS.includes(name)), ...CONNECTION_FLAGS],
  examples: [
    {comment: 'Create the role', line: 'rbac | kubectl apply -f -'},
    {comment: 'For debug pods in a dedicated namespace', line: 'rbac --debug-namespace ipvs-debug'},
    {comment: 'For reading nodes in the kube-proxy Pods', line: 'rbac --exec'},
  ],
  exitCodes: ['0  printed'],
  mostArguments: 0,
  load: async () => (await import('./run-rbac.ts')).runRbac,
};
