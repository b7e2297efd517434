import {createColors} from 'picocolors';
import {
  formatEndpoint,
  isInOrder,
  type NatTuple,
  type RealServerTraffic,
  type StrayConnections,
  type TraceSample,
  type VirtualServerTraffic,
} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {paintStanding} from '../standing-text.ts';
import {nameList, plural} from '../text-lists.ts';
import {type Column, writeTable} from '../write-table.ts';
import type {TraceStyle} from './trace-style.ts';

/** Nodes whose traffic is shown unless all is wanted. */
const MOST_BLOCKS = 10;

/**
 * Where connections go now, or that they go nowhere: nodes of which all of it is the same together, those first on which
 * something is wrong.
 */
export function trafficTexts(
  samples: readonly TraceSample[],
  style: TraceStyle & {readonly wide: boolean},
): readonly string[] {
  const {bold} = createColors(style.colour);
  const folded = new Map<string, {nodes: string[]; isWrong: boolean}>();
  for (const sample of samples) {
    const text = trafficText(sample, style);
    const known = folded.get(text);
    if (known) known.nodes.push(sample.node);
    else folded.set(text, {nodes: [sample.node], isWrong: isWrong(sample)});
  }
  const sorted = [...folded].sort(([, one], [, other]) => Number(other.isWrong) - Number(one.isWrong));
  const shown = style.wide ? sorted : sorted.slice(0, MOST_BLOCKS);
  const left = sorted.slice(shown.length).reduce((sum, [, {nodes}]) => sum + nodes.length, 0);
  return [
    ...shown.map(([text, {nodes}]) => `${bold(`Now on ${escapeText(nameList(nodes))}`)}\n${text}`),
    ...(left > 0 ? [`Traffic of ${plural(left, 'more node')}: -o wide\n`] : []),
  ];
}

/** Whether a virtual server is missing, or a real server has connections that it must not have. */
function isWrong({virtualServers, strays}: TraceSample): boolean {
  return (
    strays.length > 0 ||
    virtualServers.some(
      ({present, required, realServers}) =>
        (required && present === false) || realServers.some(({standing}) => !isInOrder(standing)),
    )
  );
}

function trafficText(sample: TraceSample, style: TraceStyle): string {
  const rows = sample.virtualServers.flatMap((server) => server.realServers.map((real) => ({server, real})));
  const busy = rows.filter(({real}) => isBusy(real));
  const absent = sample.virtualServers.filter(({present, required}) => required && present === false);
  const quiet = rows.length - busy.length;
  return [
    ...absent.map(
      ({virtualServer: id}) => `  no virtual server ${id.protocol} ${formatEndpoint(id.address, id.port)}\n`,
    ),
    busy.length === 0 ? '' : `  ${shareBasisText(busy.map(({real}) => real))}\n`,
    busy.length === 0 ? '' : writeTable(columns(style), busy, {headers: true, width: style.width}),
    quiet > 0 ? `  ${plural(quiet, 'real server')} of ${rows.length} without connections\n` : '',
    ...sample.strays.map((stray) => `  ${strayText(stray)}\n`),
    tuplesText(sample),
    ...sample.notes.map((note) => `  ${escapeText(note)}\n`),
  ].join('');
}

function isBusy({
  activeConnections,
  inactiveConnections,
  connections,
  connectionRate,
  standing,
}: RealServerTraffic): boolean {
  const any = [activeConnections, inactiveConnections, connections, connectionRate].some(
    (value) => (value ?? 0) > 0,
  );
  return any || standing === 'stale';
}

interface TrafficRowText {
  readonly server: VirtualServerTraffic;
  readonly real: RealServerTraffic;
}

function columns({colour}: TraceStyle): readonly Column<TrafficRowText>[] {
  const colors = createColors(colour);
  return [
    {
      header: '  VIRTUAL-SERVER',
      value: ({server: {virtualServer: id}}) => `  ${id.protocol} ${formatEndpoint(id.address, id.port)}`,
    },
    {
      header: 'REAL-SERVER',
      value: ({real}) => formatEndpoint(real.address, real.port),
      whole: true,
      paint: (text, {real}) => paintStanding(text, real.standing, colors),
    },
    {
      header: 'STANDING',
      value: ({real}) => real.standing,
      paint: (text, {real}) => paintStanding(text, real.standing, colors),
    },
    {header: 'ACTIVE', value: ({real}) => countText(real.activeConnections)},
    {header: 'INACTIVE', value: ({real}) => countText(real.inactiveConnections)},
    {header: 'CONN/S', value: ({real}) => rateText(real.connectionRate)},
    {header: 'PKT/S', value: ({real}) => rateText(real.packetRate)},
    {header: 'BYTES/S', value: ({real}) => rateText(real.byteRate)},
    {header: 'SHARE', value: ({real}) => shareText(real)},
  ];
}

function countText(count: number | null): string {
  return count === null ? '-' : String(count);
}

/** A rate in at most five characters: `0.5`, `12`, `3.4k`, `120M`. */
export function rateText(rate: number | null): string {
  if (rate === null) return '-';
  const steps: readonly [number, string][] = [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
    [1, ''],
  ];
  const [size, unit] = steps.find(([limit]) => rate >= limit) ?? [1, ''];
  const number = rate / size;
  const text = number >= 10 || Number.isInteger(number) ? String(Math.round(number)) : number.toFixed(1);
  return `${text}${unit}`;
}

/** `40% (fair 25%)`: what it gets, and what its weight earns it. */
function shareText({share, fairShare}: RealServerTraffic): string {
  return share === null ? '-' : `${percentText(share)} (fair ${percentText(fairShare)})`;
}

/** A part from 0 to 1, in percent. */
export function percentText(part: number | null): string {
  return part === null ? '-' : `${Math.round(part * 100)}%`;
}

/** What shares are of, and what a fair one is. Without an interval there was one look, from which come no rates. */
export function shareBasisText(reals: readonly RealServerTraffic[], intervalSeconds?: number): string {
  const isBusy = reals.some(({connectionRate}) => (connectionRate ?? 0) > 0);
  const fair = 'FAIR: by weight';
  if (isBusy && intervalSeconds !== undefined)
    return `SHARE: new connections in the last ${intervalSeconds} s; ${fair}`;
  if (isBusy) return `SHARE: new connections now; ${fair}`;
  const now = intervalSeconds === undefined ? '' : 'No new connections; ';
  return `${now}SHARE: all since added; ${fair}`;
}

/** Connections that lead where no endpoint is, in one sentence. */
export function strayText(stray: StrayConnections): string {
  const {virtualServer: id, realServer, connections, templates, templateSeconds, listed} = stray;
  const real = formatEndpoint(realServer.address, realServer.port);
  const parts: string[] = [];
  if (connections > 0) parts.push(`${plural(connections, 'connection')} to ${real}`);
  if (templates > 0) {
    const time = templateSeconds > 0 ? `, the last for ${templateSeconds} s if unused` : '';
    parts.push(`persistence keeps ${plural(templates, 'client')} at ${real}${time}`);
  }
  const where = listed ? '' : ' and the kernel no longer lists it';
  return `${id.protocol} ${formatEndpoint(id.address, id.port)}: ${parts.join('; ')}, which should not be here${where}`;
}

function tuplesText({tuples, tuplesTotal}: TraceSample): string {
  if (tuplesTotal === null || tuples.length === 0) return '';
  const lines = tuples.map((tuple) => `  ${tupleText(tuple)}\n`);
  const more = tuplesTotal - tuples.length;
  return lines.join('') + (more > 0 ? `  and ${more} more connections\n` : '');
}

/** One translated connection: client, virtual server, real server, and the source that the real server sees. */
export function tupleText({protocol, client, virtual, real, state, source}: NatTuple): string {
  const at = ({address, port}: {readonly address: string; readonly port: number}) =>
    formatEndpoint(address, port);
  const path = `${protocol} ${at(client)} -> ${at(virtual)} -> ${at(real)} ${state}`;
  if (!source) return `${path}, source not known`;
  if (source.address === client.address && source.port === client.port) return `${path}, source kept`;
  return `${path}, source ${at(source)}`;
}
