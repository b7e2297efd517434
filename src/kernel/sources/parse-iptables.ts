import type {IptablesRules, IptablesTable, Parsed} from '../../model/index.ts';
import {quoteText} from '../tables/unreadable-line.ts';
import {
  conclude,
  openSource,
  reportFatal,
  reportLine,
  reportLineProblem,
  type SourceText,
} from './source-text.ts';

/** The two files in this format. */
export type IptablesSource = 'iptables-save.txt' | 'ip6tables-save.txt';

const TABLE = /^\*(\S+)$/;
const CHAIN = /^:(\S+) ([A-Z]+|-) \[\d+:\d+\]$/;
/** With `-c` counters come first. */
const RULE = /^(?:\[\d+:\d+\] )?-A (\S+)(?: (.*))?$/;
/** Iptables `iptables/nft-shared.c`, `nft_check_xt_legacy`; on standard error, so only in the text if both were captured. */
const LEGACY_WARNING = /^# Warning: ip6?tables-legacy tables present/;
/** Iptables `iptables/xtables-save.c`, `__do_output`: instead of the table. */
const INCOMPATIBLE = /^# Table `(.+)' is incompatible, use 'nft' tool\.$/;

/** The rules of one family, and what else its text tells. */
export interface ParsedIptables extends Parsed<IptablesRules> {
  /** Iptables-legacy has tables too, which a text of the nft variant does not show. */
  readonly legacyTablesPresent: boolean;
  /** Tables that are not in the text: rules in them were made with nft, and iptables-save cannot print those. */
  readonly incompatibleTables: readonly string[];
}

interface OpenTable extends IptablesTable {
  readonly chains: Map<string, string[]>;
  readonly policies: Map<string, string>;
}

interface OpenDump {
  readonly text: SourceText;
  readonly tables: Map<string, OpenTable>;
  readonly incompatible: Set<string>;
  legacyTablesPresent: boolean;
  /** The table between its `*` line and its COMMIT, and the chains that were declared there. */
  table: OpenTable | undefined;
  declared: Set<string>;
}

/**
 * Tables, chains and rules from `iptables-save` or `ip6tables-save`. Two dumps may follow one another (nft and
 * legacy): their chains become one. An empty text is right: without tables iptables-save prints nothing.
 */
export function parseIptables(text: string, source: IptablesSource): ParsedIptables {
  const dump: OpenDump = {
    text: openSource(source, text),
    tables: new Map(),
    incompatible: new Set(),
    legacyTablesPresent: false,
    table: undefined,
    declared: new Set(),
  };
  for (const [index, line] of dump.text.lines.entries()) {
    const broken = line.startsWith('#') ? readComment(dump, index, line) : readLine(dump, index, line);
    if (broken === undefined) continue;
    reportFatal(dump.text, index + 1, `${broken}: ${quoteText(line)}`);
    return closeDump(dump);
  }
  if (dump.table)
    reportFatal(dump.text, 0, `the text is cut off: the table ${quoteText(dump.table.name)} has no COMMIT`);
  return closeDump(dump);
}

function closeDump(dump: OpenDump): ParsedIptables {
  const rules = new Map(
    [...dump.tables].map(([name, {chains, policies}]) => [name, {name, chains, policies}]),
  );
  return {
    ...conclude(dump.text, rules),
    legacyTablesPresent: dump.legacyTablesPresent,
    incompatibleTables: [...dump.incompatible],
  };
}

function readComment(dump: OpenDump, index: number, line: string): undefined {
  if (LEGACY_WARNING.test(line)) dump.legacyTablesPresent = true;
  const table = INCOMPATIBLE.exec(line)?.[1];
  if (table === undefined) return;
  dump.incompatible.add(table);
  reportLineProblem(
    dump.text,
    index,
    `iptables-save left out the table ${quoteText(table)}: rules in it were made with nft`,
  );
}

/** What is so wrong that the text must not be used; undefined if nothing is. */
function readLine(dump: OpenDump, index: number, line: string): string | undefined {
  if (line === '') return undefined;
  const name = TABLE.exec(line)?.[1];
  if (name !== undefined) return openTable(dump, name);
  const {table} = dump;
  if (!table) return 'the line is not inside a table';
  if (line === 'COMMIT') {
    dump.table = undefined;
    return undefined;
  }
  const chain = CHAIN.exec(line);
  if (chain) return declareChain(dump, table, chain);
  const rule = RULE.exec(line);
  if (rule) return addRule(dump, table, rule);
  reportLine(dump.text, index, 'a chain, a rule or COMMIT');
  return undefined;
}

function openTable(dump: OpenDump, name: string): string | undefined {
  if (dump.table) return `the table ${quoteText(dump.table.name)} has no COMMIT before this line`;
  dump.table = dump.tables.get(name) ?? {name, chains: new Map(), policies: new Map()};
  dump.tables.set(name, dump.table);
  dump.declared = new Set();
  return undefined;
}

function declareChain(dump: OpenDump, table: OpenTable, match: RegExpExecArray): undefined {
  const [, chain = '', policy = ''] = match;
  dump.declared.add(chain);
  if (!table.chains.has(chain)) table.chains.set(chain, []);
  if (policy !== '-' && table.policies.get(chain) !== 'DROP') table.policies.set(chain, policy);
}

function addRule(dump: OpenDump, table: OpenTable, match: RegExpExecArray): string | undefined {
  const [, chain = '', rule = ''] = match;
  if (!dump.declared.has(chain)) return 'the rule is in a chain that was not declared';
  table.chains.get(chain)?.push(rule);
  return undefined;
}
