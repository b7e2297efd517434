import type {
  ActualState,
  CaptureSource,
  IpFamily,
  IptablesRules,
  NodeCapture,
  Parsed,
  ParseProblem,
  TableSource,
} from '../model/index.ts';
import {parseAddresses} from './sources/parse-addresses.ts';
import {parseIpSets} from './sources/parse-ip-sets.ts';
import {parseIptables} from './sources/parse-iptables.ts';
import {parseSysctls} from './sources/parse-sysctls.ts';
import {mergeTables} from './tables/merge-tables.ts';
import {parseList} from './tables/parse-list.ts';
import {parseProcIpVs} from './tables/parse-proc-ip-vs.ts';
import {parseSave} from './tables/parse-save.ts';
import type {ParsedTable} from './tables/parsed-table.ts';
import {readSaveBeside} from './tables/read-save-beside.ts';

/** The sources that {@link readActualState} reads. */
export const STATE_SOURCES: readonly CaptureSource[] = [
  'ipvsadm-save.txt',
  'ipvsadm-list.txt',
  'proc-net-ip_vs.txt',
  'addresses.txt',
  'ipset-save.txt',
  'iptables-save.txt',
  'ip6tables-save.txt',
  'sysctl.txt',
];

const TABLE_PARSERS: Readonly<Record<TableSource, (text: string) => ParsedTable>> = {
  'ipvsadm-list.txt': parseList,
  'ipvsadm-save.txt': parseSave,
  'proc-net-ip_vs.txt': parseProcIpVs,
};

/**
 * What a node's kernel holds, from its capture. A source that is damaged or not understood is left out as a whole, and
 * its problems say why: half a text would look like missing entries.
 */
export function readActualState({texts}: NodeCapture): ActualState {
  const problems: ParseProblem[] = [];
  const read = <Value>(source: CaptureSource, parse: (text: string) => Parsed<Value>): Value | undefined => {
    const text = texts[source];
    if (text === undefined) return undefined;
    const parsed = parse(text);
    problems.push(...parsed.problems);
    if (text === '' && parsed.problems.length === 0) problems.push(emptyText(source, 'it is missing'));
    return text !== '' && parsed.problems.length === 0 ? parsed.value : undefined;
  };
  const table = readTable(texts, problems);
  const addresses = read('addresses.txt', parseAddresses);
  const ipSets = read('ipset-save.txt', parseIpSets);
  const rules = readRules(texts, problems);
  const sysctls = read('sysctl.txt', parseSysctls);
  return {...table, addresses, ipSets, ...rules, sysctls, problems};
}

type Table = Pick<ActualState, 'virtualServers' | 'tableSources' | 'disputed'>;

const NO_TABLE: Table = {virtualServers: undefined, tableSources: [], disputed: new Map()};

function readTable(texts: NodeCapture['texts'], problems: ParseProblem[]): Table {
  const parsed: Partial<Record<TableSource, ParsedTable>> = {};
  let usable = true;
  for (const source of tableSources(texts)) {
    const table = parseTable(source, texts[source] ?? '', parsed['ipvsadm-list.txt']);
    parsed[source] = table;
    problems.push(...table.problems);
    usable &&= !table.problems.some(({severity}) => severity === 'fatal');
  }
  const sources = Object.keys(parsed);
  if (sources.length === 0 || !usable) return NO_TABLE;
  if (sources.length === 1 && texts['ipvsadm-save.txt'] === '') {
    problems.push(emptyText('ipvsadm-save.txt', 'the table is'));
    return NO_TABLE;
  }
  return mergeTables(parsed);
}

function parseTable(source: TableSource, text: string, listed: ParsedTable | undefined): ParsedTable {
  return source === 'ipvsadm-save.txt' && listed
    ? readSaveBeside(text, listed.value)
    : TABLE_PARSERS[source](text);
}

/** The listing and the saved rules tell all; the file in /proc only what they leave open. */
function tableSources(texts: NodeCapture['texts']): readonly TableSource[] {
  const present = (Object.keys(TABLE_PARSERS) as TableSource[]).filter(
    (source) => texts[source] !== undefined,
  );
  return present.length === 3 ? ['ipvsadm-list.txt', 'ipvsadm-save.txt'] : present;
}

/** Some programs print nothing where there is nothing, and nothing when they could not run. */
function emptyText(source: string, what: string): ParseProblem {
  const message = `is empty: either ${what}, or it was not captured, and it is unknown which`;
  return {source, line: 0, severity: 'fatal', message};
}

function readRules(texts: NodeCapture['texts'], problems: ParseProblem[]) {
  const iptables: Partial<Record<IpFamily, IptablesRules>> = {};
  const legacyIptables = new Set<IpFamily>();
  for (const [family, source] of [
    ['IPv4', 'iptables-save.txt'],
    ['IPv6', 'ip6tables-save.txt'],
  ] as const) {
    const text = texts[source];
    if (text === undefined) continue;
    if (text === '') {
      problems.push(emptyText(source, 'there are no rules'));
      continue;
    }
    const parsed = parseIptables(text, source);
    problems.push(...parsed.problems);
    if (parsed.legacyTablesPresent) legacyIptables.add(family);
    if (parsed.problems.length === 0) iptables[family] = parsed.value;
  }
  return {iptables, legacyIptables};
}
