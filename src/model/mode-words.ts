import type {FindingKind} from './finding-kind.ts';

/**
 * The glossary of the other modes: nftables and iptables have no virtual servers and no real servers, but rules that lead
 * from frontends to endpoints. The keys of JSON and the kinds of findings are the same in all modes.
 */
const WORDS = [
  [/virtual[- ]server/gi, 'frontend'],
  [/real[- ]server/gi, 'endpoint'],
  [/persistence/gi, 'affinity'],
] as const;

/** Whether kube-proxy's mode, as a report has it, is one that serves Services by rules. */
export function isRuleMode(mode: string): boolean {
  return mode === 'nftables' || mode === 'iptables';
}

/** The readable name of a kind of finding in a mode: `frontend-missing` for `virtual-server-missing`. */
export function kindName(kind: FindingKind, mode: string): string {
  return isRuleMode(mode) ? inRuleWords(kind) : kind;
}

/** A name, or a short text of our own, with the words of the modes that serve Services by rules; upper case stays. */
export function inRuleWords(name: string): string {
  const upper = name === name.toUpperCase();
  return WORDS.reduce((text, [ipvs, rules]) => text.replace(ipvs, upper ? rules.toUpperCase() : rules), name);
}

/** A name, or a short text of our own, in the words of a mode. */
export function inWordsOf(mode: string, text: string): string {
  return isRuleMode(mode) ? inRuleWords(text) : text;
}

/** The mode whose words tell of nodes in these modes together: IPVS unless all of them serve Services by rules. */
export function commonMode(modes: readonly string[]): string {
  return modes.find((mode) => !isRuleMode(mode)) ?? modes[0] ?? '';
}
