import type {Json} from './elements.ts';
import {member} from './elements.ts';

/** The objects of one table, as nft lists them. */
export interface Ruleset {
  /** Whether the kernel has the table at all. */
  readonly exists: boolean;
  /** Chains by name, with what nft says of each. */
  readonly chains: ReadonlyMap<string, Json>;
  /** The rules of each chain, in order: their expressions. */
  readonly rules: ReadonlyMap<string, readonly (readonly Json[])[]>;
  /** Sets and maps by name. */
  readonly sets: ReadonlyMap<string, Json>;
}

/**
 * Sorts the objects of `nft -j list table FAMILY kube-proxy`. Undefined with the reason if the text is not such a list as
 * a whole: without its head, of another form, or with rules in chains that it does not declare.
 */
export function sortRuleset(json: Json, family: 'ip' | 'ip6', table: string): Ruleset | string {
  const objects = member(json, 'nftables');
  if (!Array.isArray(objects)) return 'it is not what nft -j prints: it has no list "nftables"';
  const [head, ...rest] = objects as readonly Json[];
  const version = member(member(head, 'metainfo'), 'json_schema_version');
  if (version !== 1)
    return `its form is not known (json_schema_version ${JSON.stringify(version) ?? 'is missing'})`;
  const sorted = {exists: false, chains: new Map(), rules: new Map(), sets: new Map()};
  for (const object of rest) {
    const wrong = addObject(sorted, object, {family, table});
    if (wrong !== undefined) return wrong;
  }
  if (sorted.exists && sorted.chains.size === 0)
    return `the table ${table} is listed, but without its contents`;
  return sorted;
}

interface OpenRuleset extends Ruleset {
  exists: boolean;
  readonly chains: Map<string, Json>;
  readonly rules: Map<string, (readonly Json[])[]>;
  readonly sets: Map<string, Json>;
}

interface Wanted {
  readonly family: string;
  readonly table: string;
}

/** What is wrong with an object; undefined if nothing is. */
function addObject(sorted: OpenRuleset, object: Json, wanted: Wanted): string | undefined {
  const [[kind, value] = []] = Object.entries(typeof object === 'object' && object !== null ? object : {});
  if (kind === undefined) return 'an object in it is empty';
  const owner = member(value, kind === 'table' ? 'name' : 'table');
  if (member(value, 'family') !== wanted.family || owner !== wanted.table) return undefined;
  if (kind === 'table') {
    sorted.exists = true;
    return undefined;
  }
  if (!sorted.exists) return `a ${kind} comes before its table`;
  return kind === 'rule' ? addRule(sorted, value) : addNamed(sorted, kind, value);
}

function addNamed(sorted: OpenRuleset, kind: string, value: Json): string | undefined {
  const name = member(value, 'name');
  if (kind !== 'chain' && kind !== 'set' && kind !== 'map') return undefined;
  if (typeof name !== 'string') return `a ${kind} has no name`;
  const into = kind === 'chain' ? sorted.chains : sorted.sets;
  if (into.has(name)) return `the ${kind} ${name} appears twice`;
  into.set(name, value);
  return undefined;
}

function addRule(sorted: OpenRuleset, value: Json): string | undefined {
  const chain = member(value, 'chain');
  const expressions = member(value, 'expr');
  if (typeof chain !== 'string' || !sorted.chains.has(chain))
    return 'a rule is in a chain that it does not declare';
  if (!Array.isArray(expressions)) return `a rule of chain ${chain} has no expressions`;
  const rules = sorted.rules.get(chain);
  if (rules) rules.push(expressions);
  else sorted.rules.set(chain, [expressions]);
  return undefined;
}
