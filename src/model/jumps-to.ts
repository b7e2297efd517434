import type {IptablesRules} from './actual-state.ts';

/** A word, or quoted text with escapes, as iptables-save prints them (iptables `libxtables/xtables.c`, `xtables_save_string`). */
const WORD = /"(?:[^"\\]|\\.)*"|\S+/g;

const JUMPS: ReadonlySet<string> = new Set(['-j', '--jump', '-g', '--goto']);

/** Whether a rule of the chain `from` jumps or goes to the chain `to`. The text of comments is not mistaken for a rule. */
export function jumpsTo(
  rules: IptablesRules,
  table: string,
  jump: {readonly from: string; readonly to: string},
): boolean {
  const chain = rules.get(table)?.chains.get(jump.from) ?? [];
  return chain.some((rule) => rule.includes(jump.to) && targetOf(rule) === jump.to);
}

/** The chain or target that the rule hands packets to; undefined for a rule that only counts. */
function targetOf(rule: string): string | undefined {
  const words = rule.match(WORD) ?? [];
  const jump = words.findIndex((word, index) => JUMPS.has(word) && words[index - 1] !== '--comment');
  return jump < 0 ? undefined : words[jump + 1];
}
