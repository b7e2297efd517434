import type {Flag} from './command.ts';

/** `--color`: the same for all commands. */
export const COLOR_FLAG: Flag = {
  name: 'color',
  type: 'string',
  value: 'WHEN',
  choices: ['auto', 'always', 'never'],
  default: 'auto',
  description: 'Colour the result; auto means on a terminal, unless NO_COLOR is set',
};

/** Flags that choose where evidence comes from. */
export const SOURCE_FLAGS: readonly Flag[] = [
  {
    name: 'from',
    type: 'string',
    value: 'DIR|FILE.tar.gz',
    description: 'Read this snapshot instead of a cluster',
  },
];

/** Flags that choose Services. */
export const SERVICE_FLAGS: readonly Flag[] = [
  {
    name: 'namespace',
    short: 'n',
    type: 'string',
    value: 'NAMESPACE',
    description: 'Namespace of the Services; without a target, all Services in it',
  },
  {
    name: 'all-namespaces',
    short: 'A',
    type: 'boolean',
    description: 'Services of all namespaces, each line with its namespace',
  },
  {
    name: 'selector',
    short: 'l',
    type: 'string',
    value: 'SELECTOR',
    description: 'Services whose labels match, for example app=web',
  },
];

/** Flags that choose nodes. */
export const NODE_FLAGS: readonly Flag[] = [
  {
    name: 'node',
    type: 'string',
    value: 'NAME',
    repeatable: true,
    description: 'This node only; may be repeated',
  },
  {name: 'node-selector', type: 'string', value: 'SELECTOR', description: 'Nodes whose labels match'},
  {name: 'all-nodes', type: 'boolean', description: 'All nodes, even if they are more than 100'},
];

/** Flags that choose how a report is written. */
export const OUTPUT_FLAGS: readonly Flag[] = [
  {
    name: 'output',
    short: 'o',
    type: 'string',
    value: 'FORMAT',
    choices: ['table', 'wide', 'json', 'yaml'],
    default: 'table',
    description: 'Format of the result',
  },
  {
    name: 'no-headers',
    type: 'boolean',
    description: 'Only the rows of the table: no headers, summary or advice',
  },
  COLOR_FLAG,
];
