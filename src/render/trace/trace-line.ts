import {createColors} from 'picocolors';
import type {LiveView, TraceRecord} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {plural} from '../text-lists.ts';
import type {TraceStyle} from './trace-style.ts';
import {rateText, strayText, tupleText} from './traffic-text.ts';

/** A record as one line with its time of day (UTC); empty for samples, of which there are too many. */
export function traceLine(record: TraceRecord, {colour}: TraceStyle): string {
  const colors = createColors(colour);
  const time = colors.dim(record.time.slice(11, 23));
  const line = (from: string, text: string) => `${time} ${from} ${escapeText(text)}\n`;
  switch (record.type) {
    case 'event': {
      const {node, source, message, change} = record.event;
      const from = source === 'kube-proxy' ? `${node} kube-proxy:` : `${node ?? 'api'}`;
      return line(colors.cyan(escapeText(from)), change === null ? message : `change ${change}: ${message}`);
    }
    case 'lag': {
      const paint = record.lag.state === 'late' ? colors.red : colors.green;
      return line(paint(escapeText(record.lag.node)), record.lag.message);
    }
    case 'gap': {
      const {node, from, reason} = record.gap;
      const since = from === null ? 'the start' : from.slice(11, 19);
      return line(colors.yellow(escapeText(node)), `no samples since ${since} until now: ${reason}`);
    }
    default:
      return '';
  }
}

/** The traffic of this moment in one line, and connections that lead nowhere. */
export function trafficLines(view: LiveView, time: string, {colour}: TraceStyle): string {
  const colors = createColors(colour);
  const active = view.realServers.reduce((sum, {activeConnections}) => sum + (activeConnections ?? 0), 0);
  const sampling = view.nodes.filter(({state}) => state === 'sampling').length;
  const parts = [
    `${sampling} of ${plural(view.nodes.length, 'node')}`,
    `${rateText(view.connectionRate)} conn/s`,
    `${active} active`,
    `${rateText(view.packetRate)} packets/s`,
    `${rateText(view.byteRate)} bytes/s`,
  ];
  const stamp = colors.dim(time.slice(11, 23));
  const strays = view.strays.map((stray) => `${stamp} ${escapeText(stray.node)} ${strayText(stray)}\n`);
  const tuples = view.tuples.map((tuple) => `${stamp} ${tupleText(tuple)}\n`);
  return `${stamp} now: ${parts.join(', ')}\n${[...strays, ...tuples].join('')}`;
}
