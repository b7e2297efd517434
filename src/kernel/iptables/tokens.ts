/** One word of a rule, and whether `!` stands before it. */
export interface Token {
  readonly text: string;
  readonly negated: boolean;
}

/** Quoted texts may hold escaped quotes and backslashes (iptables `libxtables/xtables.c`, `xtables_save_string`). */
const WORD = /"((?:[^"\\]|\\.)*)"|(\S+)/g;

/** The words of a rule as iptables-save prints it. */
export function tokensOf(rule: string): readonly Token[] {
  const tokens: Token[] = [];
  let negated = false;
  for (const [, quoted, plain] of rule.matchAll(WORD)) {
    if (plain === '!') {
      negated = true;
      continue;
    }
    tokens.push({text: plain ?? (quoted ?? '').replace(/\\(.)/g, '$1'), negated});
    negated = false;
  }
  return tokens;
}
