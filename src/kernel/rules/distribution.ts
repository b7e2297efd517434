import {formatEndpoint, type Protocol} from '../../model/index.ts';
import {combine, type Distribution, type Draft, type Effect, finish, single} from './draft.ts';
import type {Action, Match, Program, Rule} from './program.ts';
import {isSingle} from './test-match.ts';

/** Finds distributions: those of a chain's rules from an index on; undefined if they ask for more than chance. */
export interface Distributions {
  /** From which rule on a chain only distributes; past its end if it does not. */
  readonly start: (chain: string, protocol: Protocol) => number;
  readonly from: (chain: string, index: number, protocol: Protocol) => Distribution | undefined;
  /** Where one action alone sends connections. */
  readonly of: (action: Action, protocol: Protocol) => Distribution | undefined;
}

/** Deeper jumps are no program of kube-proxy's; the kernel allows 16. */
const DEEPEST = 16;

/** Distributions in a program, each found once. */
export function createDistributions(program: Program): Distributions {
  const drafts = new Map<string, Draft | undefined>();
  const finished = new Map<Draft, Distribution>();
  const finishOnce = (draft: Draft | undefined) => {
    if (!draft) return undefined;
    let distribution = finished.get(draft);
    if (!distribution) {
      distribution = finish(draft);
      finished.set(draft, distribution);
    }
    return distribution;
  };
  const starts = new Map<string, number>();

  const draftFrom = (chain: string, index: number, {protocol, depth}: Place): Draft | undefined => {
    const key = `${protocol} ${index} ${chain}`;
    if (drafts.has(key)) return drafts.get(key);
    const rules = depth > DEEPEST ? undefined : program.rules(chain);
    const effects = rules && effectsOf(rules.slice(index), {protocol, depth, follow});
    const draft = effects && combine(effects);
    drafts.set(key, draft);
    return draft;
  };
  const follow = (chain: string, place: Place) => draftFrom(chain, 0, {...place, depth: place.depth + 1});
  return {
    start: (chain, protocol) => {
      const key = `${protocol} ${chain}`;
      let start = starts.get(key);
      if (start === undefined) {
        const rules = program.rules(chain) ?? [];
        start = rules.length;
        const context = {protocol, depth: 0, follow};
        while (start > 0 && distributes(rules[start - 1], context)) start--;
        starts.set(key, start);
      }
      return start;
    },
    from: (chain, index, protocol) => finishOnce(draftFrom(chain, index, {protocol, depth: 0})),
    of: (action, protocol) => finishOnce(draftOf(action, {protocol, depth: 0, follow})),
  };
}

interface Place {
  readonly protocol: Protocol;
  readonly depth: number;
}

interface Context extends Place {
  readonly follow: (chain: string, place: Place) => Draft | undefined;
}

/** Marks are left to the walk, which knows who sends a packet. */
function distributes(rule: Rule | undefined, context: Context): boolean {
  const effects = rule && effectOf(rule, context);
  return effects?.every(({kind}) => kind !== 'mark') ?? false;
}

function effectsOf(rules: readonly Rule[], context: Context): readonly Effect[] | undefined {
  const effects: Effect[] = [];
  for (const rule of rules) {
    const effect = effectOf(rule, context);
    if (!effect) return undefined;
    effects.push(...effect);
  }
  return effects;
}

interface Conditions {
  part: number;
  sticky: {readonly list: string; readonly seconds: number} | undefined;
  hairpin: string | undefined;
}

/** What a rule adds; undefined if it asks for something else than chance and affinity. */
function effectOf({matches, actions}: Rule, context: Context): readonly Effect[] | undefined {
  const conditions = conditionsOf(matches, context.protocol);
  if (conditions === undefined || conditions === 'never') return conditions && [];
  if (conditions.hairpin !== undefined) {
    return onlyMarks(actions, context) ? [{kind: 'hairpin', address: conditions.hairpin}] : undefined;
  }
  const effects: Effect[] = [];
  for (const action of actions) {
    const effect = effectOfAction(action, conditions, context);
    if (!effect) return undefined;
    effects.push(effect);
  }
  return effects;
}

function conditionsOf(matches: readonly Match[], protocol: Protocol): Conditions | 'never' | undefined {
  const conditions: Conditions = {part: 1, sticky: undefined, hairpin: undefined};
  for (const match of matches) {
    const holds = protocolHolds(match, protocol);
    if (holds === false) return 'never';
    if (holds === undefined && !addCondition(conditions, match)) return undefined;
  }
  return conditions;
}

/** Undefined: the condition is not one of those that are the same for all packets of a protocol. */
function protocolHolds(match: Match, protocol: Protocol): boolean | undefined {
  if (match.kind === 'constant') return match.holds;
  return match.kind === 'protocol' ? match.protocols.has(protocol) !== match.negated : undefined;
}

function addCondition(conditions: Conditions, match: Match): boolean {
  if (match.kind === 'random') conditions.part *= match.probability;
  else if (match.kind === 'sticky') conditions.sticky = match;
  else conditions.hairpin = singleSource(match);
  return match.kind === 'random' || match.kind === 'sticky' || conditions.hairpin !== undefined;
}

function singleSource(match: Match): string | undefined {
  if (match.kind !== 'source' || match.negated || match.networks.length !== 1) return undefined;
  const [network] = match.networks;
  return network && isSingle(network) ? network.address : undefined;
}

/** Whether all that happens is that the packet is marked for masquerading. */
function onlyMarks(actions: readonly Action[], {follow, ...place}: Context): boolean {
  return actions.every((action) => {
    if (action.kind === 'mark') return true;
    if (action.kind !== 'jump') return false;
    const draft = follow(action.chain, place);
    return draft !== undefined && draft.endpoints.size === 0 && draft.lost === 1;
  });
}

function effectOfAction(action: Action, {part, sticky}: Conditions, context: Context): Effect | undefined {
  switch (action.kind) {
    case 'mark':
      return part === 1 && !sticky ? {kind: 'mark'} : undefined;
    case 'return':
      return part === 1 && !sticky ? {kind: 'end'} : undefined;
    case 'remember':
      return part === 1 && !sticky ? {kind: 'remember', list: action.list} : undefined;
    case 'jump':
    case 'goto':
    case 'dnat':
    case 'pick': {
      const to = draftOf(action, context);
      return to && !to.marks
        ? {kind: 'part', part, to, final: action.kind === 'goto' || onlyGoto(action), sticky}
        : undefined;
    }
    default:
      return undefined;
  }
}

function onlyGoto(action: Action): boolean {
  return action.kind === 'pick' && [...action.entries.values()].some(({kind}) => kind === 'goto');
}

function draftOf(action: Action, context: Context): Draft | undefined {
  if (action.kind === 'dnat') return single(formatEndpoint(action.address, action.port));
  if (action.kind === 'pick') return picked(action, context);
  if (action.kind !== 'jump' && action.kind !== 'goto') return undefined;
  const {follow, ...place} = context;
  return follow(action.chain, place);
}

function picked({mod, entries}: Extract<Action, {kind: 'pick'}>, context: Context): Draft | undefined {
  const effects: Effect[] = [];
  let left = mod;
  for (const [index, action] of entries) {
    if (index >= mod) continue;
    const to = draftOf(action, context);
    if (!to || to.marks) return undefined;
    effects.push({kind: 'part', part: 1 / left, to, final: true, sticky: undefined});
    left--;
  }
  return combine(effects);
}
