import {type Field, type Match, protocolName} from '../rules/program.ts';
import {type Json, keyText, member, networksOf, portsOf, shorten} from './elements.ts';
import type {SetReader} from './read-sets.ts';

/** A match that nobody understands. */
function unknownMatch(expression: Json): Match {
  return {kind: 'unknown', text: shorten(JSON.stringify(expression) ?? '')};
}

/** The fields of an expression that is looked up or compared; undefined if it is made of something else. */
export function fieldsOf(expression: Json): readonly Field[] | undefined {
  const parts = member(expression, 'concat');
  const fields: Field[] = [];
  for (const part of Array.isArray(parts) ? (parts as readonly Json[]) : [expression]) {
    const field = fieldOf(part);
    if (!field) return undefined;
    fields.push(field);
  }
  return fields;
}

function fieldOf(expression: Json): Field | undefined {
  const payload = member(expression, 'payload');
  if (payload !== undefined) return PAYLOADS[`${member(payload, 'protocol')} ${member(payload, 'field')}`];
  const meta = member(expression, 'meta');
  return member(meta, 'key') === 'l4proto' ? 'protocol' : undefined;
}

const PAYLOADS: Readonly<Record<string, Field>> = {
  'ip saddr': 'source',
  'ip6 saddr': 'source',
  'ip daddr': 'destination',
  'ip6 daddr': 'destination',
  'ip protocol': 'protocol',
  'ip6 nexthdr': 'protocol',
  'th dport': 'port',
  'tcp dport': 'port',
  'udp dport': 'port',
  'sctp dport': 'port',
};

/** The conditions of one match expression (libnftables-json(5), `match`): a port of a protocol asks for both. */
export function readMatch(expression: Json, sets: SetReader): readonly Match[] {
  const operator = member(expression, 'op');
  const [left, right] = [member(expression, 'left'), member(expression, 'right')];
  if (operator !== '==' && operator !== '!=' && operator !== 'in') return [unknownMatch(expression)];
  const negated = operator === '!=';
  const found = readField(left, right, {negated, sets}) ?? readOther(left, right, negated);
  if (!found) return [unknownMatch(expression)];
  const implied = impliedProtocol(left);
  return implied ? [implied, found] : [found];
}

/** `tcp dport 80` holds for TCP only. */
function impliedProtocol(left: Json): Match | undefined {
  const protocol = protocolName(member(member(left, 'payload'), 'protocol'));
  return protocol && {kind: 'protocol', negated: false, protocols: new Set([protocol])};
}

function readField(
  left: Json,
  right: Json,
  {negated, sets}: {readonly negated: boolean; readonly sets: SetReader},
): Match | undefined {
  const fields = fieldsOf(left);
  if (!fields) return undefined;
  const [field] = fields;
  if (typeof right === 'string' && right.startsWith('@'))
    return lookup(fields, right.slice(1), {negated, sets});
  if (fields.length > 1) {
    const keys = anonymousKeys(right, fields);
    return keys && {kind: 'key', negated, fields, keys};
  }
  if (field === 'source' || field === 'destination') {
    const networks = networksOf(right);
    return networks && {kind: field, negated, networks};
  }
  if (field === 'port') {
    const ranges = portsOf(right);
    return ranges && {kind: 'port', negated, ranges};
  }
  const keys = anonymousKeys(right, fields);
  return keys && {kind: 'protocol', negated, protocols: keys};
}

function anonymousKeys(right: Json, fields: readonly Field[]): ReadonlySet<string> | undefined {
  const set = member(right, 'set');
  const keys = new Set<string>();
  for (const element of Array.isArray(set) ? (set as readonly Json[]) : [right]) {
    const key = keyText(element, fields);
    if (key === undefined) return undefined;
    keys.add(key);
  }
  return keys;
}

function lookup(
  fields: readonly Field[],
  name: string,
  {negated, sets}: {readonly negated: boolean; readonly sets: SetReader},
): Match | undefined {
  const timeout = sets.stickySeconds(name);
  if (timeout !== undefined && fields.join() === 'source' && !negated)
    return {kind: 'sticky', list: name, seconds: timeout};
  const keys = sets.keys(name, fields);
  return keys && {kind: 'key', negated, fields, keys};
}

/** `ct state new`: always so for the first packet. Numbers are those of `nft -n`. */
const NEW_STATES: readonly Json[] = ['new', 8];

function readOther(left: Json, right: Json, negated: boolean): Match | undefined {
  const ct = member(member(left, 'ct'), 'key');
  if (ct === 'state') return readStates(right, negated);
  // The first packet was not translated yet where this is asked, except behind postrouting, which asks for nothing else.
  if (ct === 'status') return {kind: 'constant', holds: !negated};
  const fib = member(left, 'fib');
  if (fib !== undefined) return readFib(fib, right, negated);
  const meta = member(member(left, 'meta'), 'key');
  if (meta === 'iifname' && typeof right === 'string') return {kind: 'interface', negated, name: right};
  return readMark(left, right, negated);
}

function readStates(right: Json, negated: boolean): Match | undefined {
  const list = member(right, 'set') ?? right;
  const states: readonly Json[] = Array.isArray(list) ? list : [list];
  if (states.some((state) => typeof state !== 'string' && !NEW_STATES.includes(state))) return undefined;
  return {kind: 'constant', holds: states.some((state) => NEW_STATES.includes(state)) !== negated};
}

const LOCAL_TYPES: readonly Json[] = ['local', 2];

function readFib(fib: Json, right: Json, negated: boolean): Match | undefined {
  const flags = member(fib, 'flags');
  const [flag, ...others] = Array.isArray(flags) ? (flags as readonly Json[]) : [flags];
  if (member(fib, 'result') !== 'type' || others.length > 0 || !LOCAL_TYPES.includes(right)) return undefined;
  if (flag === 'saddr') return {kind: 'local-source', negated};
  return flag === 'daddr' ? {kind: 'local-destination', negated} : undefined;
}

function readMark(left: Json, right: Json, negated: boolean): Match | undefined {
  if (typeof right !== 'number') return undefined;
  if (isMark(left)) return {kind: 'mark', negated, mask: 0xffffffff, value: right};
  const masked = member(left, '&');
  const [key, mask] = Array.isArray(masked) ? (masked as readonly Json[]) : [];
  if (!isMark(key) || typeof mask !== 'number') return undefined;
  return {kind: 'mark', negated, mask, value: right};
}

/** Whether an expression is the packet's mark. */
export function isMark(expression: Json): boolean {
  return member(member(expression, 'meta'), 'key') === 'mark';
}
