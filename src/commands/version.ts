import {EXIT} from '../errors.ts';
import type {Command} from './command.ts';

declare const PLUGIN_VERSION: string;

/** The version of this program. */
const VERSION_TEXT = typeof PLUGIN_VERSION === 'undefined' ? 'development' : `v${PLUGIN_VERSION}`;

/** `version`: the version of this program. */
export const VERSION: Command = {
  name: 'version',
  usage: '',
  summary: 'Print the version of this plugin',
  description: 'Prints the version of this plugin and the versions of kube-proxy whose rules it knows.',
  flags: [],
  examples: [{comment: 'The version of this plugin', line: 'version'}],
  exitCodes: ['0  always'],
  mostArguments: 0,
  load: async () => async () => ({
    output: `Client Version: ${VERSION_TEXT}\nKnown kube-proxy versions: 1.24 to 1.36\n`,
    exitCode: EXIT.ok,
  }),
};
