import type {Command} from '../command.ts';
import {COLOR_FLAG} from '../shared-flags.ts';

/** `explain`: the failure catalogue. */
export const EXPLAIN: Command = {
  name: 'explain',
  usage: '[CODE | FINDING ...]',
  summary: 'Explain a catalogue entry or a kind of finding, or list all',
  description:
    'Known ways in which kube-proxy in IPVS mode, and IPVS itself, fail: symptom, evidence, cause and remedy of each. ' +
    'Takes codes (IPVS001) and kinds of findings (real-server-stale). Needs no cluster.',
  flags: [
    {
      name: 'output',
      short: 'o',
      type: 'string',
      value: 'FORMAT',
      choices: ['text', 'json', 'yaml', 'markdown'],
      default: 'text',
      description:
        'Format; without arguments json and yaml have all entries; markdown is the whole catalogue as one document',
    },
    COLOR_FLAG,
  ],
  examples: [
    {comment: 'What a code in a report means', line: 'explain IPVS001'},
    {comment: 'All entries behind a kind of finding', line: 'explain real-server-stale'},
    {comment: 'List the catalogue', line: 'explain'},
  ],
  exitCodes: ['0  explained', '2  there is no such entry'],
  argument: 'codes',
  mostArguments: Number.POSITIVE_INFINITY,
  load: async () => (await import('./run-explain.ts')).runExplain,
};
