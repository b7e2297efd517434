import type {Cidr} from '../../model/index.ts';
import type {Distributions} from './distribution.ts';
import type {Distribution} from './draft.ts';
import type {Action, BaseChain, Hook, Packet, Program, Rule} from './program.ts';
import {keyOf, testMatch} from './test-match.ts';

/** How the run of a chain ends: `through`, nothing decided the packet's way. */
export type End =
  | {readonly kind: 'through' | 'accept' | 'drop' | 'reject' | 'masquerade'}
  | {readonly kind: 'endpoints'; readonly distribution: Distribution}
  | {readonly kind: 'undecided'; readonly why: string};

/** A packet on its way through the rules. */
export interface Walk {
  readonly program: Program;
  readonly distributions: Distributions;
  readonly packet: Packet;
  mark: number;
  readonly asked: (networks: readonly Cidr[]) => void;
}

/** Ends that are the same for all. */
const THROUGH: End = {kind: 'through'};
const DEEPEST = 16;

/** The base chains of a hook in the order in which the kernel runs them. */
function basesOf({bases}: Program, hook: Hook): readonly BaseChain[] {
  return bases.filter((base) => base.hook === hook).sort((one, other) => one.priority - other.priority);
}

/** Runs the chains of a hook on a packet. */
export function runHook(walk: Walk, hook: Hook): End {
  for (const {chain, policy} of basesOf(walk.program, hook)) {
    const end = runChain(walk, chain, 0);
    if (end.kind === 'through' && policy === 'drop' && walk.program.ownTable) return {kind: 'drop'};
    if (end.kind !== 'through' && end.kind !== 'accept') return end;
  }
  return THROUGH;
}

function undecided(why: string): End {
  return {kind: 'undecided', why};
}

type ChainEnd = End | 'returned';

function runChain(walk: Walk, chain: string, depth: number): End {
  const end = runRules(walk, chain, depth);
  return end === 'returned' ? THROUGH : end;
}

function runRules(walk: Walk, chain: string, depth: number): ChainEnd {
  const {program, distributions, packet} = walk;
  const rules = program.rules(chain);
  if (!rules) return undecided(`the chain ${chain} is missing from the text`);
  if (depth > DEEPEST) return undecided(`the chain ${chain} is reached by too many jumps`);
  const start = distributions.start(chain, packet.protocol);
  const indexes = program.candidates(chain, packet);
  for (const index of indexes ?? rules.keys()) {
    if (index >= start) return distribute(walk, chain, start);
    const end = runRule(walk, rules[index] as Rule, {chain, depth});
    if (end !== undefined) return end;
  }
  return start < rules.length ? distribute(walk, chain, start) : 'returned';
}

function distribute({distributions, packet}: Walk, chain: string, start: number): ChainEnd {
  const distribution = distributions.from(chain, start, packet.protocol);
  if (!distribution) return undecided(`the rules of chain ${chain} could not be interpreted`);
  return distribution.endpoints.size === 0 ? 'returned' : {kind: 'endpoints', distribution};
}

interface Position {
  readonly chain: string;
  readonly depth: number;
}

/** Undefined: the next rule decides. */
function runRule(walk: Walk, rule: Rule, position: Position): ChainEnd | undefined {
  const {packet, mark, asked} = walk;
  let doubt: string | undefined;
  for (const match of rule.matches) {
    const answer = testMatch(match, {packet, mark, asked});
    if (answer === false) return undefined;
    if (answer === undefined) doubt ??= match.kind === 'unknown' ? match.text : match.kind;
  }
  if (doubt !== undefined) return doubtful(walk, rule, {...position, doubt});
  for (const action of rule.actions) {
    const end = perform(walk, action, position);
    if (end !== undefined) return end;
  }
  return undefined;
}

/** A rule of which it cannot be told whether it applies: among rules of others only one that names the frontend matters. */
function doubtful(
  walk: Walk,
  rule: Rule,
  {chain, doubt}: Position & {readonly doubt: string},
): End | undefined {
  if (!walk.program.ownTable && !namesFrontend(walk, rule, 0)) return undefined;
  return undecided(`a rule in chain ${chain} has a condition that could not be interpreted (${doubt})`);
}

function namesFrontend(walk: Walk, {matches, actions}: Rule, depth: number): boolean {
  const {packet} = walk;
  const tested = {packet, mark: 0, asked: () => undefined};
  if (matches.some((match) => testMatch(match, tested) === false)) return false;
  if (matches.some(({kind}) => kind === 'port')) return true;
  return actions.some((action) => {
    if ((action.kind !== 'jump' && action.kind !== 'goto') || depth > 4) return false;
    const rules = walk.program.rules(action.chain) ?? [];
    const indexes = walk.program.candidates(action.chain, packet) ?? [...rules.keys()];
    return [...indexes].some((index) => namesFrontend(walk, rules[index] as Rule, depth + 1));
  });
}

function perform(walk: Walk, action: Action, {chain, depth}: Position): ChainEnd | undefined {
  switch (action.kind) {
    case 'mark':
      walk.mark = ((walk.mark & action.keep) ^ action.flip) >>> 0;
      return undefined;
    case 'return':
      return 'returned';
    case 'accept':
    case 'drop':
    case 'reject':
    case 'masquerade':
      return {kind: action.kind};
    case 'jump': {
      const end = runRules(walk, action.chain, depth + 1);
      return end === 'returned' ? undefined : end;
    }
    case 'goto':
      return runRules(walk, action.chain, depth + 1);
    case 'dispatch': {
      const found = action.entries.get(keyOf(action.fields, walk.packet));
      return found && perform(walk, found, {chain, depth});
    }
    case 'dnat':
    case 'pick': {
      const distribution = walk.distributions.of(action, walk.packet.protocol);
      return distribution
        ? {kind: 'endpoints', distribution}
        : undecided(`a rule in chain ${chain} forwards connections in a way that could not be interpreted`);
    }
    case 'remember':
      return undefined;
    case 'unknown':
      return undecided(`a rule in chain ${chain} could not be interpreted (${action.text})`);
  }
}
