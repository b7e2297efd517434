import {createColors} from 'picocolors';
import {
  type AddressRole,
  formatEndpoint,
  hasRules,
  inWordsOf,
  isInOrder,
  type PathStep,
  type PathStepName,
  type ServedMode,
  type TracePath,
  type TraceRealServer,
} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {sentence} from '../layout.ts';
import {paintStanding} from '../standing-text.ts';
import {byReason, nameList} from '../text-lists.ts';
import {type Column, writeTable} from '../write-table.ts';
import {stateMark, type TraceStyle} from './trace-style.ts';

const STEPS: Readonly<Record<PathStepName, string>> = {
  client: 'client',
  address: 'address',
  'ip-sets': 'IP sets',
  iptables: 'iptables',
  'virtual-server': 'virtual server',
  'real-servers': 'real servers',
  nat: 'NAT',
  route: 'route',
};

const ROLES: Readonly<Record<AddressRole, string>> = {
  'cluster-ip': 'cluster IP',
  'external-ip': 'external IP',
  'load-balancer': 'load balancer',
  'node-port': 'node port',
};

/** The name of a step, as a person reads it, in the words of the node's mode. */
export function stepName(name: PathStepName, mode: string): string {
  return inWordsOf(mode, STEPS[name]);
}

/** What a path leads to: `cluster IP TCP 10.96.0.10:80 (http)`. */
export function pathName({role, virtualServer: {protocol, address, port}, service}: TracePath): string {
  const name = service.port === '' ? '' : ` (${service.port})`;
  return `${ROLES[role]} ${protocol} ${formatEndpoint(address, port)}${name}`;
}

/** The same path on one or more nodes. */
export interface FoldedPath {
  readonly path: TracePath;
  readonly nodes: readonly string[];
}

/** Paths of which all that is shown is the same but the node, as one with its nodes; in the order in which they come. */
export function foldPaths(paths: readonly TracePath[], wide: boolean): readonly FoldedPath[] {
  const folded = new Map<string, {path: TracePath; nodes: string[]}>();
  for (const path of paths) {
    const key = shownOf(path, wide);
    const before = folded.get(key);
    if (before) before.nodes.push(path.node);
    else folded.set(key, {path, nodes: [path.node]});
  }
  return [...folded.values()];
}

function shownOf(path: TracePath, wide: boolean): string {
  const whole = {...path, node: ''};
  if (wide) return JSON.stringify(whole);
  const steps = path.steps.map((step) => (step.state === 'broken' ? step : {...step, evidence: []}));
  const realServers = path.realServers.map((real) => ({
    ...real,
    activeConnections: null,
    inactiveConnections: null,
    route: '',
  }));
  return JSON.stringify({...whole, steps, realServers});
}

/** A path in full: its steps with what they rest on, and its real servers. */
export function pathText({path, nodes}: FoldedPath, style: TraceStyle & {readonly wide: boolean}): string {
  const colors = createColors(style.colour);
  const title = colors.bold(
    escapeText(`${pathName(path)} on ${style.wide ? nodes.join(', ') : nameList(nodes)}`),
  );
  const steps = path.steps.map((step) => stepText(step, path.mode, style));
  const table = path.realServers.length === 0 ? '' : `\n${realServerTable(path, style)}`;
  return `${title}\n${steps.join('\n')}\n${table}`;
}

/** A path in one line. */
export function pathLine({path, nodes}: FoldedPath, style: TraceStyle): string {
  return `${stateMark(path.state, style)} ${escapeText(`${pathName(path)} on ${nameList(nodes)}: all ${path.steps.length} steps are OK`)}`;
}

const NAME_WIDTH = 14;

function stepText(step: PathStep, mode: ServedMode, style: TraceStyle & {readonly wide: boolean}): string {
  const colors = createColors(style.colour);
  const code = step.code === null ? '' : ` [${step.code}]`;
  const head = sentence(
    `  ${stateMark(step.state, style)} ${stepName(step.name, mode).padEnd(NAME_WIDTH)} `,
    escapeText(`${step.message}${code}`),
  );
  const told = style.wide || step.state === 'broken' ? step.evidence : [];
  const below = told.map((text) => colors.dim(sentence(BELOW, escapeText(text))));
  if (step.remedy !== '') below.push(sentence(BELOW, escapeText(`what to do: ${step.remedy}`)));
  return [head, ...below].join('\n');
}

const BELOW = ' '.repeat(NAME_WIDTH + 5);

function realServerTable(
  {realServers: reals, mode}: TracePath,
  {colour, wide, width}: TraceStyle & {readonly wide: boolean},
): string {
  const colors = createColors(colour);
  const columns: Column<TraceRealServer>[] = [
    {
      header: inWordsOf(mode, '  REAL-SERVER'),
      value: ({address, port}) => `  ${formatEndpoint(address, port)}`,
      whole: true,
    },
    {
      header: 'STANDING',
      value: ({standing}) => standing,
      paint: (text, {standing}) => paintStanding(text, standing, colors),
    },
    {header: 'WEIGHT', value: ({weight}) => (weight === null ? '' : String(weight))},
    {header: 'POD', value: ({pod}) => pod, keepsEnd: true},
    {header: 'NODE', value: ({node}) => node},
    {header: hasRules(mode) ? 'CONDITION' : 'ENDPOINT', value: ({condition}) => condition},
  ];
  if (wide) {
    columns.push(
      {header: 'ZONE', value: ({zone}) => zone},
      {header: 'FORWARDING', value: ({forwarding}) => forwarding ?? ''},
      {header: 'ROUTE', value: ({route}) => route},
      {header: 'WHY', value: ({why}) => why},
    );
  }
  // Those in trouble are among the ones that are shown, however many there are.
  const sorted = [...reals].sort(
    (one, other) => Number(isInOrder(one.standing)) - Number(isInOrder(other.standing)),
  );
  const shown = wide ? reals : sorted.slice(0, MOST_REAL_SERVERS);
  const more = reals.length - shown.length;
  const rest = more > 0 ? `  and ${more} more: see -o wide\n` : '';
  return writeTable(columns, shown, {headers: true, width}) + rest + whyText(shown, wide);
}

/** Real servers in a table that is not wide. */
const MOST_REAL_SERVERS = 30;

/** Why those that do not serve do not, each reason once. */
function whyText(reals: readonly TraceRealServer[], wide: boolean): string {
  if (wide) return '';
  const told = reals
    .filter(({standing}) => standing !== 'serving')
    .map(({address, port, why}) => ({name: formatEndpoint(address, port), reason: why}));
  return byReason(told, MOST_REASONS)
    .map((text) => `${sentence('  ', escapeText(text))}\n`)
    .join('');
}

/** Real servers that are named with a reason. */
const MOST_REASONS = 3;
