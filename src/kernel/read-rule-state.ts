import type {
  ActualState,
  CaptureSource,
  IpFamily,
  NodeCapture,
  Parsed,
  ParseProblem,
  ServiceRules,
} from '../model/index.ts';
import {whyMissing} from './capture-record.ts';
import {parseIptablesRules} from './iptables/read-iptables.ts';
import {parseNftables} from './nftables/read-nftables.ts';
import {parseAddresses} from './sources/parse-addresses.ts';
import {parseSysctls} from './sources/parse-sysctls.ts';

/** The modes that serve Services by rules. */
export type RuleMode = 'iptables' | 'nftables';

/** The texts of a mode's rules, by family. */
export const RULE_SOURCES: Readonly<Record<RuleMode, Readonly<Record<IpFamily, CaptureSource>>>> = {
  nftables: {IPv4: 'nft-ip-kube-proxy.json', IPv6: 'nft-ip6-kube-proxy.json'},
  iptables: {IPv4: 'iptables-save.txt', IPv6: 'ip6tables-save.txt'},
};

/** The rules of a node in nftables or iptables mode. */
export interface RuleState {
  readonly state: ActualState;
  /** Families without rules, and why. */
  readonly unread: ReadonlyMap<IpFamily, string>;
}

/**
 * What a node's kernel holds in nftables or iptables mode, from its capture. As for an IPVS table, a text that is not
 * whole is left out with the reason.
 */
export function readRuleState({texts}: NodeCapture, mode: RuleMode): RuleState {
  const problems: ParseProblem[] = [];
  const read = <Value>(source: CaptureSource, parse: (text: string) => Parsed<Value>): Value | undefined => {
    const text = texts[source];
    if (text === undefined || text === '') return undefined;
    const parsed = parse(text);
    problems.push(...parsed.problems);
    return parsed.problems.length === 0 ? parsed.value : undefined;
  };
  const rules: Partial<Record<IpFamily, ServiceRules>> = {};
  const unread = new Map<IpFamily, string>();
  for (const family of ['IPv4', 'IPv6'] as const) {
    const source = RULE_SOURCES[mode][family];
    const text = texts[source];
    const parsed = text === undefined || text === '' ? undefined : parseRules(text, source);
    if (parsed?.value) rules[family] = parsed.value;
    else unread.set(family, whyUnread(source, {texts, parsed}));
  }
  const addresses = read('addresses.txt', parseAddresses);
  const sysctls = read('sysctl.txt', parseSysctls);
  return {state: {...NOTHING, addresses, sysctls, rules, problems}, unread};
}

const NOTHING = {
  virtualServers: undefined,
  tableSources: [],
  disputed: new Map<string, string>(),
  ipSets: undefined,
  iptables: {},
  legacyIptables: new Set<IpFamily>(),
};

function parseRules(text: string, source: CaptureSource): Parsed<ServiceRules | undefined> | undefined {
  if (source === 'nft-ip-kube-proxy.json' || source === 'nft-ip6-kube-proxy.json')
    return parseNftables(text, source);
  return source === 'iptables-save.txt' || source === 'ip6tables-save.txt'
    ? parseIptablesRules(text, source)
    : undefined;
}

function whyUnread(
  source: CaptureSource,
  {texts, parsed}: {readonly texts: NodeCapture['texts']; readonly parsed: Parsed<unknown> | undefined},
): string {
  const [problem] = parsed?.problems ?? [];
  if (problem) return `${source}${problem.line > 0 ? `, line ${problem.line}` : ''}: ${problem.message}`;
  return texts[source] === '' ? `${source} is empty` : whyMissing({texts}, source);
}

/**
 * The modes whose traces a node's texts show: kube-proxy's table of nftables, its chains of iptables, an IPVS table that
 * is not empty. One alone tells the mode of a kube-proxy that did not answer.
 */
export function tracedModes({texts}: NodeCapture): readonly ('ipvs' | RuleMode)[] {
  const modes: ('ipvs' | RuleMode)[] = [];
  const nft = [texts['nft-ip-kube-proxy.json'], texts['nft-ip6-kube-proxy.json']];
  if (
    nft.some(
      (text) => text !== undefined && /"table": ?\{"family": ?"ip6?", ?"name": ?"kube-proxy"/.test(text),
    )
  )
    modes.push('nftables');
  const iptables = [texts['iptables-save.txt'], texts['ip6tables-save.txt']];
  if (iptables.some((text) => text !== undefined && /^:KUBE-(?:SVC|SEP)-/m.test(text)))
    modes.push('iptables');
  const ipvs = texts['ipvsadm-save.txt'] ?? texts['ipvsadm-list.txt'] ?? texts['proc-net-ip_vs.txt'] ?? '';
  if (/^(?:-A |TCP |UDP |SCTP |FWM )/m.test(ipvs)) modes.push('ipvs');
  return modes;
}
