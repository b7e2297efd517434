import {cidrContains, formatEndpoint, type PathStep, parseCidr} from '../model/index.ts';
import {brokenStep} from './make-step.ts';
import type {PathContext} from './path-context.ts';

/** Who is let in to a load-balancer address. */
export interface LetIn {
  /** What to say of it: the ranges; undefined where everybody is let in, or the sets were not captured. */
  readonly reason: string | undefined;
  /** The step that the ranges break; undefined if they break none. */
  readonly broken: PathStep | undefined;
}

const EVERYBODY: LetIn = {reason: undefined, broken: undefined};

/**
 * Whether the source ranges of a load-balancer address let the client in, by the members of the sets in the kernel: an address
 * in KUBE-LOAD-BALANCER-FW goes through a chain that lets in what is in the two SOURCE sets, and drops the rest
 * (`pkg/proxy/ipvs/proxier.go`, `writeIptablesRules`; up to 1.24 it marks the rest to be dropped).
 */
export function letIn({view, server}: PathContext): LetIn {
  const {actual, expected, client} = view;
  if (server.role !== 'load-balancer' || !actual.ipSets) return EVERYBODY;
  const {address, port, protocol} = server.id;
  const socket = `${address},${protocol.toLowerCase()}:${port}`;
  const members = (name: string) => [
    ...(actual.ipSets?.get(server.family === 'IPv4' ? name : (SHORT_NAMES[name] ?? name))?.members ?? []),
  ];
  if (!members(FIREWALL).includes(socket)) return EVERYBODY;
  const sources = (name: string) =>
    members(name).flatMap((member) =>
      member.startsWith(`${socket},`) ? member.slice(socket.length + 1) : [],
    );
  const ranges = sources(RANGES);
  const place = `${protocol} ${formatEndpoint(address, port)}`;
  const chain = expected.chains.some((one) => one.chain === 'KUBE-PROXY-FIREWALL')
    ? 'KUBE-PROXY-FIREWALL -> KUBE-SOURCE-RANGES-FIREWALL drops'
    : 'KUBE-LOAD-BALANCER-FW -> KUBE-FIREWALL drops';
  if (ranges.length === 0) {
    const why = whyNobody(view, [RANGES, SHORT_NAMES[RANGES]]);
    return {
      reason: undefined,
      broken: brokenStep('iptables', {
        message: `${place} is in ${FIREWALL}, and none of its ranges is in ${RANGES}: ${chain} everyone`,
        evidence: [`add ${FIREWALL} ${socket}`],
        code: why?.code,
        remedy: why?.remedy ?? "check in kube-proxy's log why it stored no range",
      }),
    };
  }
  const known = ranges.join(', ');
  if (client === undefined || sources(OWN).includes(client) || ranges.some((range) => holds(range, client)))
    return {reason: `only ${known} is allowed (loadBalancerSourceRanges)`, broken: undefined};
  return {
    reason: undefined,
    broken: brokenStep('iptables', {
      message: `the client ${client} is in no range of loadBalancerSourceRanges (${known}): ${chain} it`,
      evidence: ranges.map((range) => `add ${RANGES} ${socket},${range}`),
      remedy: 'to allow it, add its network to spec.loadBalancerSourceRanges of the Service',
    }),
  };
}

/** Why no range is stored: one of /0, as `check` knows, or a member that is lost. */
function whyNobody(
  {failures, findings}: PathContext['view'],
  sets: readonly (string | undefined)[],
): {readonly code: string | null; readonly remedy: string} | undefined {
  return (
    failures.find(({code}) => code === 'IPVS053') ??
    findings.find(
      ({kind, expected}) => kind === 'ipset-member-missing' && sets.includes(String(expected?.set)),
    )
  );
}

const FIREWALL = 'KUBE-LOAD-BALANCER-FW';
const RANGES = 'KUBE-LOAD-BALANCER-SOURCE-CIDR';
const OWN = 'KUBE-LOAD-BALANCER-SOURCE-IP';

/** The names of IPv6 are cut to 31 characters (`pkg/proxy/ipvs/ipset.go`). */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  [FIREWALL]: 'KUBE-6-LOAD-BALANCER-FW',
  [RANGES]: 'KUBE-6-LOAD-BALANCER-SOURCE-CIDR'.slice(0, 31),
  [OWN]: 'KUBE-6-LOAD-BALANCER-SOURCE-IP',
};

/** A range without a length is one address, as ipset prints it. */
function holds(range: string, client: string): boolean {
  const cidr = parseCidr(range.includes('/') ? range : `${range}/${range.includes(':') ? 128 : 32}`);
  return cidr !== undefined && cidrContains(cidr, client);
}
