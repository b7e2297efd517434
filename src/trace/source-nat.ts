import {
  type AddressRole,
  type Cidr,
  cidrContains,
  type IpFamily,
  type IptablesRules,
  type Protocol,
  parseCidr,
} from '../model/index.ts';

/** What becomes of the source address of a connection before it reaches the real server. */
export interface SourceNat {
  /** Whose is masqueraded: of all clients, of nobody, or of those outside a network or an interface. */
  readonly masquerades: 'all' | 'nobody' | 'others';
  /** For `others`: whose is kept; undefined if the rule names no network. */
  readonly keptFor: Cidr | undefined;
  /** Why, in words. */
  readonly reason: string;
  /** The rule that decides, as iptables-save prints it. */
  readonly rule: string;
}

/** The virtual server whose connections are looked at. */
export interface NatSubject {
  readonly role: AddressRole;
  readonly protocol: Protocol;
  readonly family: IpFamily;
  /** The set that names the virtual server has a twin for traffic policy Local, and it is in that too. */
  readonly local: boolean;
}

/**
 * Whose source address the rules in the kernel masquerade (`pkg/proxy/ipvs/proxier.go`, `writeIptablesRules`); undefined if
 * the chains are not there.
 */
export function sourceNat(rules: IptablesRules, subject: NatSubject): SourceNat | undefined {
  const chain = (name: string) => rules.get('nat')?.chains.get(name);
  const services = chain('KUBE-SERVICES');
  if (!services) return undefined;
  if (subject.role === 'cluster-ip') return clusterIpNat(services, subject.family);
  if (subject.local)
    return keptByPolicy(subject, chain('KUBE-NODE-PORT') ?? [], chain('KUBE-LOAD-BALANCER') ?? []);
  const [where, set] = placeOf(subject);
  const rule = chain(where)?.find((text) => isMark(text) && (set === '' || matches(text, set)));
  if (rule === undefined) {
    const reason = `no rule of ${where} marks it for masquerading`;
    return {masquerades: 'nobody', keptFor: undefined, reason, rule: ''};
  }
  return {masquerades: 'all', keptFor: undefined, reason: `${where} marks it for all clients`, rule};
}

function placeOf({role, protocol, family}: NatSubject): readonly [string, string] {
  if (role === 'external-ip') return ['KUBE-SERVICES', setName('KUBE-EXTERNAL-IP', family)];
  if (role === 'load-balancer') return ['KUBE-LOAD-BALANCER', ''];
  const suffix = protocol === 'SCTP' ? 'SCTP-HASH' : protocol;
  return ['KUBE-NODE-PORT', setName(`KUBE-NODE-PORT-${suffix}`, family)];
}

/** `KUBE-6-…` for IPv6; names are cut to 31 characters. */
function setName(name: string, family: IpFamily): string {
  return family === 'IPv4' ? name : name.replace('KUBE-', 'KUBE-6-').slice(0, 31);
}

function clusterIpNat(services: readonly string[], family: IpFamily): SourceNat {
  const rule = services.find((text) => isMark(text) && matches(text, setName('KUBE-CLUSTER-IP', family)));
  if (rule === undefined) {
    return {
      masquerades: 'nobody',
      keptFor: undefined,
      reason: 'no rule of KUBE-SERVICES marks it for masquerading',
      rule: '',
    };
  }
  const network = /! -s (\S+)/.exec(rule)?.[1];
  const device = /! -i (\S+)/.exec(rule)?.[1];
  const keptFor = network === undefined ? undefined : parseCidr(network);
  if (keptFor) {
    const reason = `only sources outside ${network}, the Pod network, are masqueraded`;
    return {masquerades: 'others', keptFor, reason, rule};
  }
  if (device !== undefined) {
    const reason = `only traffic that does not enter through ${device}, the Pods' interface, is masqueraded`;
    return {masquerades: 'others', keptFor: undefined, reason, rule};
  }
  if (/ src,dst /.test(rule)) {
    const reason = "only traffic that the node itself sends from the Service's own address is masqueraded";
    return {masquerades: 'others', keptFor: undefined, reason, rule};
  }
  return {
    masquerades: 'all',
    keptFor: undefined,
    reason: 'kube-proxy masquerades everything (masqueradeAll)',
    rule,
  };
}

function keptByPolicy(
  {role, protocol, family}: NatSubject,
  nodePort: readonly string[],
  loadBalancer: readonly string[],
): SourceNat {
  const suffix = protocol === 'SCTP' ? 'SCTP-HASH' : protocol;
  const set = {
    'node-port': `KUBE-NODE-PORT-LOCAL-${suffix}`,
    'load-balancer': 'KUBE-LOAD-BALANCER-LOCAL',
    'external-ip': 'KUBE-EXTERNAL-IP-LOCAL',
    'cluster-ip': '',
  }[role];
  const rules = [...nodePort, ...loadBalancer];
  const rule = rules.find((text) => text.includes('-j RETURN') && matches(text, setName(set, family))) ?? '';
  return {masquerades: 'nobody', keptFor: undefined, reason: 'externalTrafficPolicy is Local', rule};
}

function isMark(rule: string): boolean {
  return /-j KUBE-MARK-MASQ\b/.test(rule);
}

function matches(rule: string, set: string): boolean {
  return new RegExp(`--match-set ${set} `).test(rule);
}

/** Whether this client's address is masqueraded; undefined if the rule cannot be applied to an address alone. */
export function isMasqueraded(nat: SourceNat, client: string): boolean | undefined {
  if (nat.masquerades === 'all') return true;
  if (nat.masquerades === 'nobody') return false;
  return nat.keptFor && !cidrContains(nat.keptFor, client);
}
