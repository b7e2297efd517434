import type {Command} from '../command.ts';
import {
  CAPTURE_FLAGS,
  COLOR_FLAG,
  CONNECTION_FLAGS,
  NODE_FLAGS,
  OUTPUT_FLAGS,
  SERVICE_FLAGS,
  SOURCE_FLAGS,
} from '../shared-flags.ts';

/** `trace`: the path of connections to a Service, where they go now, and how fast nodes follow changes. */
export const TRACE: Command = {
  name: 'trace',
  usage: 'svc/NAME',
  summary: 'Follow connections to a Service through IPVS, live',
  description:
    'Shows what happens to connections to a Service on each node. First the path, with each step checked: the ' +
    'address, IP sets and iptables chains, the virtual server, its real servers and why each is or is not there, ' +
    'what happens to the source address, and the route. The broken step that matters most is the headline.\n\nThen ' +
    'where connections go now: for each real server, active and inactive connections, new connections, packets and ' +
    'bytes per second, and its share next to the fair share; connections to addresses that are no longer ' +
    'endpoints; and, with --client or --real, each translated connection.\n\nThen every change, until q or Ctrl-C: ' +
    'the Service and its EndpointSlices are watched, the nodes are sampled, and for each change it measures how ' +
    "long each node's kernel takes to catch up.",
  flags: [
    ...SOURCE_FLAGS,
    {
      name: 'to',
      completes: 'service-addresses',
      type: 'string',
      value: 'ADDRESS:PORT',
      description: 'Only the path to this address of the Service: cluster IP, external IP or node port',
    },
    {
      name: 'client',
      completes: 'pods',
      type: 'string',
      value: 'IP|pod/NAME',
      description:
        'Follow this client: its NAT and its connections; for a Pod, only on its node. --from pod/NAME means the same',
    },
    {
      name: 'real',
      completes: 'service-endpoints',
      type: 'string',
      value: 'IP',
      description: 'List the connections to this real server',
    },
    {name: 'once', type: 'boolean', description: 'Show the path and the current traffic once, then exit'},
    {
      name: 'interval',
      type: 'string',
      value: 'TIME',
      default: '1s',
      description: 'Time between samples of a node',
    },
    {name: 'duration', type: 'string', value: 'TIME', description: 'Stop after this time, for example 10m'},
    {
      name: 'probe',
      type: 'boolean',
      description:
        'Also connect from each node to the Service, at most once per second, and show which endpoint answered',
    },
    ...SERVICE_FLAGS.filter(({name}) => name === 'namespace'),
    ...NODE_FLAGS,
    {
      name: 'output',
      short: 'o',
      type: 'string',
      value: 'FORMAT',
      choices: ['table', 'wide', 'json', 'yaml', 'html', 'markdown'],
      default: 'table',
      description:
        'Output format; json prints one TraceRecord per line, yaml one per document; html and markdown are written ' +
        'when the trace ends',
    },
    COLOR_FLAG,
    ...CAPTURE_FLAGS,
    ...CONNECTION_FLAGS,
  ],
  alsoTaken: OUTPUT_FLAGS.filter(({name}) => name === 'no-headers'),
  examples: [
    {comment: 'Live, until q or Ctrl-C', line: 'trace svc/checkout -n shop'},
    {comment: 'The path and the current traffic, once', line: 'trace svc/checkout -n shop --once'},
    {
      comment: 'What happens to the connections of one Pod',
      line: 'trace svc/checkout -n shop --client pod/frontend-7d4b9',
    },
    {
      comment: 'From a snapshot, one address only',
      line: 'trace svc/web --from incident.tar.gz --to 10.96.0.10:80',
    },
    {comment: 'Ten minutes, for a script', line: 'trace svc/web --duration 10m -o json'},
  ],
  exitCodes: [
    '0  it ended normally, whatever it showed',
    '1  with --once: a step of a path is broken, or something differs from the API',
    '2  the command failed, or no node could be read; with --once, not all nodes could be read',
  ],
  argument: 'services',
  mostArguments: 1,
  load: async () => (await import('./run-trace.ts')).runTrace,
};
