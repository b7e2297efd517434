import type {Command} from '../command.ts';
import {COLOR_FLAG, CONNECTION_FLAGS, POD_FLAGS} from '../shared-flags.ts';

/** `cleanup`: removes debug pods that were left behind. */
export const CLEANUP: Command = {
  name: 'cleanup',
  usage: '',
  summary: 'Remove debug pods that an interrupted run left behind',
  description:
    'Debug pods are removed at the end of each run, also of one that is interrupted. A run that was killed leaves them: ' +
    'they end by their own deadline, the next run removes them, and so does this command. It finds them by their ' +
    'labels, and passes over pods of runs that may still go on, by the clock of the API server.',
  flags: [
    {
      name: 'debug-namespace',
      completes: 'namespaces',
      type: 'string',
      value: 'NAMESPACE',
      default: 'kube-system',
      variable: 'KUBECTL_IPVS_DEBUG_NAMESPACE',
      description: 'Where the debug pods were made',
    },
    {name: 'all', type: 'boolean', description: 'Also pods of runs that may still go on'},
    {name: 'dry-run', type: 'boolean', description: 'Only say what would be removed'},
    ...CONNECTION_FLAGS,
    COLOR_FLAG,
  ],
  alsoTaken: POD_FLAGS.filter(({name}) => name !== 'debug-namespace'),
  examples: [
    {comment: 'Remove what killed runs left', line: 'cleanup'},
    {comment: 'See what there is to remove', line: 'cleanup --dry-run'},
    {comment: 'Remove every debug pod, whoever uses it', line: 'cleanup --all'},
  ],
  exitCodes: [
    '0  nothing is left of runs that have ended, or with --dry-run: it was said what is',
    '2  some of it could not be removed',
  ],
  mostArguments: 0,
  load: async () => (await import('./run-cleanup.ts')).runCleanup,
};
