import type {Action, Field} from '../rules/program.ts';
import {type Json, keyText, member, shorten, unwrap} from './elements.ts';

/** A verdict: of a statement, or of a map's entry. */
export function readVerdict(verdict: Json): Action {
  const [[kind = '', value] = []] = Object.entries(
    typeof verdict === 'object' && verdict !== null ? verdict : {},
  );
  if (kind === 'jump' || kind === 'goto') {
    const chain = member(value, 'target');
    if (typeof chain === 'string') return {kind, chain};
  }
  if (kind === 'return' || kind === 'accept' || kind === 'drop' || kind === 'reject') return {kind};
  return {kind: 'unknown', text: shorten(JSON.stringify(verdict) ?? '')};
}

/** Pairs of key and verdict; undefined if one is not understood. */
export function readEntries(
  elements: readonly Json[],
  fields: readonly Field[],
): ReadonlyMap<string, Action> | undefined {
  const entries = new Map<string, Action>();
  for (const pair of elements) {
    if (!Array.isArray(pair) || pair.length !== 2) return undefined;
    const [element, data] = pair as readonly Json[];
    const key = keyText(element, fields);
    if (key === undefined) return undefined;
    entries.set(key, readVerdict(unwrap(data)));
  }
  return entries;
}
