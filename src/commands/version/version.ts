import type {Command} from '../command.ts';
import {COLOR_FLAG, CONNECTION_FLAGS, POD_FLAGS, SOURCE_FLAGS} from '../shared-flags.ts';

/** `version`: the version of this program, and what runs in the cluster. */
export const VERSION: Command = {
  name: 'version',
  usage: '',
  summary: 'Print the versions of this plugin, the cluster and kube-proxy',
  description:
    'Prints the version of this plugin and the versions of kube-proxy whose rules it knows; of the cluster, the version ' +
    'of the API server and those of kube-proxy on its nodes. A cluster beyond what is known brings a warning.',
  flags: [
    {name: 'client', type: 'boolean', description: 'Only this plugin: no cluster is asked'},
    ...SOURCE_FLAGS,
    {
      name: 'output',
      short: 'o',
      type: 'string',
      value: 'FORMAT',
      choices: ['text', 'json', 'yaml'],
      default: 'text',
      description: 'Format of the result',
    },
    ...CONNECTION_FLAGS,
    COLOR_FLAG,
  ],
  alsoTaken: POD_FLAGS,
  examples: [
    {comment: 'Plugin, API server and kube-proxy', line: 'version'},
    {comment: 'The version of this plugin, without a cluster', line: 'version --client'},
  ],
  exitCodes: ['0  printed', '2  the cluster could not be asked'],
  mostArguments: 0,
  load: async () => (await import('./run-version.ts')).runVersion,
};
