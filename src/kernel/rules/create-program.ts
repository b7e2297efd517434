import type {Action, BaseChain, Hook, Packet, Program, Rule} from './program.ts';
import {isSingle} from './test-match.ts';

/** What a program is made of. */
export interface ProgramParts extends Pick<Program, 'ownTable' | 'dispatches'> {
  readonly bases: readonly BaseChain[];
  /** Reads the rules of a chain; called once for each chain that is reached. */
  readonly readRules: (chain: string) => readonly Rule[] | undefined;
}

/** Chains with more rules than this are searched by an index. */
const LONG = 32;

/** A program whose chains are read when something leads to them. */
export function createProgram({readRules, ...parts}: ProgramParts): Program {
  const read = new Map<string, readonly Rule[] | undefined>();
  const indexes = new Map<string, RuleIndex>();
  const rules = (chain: string) => {
    if (!read.has(chain)) read.set(chain, readRules(chain));
    return read.get(chain);
  };
  return {
    ...parts,
    rules,
    candidates: (chain, packet) => {
      const all = rules(chain);
      if (!all || all.length <= LONG) return undefined;
      let index = indexes.get(chain);
      if (!index) {
        index = indexRules(all);
        indexes.set(chain, index);
      }
      return lookUp(index, packet);
    },
    reachable: (hook) => reachable(parts.bases, hook, rules),
  };
}

/** Rules by what they ask for most closely; each rule is in one of the lists. */
interface RuleIndex {
  readonly byDestination: ReadonlyMap<string, readonly number[]>;
  readonly byPort: ReadonlyMap<number, readonly number[]>;
  readonly others: readonly number[];
}

function indexRules(rules: readonly Rule[]): RuleIndex {
  const byDestination = new Map<string, number[]>();
  const byPort = new Map<number, number[]>();
  const others: number[] = [];
  for (const [index, rule] of rules.entries()) {
    const destination = exactDestination(rule);
    const port = destination === undefined ? exactPort(rule) : undefined;
    if (destination !== undefined) append(byDestination, destination, index);
    else if (port !== undefined) append(byPort, port, index);
    else others.push(index);
  }
  return {byDestination, byPort, others};
}

function append<Key>(lists: Map<Key, number[]>, key: Key, index: number): void {
  const list = lists.get(key);
  if (list) list.push(index);
  else lists.set(key, [index]);
}

function lookUp({byDestination, byPort, others}: RuleIndex, packet: Packet): readonly number[] {
  const found = [
    ...(byDestination.get(packet.destination) ?? []),
    ...(byPort.get(packet.port) ?? []),
    ...others,
  ];
  return found.sort((one, other) => one - other);
}

/** The one address that a rule is for; undefined if it is not for one alone. */
export function exactDestination({matches}: Rule): string | undefined {
  for (const match of matches) {
    if (match.kind !== 'destination' || match.negated || match.networks.length !== 1) continue;
    const [network] = match.networks;
    if (network && isSingle(network)) return network.address;
  }
  return undefined;
}

/** The one port that a rule is for. */
export function exactPort({matches}: Rule): number | undefined {
  for (const match of matches) {
    if (match.kind !== 'port' || match.negated || match.ranges.length !== 1) continue;
    const [range] = match.ranges;
    if (range && range[0] === range[1]) return range[0];
  }
  return undefined;
}

function* reachable(
  bases: readonly BaseChain[],
  hook: Hook,
  rules: Program['rules'],
): Iterable<readonly [string, Rule]> {
  const seen = new Set<string>();
  const open = bases.filter((base) => base.hook === hook).map(({chain}) => chain);
  for (let chain = open.pop(); chain !== undefined; chain = open.pop()) {
    if (seen.has(chain)) continue;
    seen.add(chain);
    for (const rule of rules(chain) ?? []) {
      yield [chain, rule];
      if (exactPort(rule) === undefined) for (const action of rule.actions) open.push(...targets(action));
    }
  }
}

/** The chains that an action may lead to, but not those behind one frontend: there are as many as frontends. */
function targets(action: Action): readonly string[] {
  return action.kind === 'jump' || action.kind === 'goto' ? [action.chain] : [];
}
