import type {Command} from '../command.ts';
import {COLOR_FLAG, CONNECTION_FLAGS, POD_FLAGS} from '../shared-flags.ts';

/** `cleanup`: removes debug pods that were left behind. */
export const CLEANUP: Command = {
  name: 'cleanup',
  usage: '',
  summary: 'Remove debug pods that an interrupted run left behind',
  description:
    'Debug pods are removed at the end of each run, even when it is interrupted. A run that was killed leaves them ' +
    'behind: they end at their own deadline, and the next run or this command removes them. It finds them by their ' +
    "labels, and skips pods of runs that may still be active, by the API server's clock.",
  flags: [
    {
      name: 'debug-namespace',
      completes: 'namespaces',
      type: 'string',
      value: 'NAMESPACE',
      default: 'kube-system',
      variable: 'KUBECTL_IPVS_DEBUG_NAMESPACE',
      description: 'Namespace of the debug pods',
    },
    {name: 'all', type: 'boolean', description: 'Also remove pods of runs that may still be active'},
    {name: 'dry-run', type: 'boolean', description: 'Only show what would be removed'},
    ...CONNECTION_FLAGS,
    COLOR_FLAG,
  ],
  alsoTaken: POD_FLAGS.filter(({name}) => name !== 'debug-namespace'),
  examples: [
    {comment: 'Remove what killed runs left behind', line: 'cleanup'},
    {comment: 'Show what would be removed', line: 'cleanup --dry-run'},
    {comment: 'Remove every debug pod, even if it is in use', line: 'cleanup --all'},
  ],
  exitCodes: [
    '0  nothing is left of runs that have ended; with --dry-run: the list was printed',
    '2  some pods could not be removed',
  ],
  mostArguments: 0,
  load: async () => (await import('./run-cleanup.ts')).runCleanup,
};
