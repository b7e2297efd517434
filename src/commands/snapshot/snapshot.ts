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
  summary: 'Save tables, API objects and logs to an archive for offline use',
  description:
    'Captures everything that the other commands read. From each node: the IPVS table, connections, addresses, IP ' +
    "sets, iptables rules, settings and kube-proxy's HTTP responses, exactly as printed. From the API: Nodes, " +
    'Services, EndpointSlices and the objects of kube-proxy, with its logs. The other commands read the snapshot ' +
    'with --from.\n\nA name that ends in .tar.gz or .tgz creates an archive, any other name a directory; without a ' +
    'name, it is an archive named after the context and the time. The file appears only when it is complete, and ' +
    'only you can read it. A node that could not be read is included with the reason.\n\nWith --redact, the snapshot ' +
    'can be shared outside your organisation: names of Services, namespaces, Pods, nodes, hosts, labels and ' +
    'images, and all addresses, are replaced consistently, and fields that no command reads are left out. Networks ' +
    'stay networks and private addresses stay private; ports, times, numbers, versions, and names of interfaces ' +
    'and rules are kept. Words in logs and events are kept too: a name that the API no longer knows is replaced ' +
    'only in places where nothing but a name can appear.',
  flags: [
    ...SOURCE_FLAGS,
    {
      name: 'redact',
      type: 'boolean',
      description: 'Replace names and addresses consistently, so that diff still reports the same',
    },
    {
      name: 'mapping',
      completes: 'files',
      type: 'string',
      value: 'FILE',
      description: 'With --redact: write the list of replacements to this file; keep it private',
    },
    {name: 'force', type: 'boolean', description: 'Overwrite an existing file or snapshot'},
    ...NODE_FLAGS,
    ...OUTPUT_FLAGS,
    ...CAPTURE_FLAGS,
    ...CONNECTION_FLAGS,
  ],
  // A snapshot has all namespaces anyway.
  alsoTaken: SERVICE_FLAGS.filter(({name}) => name !== 'selector'),
  examples: [
    {comment: 'Save the state of an incident', line: 'snapshot incident.tar.gz'},
    {comment: 'Two nodes, as a directory', line: 'snapshot --node worker-3 --node worker-4 incident/'},
    {
      comment: 'Redact a snapshot before you share it',
      line: 'snapshot --from incident.tar.gz --redact redacted.tar.gz',
    },
    {
      comment: 'The same, and keep the list of replaced names',
      line: 'snapshot --from a.tar.gz --redact --mapping names.json b.tar.gz',
    },
    {comment: 'Unpack an archive into a directory', line: 'snapshot --from incident.tar.gz incident/'},
  ],
  exitCodes: [
    '0  all nodes in scope were read',
    '2  some nodes could not be read (the others are in the snapshot), or the snapshot could not be written',
  ],
  argument: 'files',
  mostArguments: 1,
  load: async () => (await import('./run-snapshot.ts')).runSnapshot,
};
