import type {Command} from '../command.ts';
import {COLOR_FLAG} from '../shared-flags.ts';

/** `explain`: the failure catalogue. */
export const EXPLAIN: Command = {
  name: 'explain',
  usage: '[CODE | FINDING ...]',
  summary: 'Explain a catalogue entry or a kind of finding, or list all',
  description:
    'Explains the known failures of kube-proxy in IPVS mode and of IPVS itself: symptom, evidence, cause and ' +
    'remedy. Takes codes (IPVS001) and kinds of findings (real-server-stale). Needs no cluster.',
  flags: [
    {
      name: 'output',
      short: 'o',
      type: 'string',
      value: 'FORMAT',
      choices: ['text', 'json', 'yaml', 'markdown'],
      default: 'text',
      description:
        'Output format; without arguments, json and yaml contain all entries; markdown prints the whole catalogue ' +
        'as one document',
    },
    COLOR_FLAG,
  ],
  examples: [
    {comment: 'What a code in a report means', line: 'explain IPVS001'},
    {comment: 'All entries for a kind of finding', line: 'explain real-server-stale'},
    {comment: 'List the catalogue', line: 'explain'},
  ],
  exitCodes: ['0  the explanation was printed', '2  there is no such entry'],
  argument: 'codes',
  mostArguments: Number.POSITIVE_INFINITY,
  load: async () => (await import('./run-explain.ts')).runExplain,
};
