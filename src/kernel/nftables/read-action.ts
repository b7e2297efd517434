import {canonicalAddress} from '../../model/index.ts';
import type {Action} from '../rules/program.ts';
import {type Json, member, partsOf, shorten, unwrap} from './elements.ts';
import {fieldsOf, isMark} from './read-match.ts';
import type {SetReader} from './read-sets.ts';
import {readEntries, readVerdict} from './verdicts.ts';

/** Statements that change nothing for a packet's way. */
const HARMLESS = ['counter', 'log', 'comment', 'continue'];

/** A statement (libnftables-json(5), `STATEMENTS`); undefined if it does nothing to a packet's way. */
export function readAction(statement: Json, sets: SetReader): Action | undefined {
  const [[kind = '', value] = []] = Object.entries(
    typeof statement === 'object' && statement !== null ? statement : {},
  );
  if (HARMLESS.includes(kind)) return undefined;
  const unknown: Action = {kind: 'unknown', text: shorten(JSON.stringify(statement) ?? '')};
  switch (kind) {
    case 'vmap':
      return readVmap(value, sets) ?? unknown;
    case 'dnat':
      return readDnat(value) ?? unknown;
    case 'mangle':
      return readMangle(value) ?? unknown;
    case 'set':
      return readUpdate(value) ?? unknown;
    case 'masquerade':
      return {kind: 'masquerade'};
    default:
      return readVerdict(statement);
  }
}

/** `numgen random mod N`, which kube-proxy balances by; undefined if it is something else. */
function modulusOf(key: Json): number | undefined {
  const numgen = member(key, 'numgen');
  const mod = member(numgen, 'mod');
  const offset = member(numgen, 'offset') ?? 0;
  return typeof mod === 'number' && mod > 0 && offset === 0 ? mod : undefined;
}

function readVmap(value: Json, sets: SetReader): Action | undefined {
  const [key, data] = [member(value, 'key'), member(value, 'data')];
  const mod = modulusOf(key);
  if (mod !== undefined) return readPick(mod, data, readVerdict);
  const fields = fieldsOf(key);
  if (!fields) return undefined;
  const set = member(data, 'set');
  const entries =
    typeof data === 'string' && data.startsWith('@')
      ? sets.verdicts(data.slice(1), fields)
      : Array.isArray(set) && readEntries(set, fields);
  return entries ? {kind: 'dispatch', fields, entries} : undefined;
}

function readPick(
  mod: number,
  data: Json,
  readEntry: (json: Json) => Action | undefined,
): Action | undefined {
  const set = member(data, 'set');
  if (!Array.isArray(set)) return undefined;
  const entries = new Map<number, Action>();
  for (const pair of set as readonly Json[]) {
    const [index, target] = Array.isArray(pair) ? (pair as readonly Json[]) : [];
    const number = unwrap(index);
    const action = readEntry(target);
    if (typeof number !== 'number' || !action) return undefined;
    entries.set(number, action);
  }
  return {kind: 'pick', mod, entries};
}

function readDnat(value: Json): Action | undefined {
  const address = member(value, 'addr');
  const map = member(address, 'map');
  if (map === undefined) return destination(address, member(value, 'port'));
  const mod = modulusOf(member(map, 'key'));
  if (mod === undefined) return undefined;
  return readPick(mod, member(map, 'data'), (target) => {
    const [to, port] = partsOf(target);
    return destination(to, port);
  });
}

function destination(address: Json, port: Json): Action | undefined {
  const canonical = typeof address === 'string' ? canonicalAddress(address) : undefined;
  return canonical !== undefined && typeof port === 'number'
    ? {kind: 'dnat', address: canonical, port}
    : undefined;
}

/** `meta mark set meta mark or VALUE`: newer versions of nft may print more operands. */
function readMangle(value: Json): Action | undefined {
  if (!isMark(member(value, 'key'))) return undefined;
  const set = member(value, 'value');
  if (typeof set === 'number') return {kind: 'mark', keep: 0, flip: set};
  for (const operator of ['|', '^', '&'] as const) {
    const operands = member(set, operator);
    if (!Array.isArray(operands) || operands.length !== 2) continue;
    const [key, operand] = operands as readonly Json[];
    if (!isMark(key) || typeof operand !== 'number') return undefined;
    return marked(operator, operand);
  }
  return undefined;
}

function marked(operator: '|' | '^' | '&', operand: number): Action {
  if (operator === '&') return {kind: 'mark', keep: operand, flip: 0};
  return {kind: 'mark', keep: operator === '|' ? ~operand >>> 0 : 0xffffffff, flip: operand};
}

/** `update @affinity-… { ip saddr }`. */
function readUpdate(value: Json): Action | undefined {
  const set = member(value, 'set');
  const operation = member(value, 'op');
  if ((operation !== 'update' && operation !== 'add') || typeof set !== 'string') return undefined;
  const fields = fieldsOf(unwrap(member(value, 'elem')));
  return fields?.join() === 'source' ? {kind: 'remember', list: set.replace(/^@/, '')} : undefined;
}
