import type {Command} from '../command.ts';
import {COLOR_FLAG, CONNECTION_FLAGS, POD_FLAGS, SOURCE_FLAGS} from '../shared-flags.ts';

/** `version`: the version of this program, and what runs in the cluster. */
export const VERSION: Command = {
  name: 'version',
  usage: '',
  summary: 'Print the versions of this plugin, the cluster and kube-proxy',
  description:
    'Prints the version of this plugin, the kube-proxy versions it knows, the version of the API server, and the ' +
    'kube-proxy versions on the nodes. Warns if the cluster runs a version that is not known yet.',
  flags: [
    {name: 'client', type: 'boolean', description: 'Print only the version of this plugin; needs no cluster'},
    ...SOURCE_FLAGS,
    {
      name: 'output',
      short: 'o',
      type: 'string',
      value: 'FORMAT',
      choices: ['text', 'json', 'yaml'],
      default: 'text',
      description: 'Output format',
    },
    ...CONNECTION_FLAGS,
    COLOR_FLAG,
  ],
  alsoTaken: POD_FLAGS,
  examples: [
    {comment: 'Plugin, API server and kube-proxy', line: 'version'},
    {comment: 'The version of this plugin, without a cluster', line: 'version --client'},
  ],
  exitCodes: ['0  printed', '2  the cluster could not be reached'],
  mostArguments: 0,
  load: async () => (await import('./run-version.ts')).runVersion,
};
