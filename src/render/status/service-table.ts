import {createColors} from 'picocolors';
import {
  compareNaturally,
  type EndpointCondition,
  formatEndpoint,
  inWordsOf,
  isRuleMode,
  type ServerOnNode,
  type ServiceServer,
  type ServiceStatus,
  virtualServerKey,
} from '../../model/index.ts';
import type {Layout} from '../layout.ts';
import {paintStanding} from '../standing-text.ts';
import {type Column, writeTable} from '../write-table.ts';

type Colors = ReturnType<typeof createColors>;

/** How a Service's table is written. */
interface ServiceTableOptions extends Layout {
  readonly wide: boolean;
  readonly headers: boolean;
  readonly colour: boolean;
  /** The mode whose words name the columns. */
  readonly mode: string;
}

/** The real servers of a Service, summed over all nodes; `wide` has a row for each virtual server on each node. */
export function serviceTable({servers}: ServiceStatus, options: ServiceTableOptions): string {
  const colors = createColors(options.colour);
  if (servers.length === 0) return '';
  if (!options.wide) return writeTable(summedColumns(servers, options.mode, colors), servers, options);
  const rows = servers
    .flatMap((server) => server.entries.map((entry) => ({server, entry})))
    .sort((one, other) => compareNaturally(one.entry.node, other.entry.node));
  return writeTable(wideColumns(options.mode, colors), rows, options);
}

function summedColumns(
  servers: readonly ServiceServer[],
  mode: string,
  colors: Colors,
): readonly Column<ServiceServer>[] {
  const ports = new Set(servers.map(portText));
  const port: readonly Column<ServiceServer>[] = ports.size > 1 ? [{header: 'PORT', value: portText}] : [];
  return [
    ...port,
    {header: inWordsOf(mode, 'REAL-SERVER'), value: addressText, whole: true},
    {header: 'POD', value: ({pod}) => pod.replace(/^[^/]*\//, ''), keepsEnd: true},
    {header: 'NODE', value: ({node}) => node},
    {
      header: isRuleMode(mode) ? 'CONDITION' : 'ENDPOINT',
      value: ({condition}) => WORDS[condition],
      paint: paintCondition(colors.dim),
    },
    {
      header: 'STANDING',
      value: ({standing}) => standing ?? '',
      paint: (text, {standing}) => paintStanding(text, standing, colors),
    },
    {header: 'WEIGHT', value: ({entries}) => weightText(entries)},
    {header: 'CONNS', value: ({entries}) => connectionsText(entries)},
    ...(servers.some((server) => newConnections(server) > 0)
      ? [{header: 'CPS', value: (server: ServiceServer) => String(newConnections(server))}]
      : []),
    {header: 'ON', value: onText, paint: (text, {standing}) => paintStanding(text, standing, colors)},
  ];
}

const WORDS: Readonly<Record<EndpointCondition, string>> = {
  ready: 'ready',
  'serving-terminating': 'ending',
  terminating: 'ended',
  'not-ready': 'not-ready',
  disputed: 'disputed',
  gone: 'gone',
};

function paintCondition(dim: Colors['dim']) {
  return (text: string, {condition}: ServiceServer) => (condition === 'ready' ? text : dim(text));
}

function portText({portName, protocol}: ServiceServer): string {
  return portName === '' ? protocol : `${portName}/${protocol}`;
}

function addressText({address, port}: ServiceServer): string {
  return formatEndpoint(address, port);
}

/** `1`, or `0..1` where it is not the same everywhere. */
function weightText(entries: readonly ServerOnNode[]): string {
  const weights = entries.map(({weight}) => weight).filter((weight) => weight !== null);
  if (weights.length === 0) return '';
  const [least, most] = [Math.min(...weights), Math.max(...weights)];
  return least === most ? String(least) : `${least}..${most}`;
}

/** Active and inactive connections of all nodes. */
function connectionsText(entries: readonly ServerOnNode[]): string {
  const known = entries.filter(({active, inactive}) => active !== null && inactive !== null);
  if (known.length === 0) return '';
  const sum = (value: (entry: ServerOnNode) => number | null) =>
    known.reduce((before, entry) => before + (value(entry) ?? 0), 0);
  return `${sum(({active}) => active)}/${sum(({inactive}) => inactive)}`;
}

/** New connections a second on all nodes; the column is there only if there are any. */
function newConnections({entries}: ServiceServer): number {
  return entries.reduce((sum, {rates}) => sum + (rates?.connections ?? 0), 0);
}

/** On how many nodes it is, of how many it should be. */
function onText({presentOn, expectedOn}: ServiceServer): string {
  return `${presentOn.length}/${expectedOn.length}`;
}

interface WideRow {
  readonly server: ServiceServer;
  readonly entry: ServerOnNode;
}

function wideColumns(mode: string, colors: Colors): readonly Column<WideRow>[] {
  const count =
    (value: (entry: ServerOnNode) => number | null) =>
    ({entry}: WideRow) => {
      const number = value(entry);
      return number === null ? '' : String(number);
    };
  return [
    {header: 'TABLE-OF', value: ({entry}) => entry.node},
    {header: inWordsOf(mode, 'VIRTUAL-SERVER'), value: ({entry}) => virtualServerKey(entry.virtualServer)},
    {header: 'PORT', value: ({server}) => server.portName},
    {header: inWordsOf(mode, 'REAL-SERVER'), value: ({server}) => addressText(server)},
    {header: 'POD', value: ({server}) => server.pod},
    {header: 'NODE', value: ({server}) => server.node},
    {header: 'ZONE', value: ({server}) => server.zone},
    {header: isRuleMode(mode) ? 'CONDITION' : 'ENDPOINT', value: ({server}) => server.condition},
    {header: 'WEIGHT', value: count(({weight}) => weight)},
    {header: 'ACTIVE', value: count(({active}) => active)},
    {header: 'INACTIVE', value: count(({inactive}) => inactive)},
    {header: 'CPS', value: count(({rates}) => rates?.connections ?? null)},
    {header: 'IN-BPS', value: count(({rates}) => rates?.inBytes ?? null)},
    {header: 'OUT-BPS', value: count(({rates}) => rates?.outBytes ?? null)},
    {
      header: 'STANDING',
      value: ({entry}) => entry.standing,
      paint: (text, {entry}) => paintStanding(text, entry.standing, colors),
    },
  ];
}
