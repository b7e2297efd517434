import type {createColors} from 'picocolors';
import {compareNaturally, type NodeStatus, type ServiceStatus, type StatusReport} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {sentence} from '../layout.ts';
import {nameList, plural} from '../text-lists.ts';

type Colors = ReturnType<typeof createColors>;

/** Which nodes have a Service as the API has it, and which do not: a sentence before its table. */
export function serviceHeadline(
  {namespace, name, type, nodes: seen}: ServiceStatus,
  {nodes, source}: StatusReport,
  {bold, red, yellow, green}: Colors,
): string {
  const head = `${bold(escapeText(`${namespace}/${name}`))} (${escapeText(type)})`;
  const trusted = new Set(
    nodes.filter(({error, virtualServers}) => error === '' && virtualServers).map(nameOf),
  );
  const differing = seen.filter(({differences}) => differences > 0).map(({node}) => node);
  const unread = nodes.map(nameOf).filter((node) => !trusted.has(node) && !differing.includes(node));
  const agreeing = nodes.length - differing.length - unread.length;
  const none = seen.every(({virtualServers}) => virtualServers.expected + virtualServers.actual === 0);
  if (seen.length > 0 && none && unread.length + differing.length === 0)
    return `${head}: no node serves it, and none should.\n`;
  const parts = [
    agreeing > 0 ? green(`${verb(agreeing, 'agrees', 'agree')} with the API`) : '',
    differing.length > 0
      ? `${red(`${verb(differing.length, 'differs', 'differ')}`)}: ${list(differing.sort(compareNaturally))}`
      : '',
    unread.length > 0 ? `${yellow(`${unread.length} not read or not compared`)}: ${list(unread)}` : '',
  ].filter((part) => part !== '');
  const asOf = source.type === 'snapshot' ? ` As of ${source.capturedAt}.` : '';
  return `${sentence('', `${head} on ${plural(nodes.length, 'node')}: ${parts.join('; ')}.${asOf}`)}\n`;
}

function verb(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function list(names: readonly string[]): string {
  return escapeText(nameList(names));
}

function nameOf({name}: NodeStatus): string {
  return name;
}
