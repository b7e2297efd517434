import type {createColors} from 'picocolors';
import type {NodeStatus, StatusReport} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {sentence} from '../layout.ts';
import {nameList, plural} from '../text-lists.ts';

type Colors = ReturnType<typeof createColors>;

/** How many nodes are fine, and which are not: one sentence, before any detail. */
export function statusHeadline({nodes, source}: StatusReport, {red, yellow, green}: Colors): string {
  const groups = {
    attention: nodes.filter(needsAttention),
    unread: nodes.filter((node) => !needsAttention(node) && node.error !== ''),
    warned: nodes.filter((node) => !needsAttention(node) && node.error === '' && node.attention !== null),
    fine: nodes.filter(({attention}) => attention === null),
  };
  const sentences: string[] = [];
  // A warning that many nodes have is told below, once.
  const isNamed = (group: readonly NodeStatus[]) =>
    group !== groups.fine && (group !== groups.warned || group.length <= MOST_WARNED);
  const add = (group: readonly NodeStatus[], one: string, many: string) => {
    if (group.length === 0) return;
    const verb = group.length === 1 ? one : many;
    if (group.length === nodes.length && group.length > 1) sentences.push(`all ${verb}`);
    else sentences.push(`${group.length} ${verb}${isNamed(group) ? ` (${names(group)})` : ''}`);
  };
  add(groups.attention, red('needs attention'), red('need attention'));
  add(groups.unread, yellow('is unknown'), yellow('are unknown'));
  add(groups.warned, yellow('has a warning'), yellow('have warnings'));
  add(groups.fine, green('is fine'), green('are fine'));
  const all = `${plural(nodes.length, 'node')}: ${sentences.join('; ')}`;
  return `${sentence('', `${all}.${lookText(source)}`)}\n`;
}

/** Nodes with a warning that are named. */
const MOST_WARNED = 3;

function needsAttention({attention, drift}: NodeStatus): boolean {
  return attention?.severity === 'error' || (drift ?? 0) > 0;
}

function names(nodes: readonly NodeStatus[]): string {
  return escapeText(nameList(nodes.map(({name}) => name)));
}

/** A snapshot is one look: its ages are as of then. */
function lookText(source: StatusReport['source']): string {
  return source.type === 'snapshot' ? ` As of ${source.capturedAt}.` : '';
}
