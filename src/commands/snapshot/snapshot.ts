import type {Command} from '../command.ts';
import {
  CAPTURE_FLAGS,
  CONNECTION_FLAGS,
  NODE_FLAGS,
  OUTPUT_FLAGS,
  SERVICE_FLAGS,
  SOURCE_FLAGS,
} from '../shared-flags.ts';

/** `snapshot`: keeps everything that the other commands read in one archive. */
export const SNAPSHOT: Command = {
  name: 'snapshot',
  usage: '[FILE.tar.gz|DIR]',
  summary: 'Keep tables, API objects and logs in one archive, for --from',
  description:
    'Captures what all other commands read: of each node the IPVS table, connections, addresses, IP sets, iptables ' +
    "rules, settings and kube-proxy's own answers, as the programs printed them; of the API the Nodes, Services, " +
    'EndpointSlices and what belongs to kube-proxy, with its logs. The other commands read it with --from.\n\n' +
    'A name that ends in .tar.gz or .tgz makes an archive, any other a directory; without one it is an archive named ' +
    'after the context and the time. It appears when it is complete, and only you may read it. A node that could not ' +
    'be read is in it with the reason.\n\n' +
    'With --redact it can be given to strangers: names of Services, namespaces, Pods, nodes, hosts, labels and images ' +
    'and all addresses are replaced, consistently, and fields that no command reads are left out. Networks stay ' +
    'networks and private addresses private; ports, times, numbers, versions, names of interfaces and of rules stay. ' +
    'Words of logs and events stay too: a name that the API no longer knows is found where only names can stand.',
  flags: [
    ...SOURCE_FLAGS,
    {
      name: 'redact',
      type: 'boolean',
      description: 'Replace names and addresses, the same ones by the same, so that diff still says the same',
    },
    {
      name: 'mapping',
      completes: 'files',
      type: 'string',
      value: 'FILE',
      description: 'With --redact: write into this file what was replaced by what; keep it to yourself',
    },
    {name: 'force', type: 'boolean', description: 'Replace a file or a snapshot that is there already'},
    ...NODE_FLAGS,
    ...OUTPUT_FLAGS,
    ...CAPTURE_FLAGS,
    ...CONNECTION_FLAGS,
  ],
  // A snapshot has all namespaces anyway.
  alsoTaken: SERVICE_FLAGS.filter(({name}) => name !== 'selector'),
  examples: [
    {comment: 'Keep the state of an incident', line: 'snapshot incident.tar.gz'},
    {comment: 'Two nodes, as a directory', line: 'snapshot --node worker-3 --node worker-4 incident/'},
    {comment: 'Redact one, to send it', line: 'snapshot --from incident.tar.gz --redact redacted.tar.gz'},
    {
      comment: 'The same, and be able to tell which Service an answer is about',
      line: 'snapshot --from a.tar.gz --redact --mapping names.json b.tar.gz',
    },
    {comment: 'Unpack one', line: 'snapshot --from incident.tar.gz incident/'},
  ],
  exitCodes: [
    '0  all nodes in scope were read',
    '2  some nodes could not be read (the others are in the snapshot), or the snapshot could not be written',
  ],
  argument: 'files',
  mostArguments: 1,
  load: async () => (await import('./run-snapshot.ts')).runSnapshot,
};
