import {atLeast, KNOWN_MINORS, type KubeVersion} from '../model/index.ts';
import {type GateName, type Gates, isGateOn} from './feature-gates.ts';

type Holds = (version: KubeVersion, gates: Gates) => boolean;

const since =
  (minor: number, patch = 0): Holds =>
  (version) =>
    atLeast(version, minor, patch);

const before =
  (minor: number): Holds =>
  (version) =>
    !atLeast(version, minor);

/** Holds while a gate is on; `unknown`: in versions before the gate. */
const gated =
  (name: GateName, unknown = false): Holds =>
  (version, gates) =>
    isGateOn(name, version, gates) ?? unknown;

interface Rule {
  readonly holds: Holds;
  /** What it is about, as a person calls it: named where a version that is not known leaves it open. */
  readonly says: string;
}

/**
 * What kube-proxy programs by version: each rule that changed between 1.24 and 1.38, with the versions in which it
 * holds, from kube-proxy's sources (`pkg/proxy`, `cmd/kube-proxy/app`). The newest that were read are 1.36.3 whole, of
 * 1.37 and 1.38 what touches IPVS mode: it is 1.36 with the keywords of nodePortAddresses.
 *
 * A new rule is a line here, its use in the module that it decides about, and a test at the oldest, the newest and each
 * version that changed it.
 */
const RULES = {
  /** Label `service.kubernetes.io/headless` on a Service hides it; on a slice it always does (PR 134623). */
  headlessLabelHidesService: {
    holds: before(36),
    says: 'the label service.kubernetes.io/headless on Services',
  },
  /** Label `service.kubernetes.io/service-proxy-name` hides EndpointSlices too. */
  proxyNameLabelHidesSlice: {
    holds: before(36),
    says: 'the label service.kubernetes.io/service-proxy-name on EndpointSlices',
  },
  /** `ipMode: Proxy` gives no virtual server (`pkg/proxy/util/utils.go`, `IsVIPMode`). */
  ipModeCounts: {holds: gated('LoadBalancerIPMode'), says: 'ipMode Proxy of load-balancer addresses'},
  /** External IPs get virtual servers (`pkg/proxy/serviceport.go`, `ExternalIPs`). */
  externalIpsServed: {
    holds: gated('AllowServiceExternalIPs', true),
    says: 'the feature gate that disables external IPs',
  },
  /**
   * `externalTrafficPolicy: Local` counts for type ClusterIP with external IPs too; before, for NodePort and
   * LoadBalancer only (`pkg/api/v1/service/util.go`, `ExternalPolicyLocal`).
   */
  externalPolicyOfClusterIP: {
    holds: since(29),
    says: 'externalTrafficPolicy Local of Services of type ClusterIP with external IPs',
  },
  /** `internalTrafficPolicy: Local` counts (`InternalPolicyLocal`). */
  internalPolicyCounts: {holds: gated('ServiceInternalTrafficPolicy'), says: 'internalTrafficPolicy Local'},
  /** `nodePortAddresses: [primary]`, as the only element (`cmd/kube-proxy/app/server.go`; PR 123105). */
  primaryNodePortAddresses: {holds: since(31), says: 'nodePortAddresses primary'},
  /** `primary`, `localhost` and `all` in nodePortAddresses, in any mixture with CIDRs (PR 138427). */
  nodePortAddressKeywords: {holds: since(37), says: 'keywords in nodePortAddresses'},
  /**
   * Node addresses are read interface by interface, and one that is on another interface is not bound to kube-ipvs0;
   * before, the addresses on kube-ipvs0 were subtracted by value (`pkg/proxy/ipvs/netlink_linux.go`; PR 115019, which
   * came to 1.27 with 1.27.3).
   */
  addressesPerInterface: {
    holds: since(27, 3),
    says: 'Service addresses that the node has on another interface',
  },
  /** Each sync removes superfluous addresses from kube-ipvs0; before, only together with a virtual server. */
  unbindsLeftovers: {holds: since(27), says: 'addresses left on kube-ipvs0'},
  /** The scheduler mh gets the flag mh-port (`pkg/proxy/ipvs/proxier.go`). */
  mhPortFlag: {holds: since(27), says: 'the flag mh-port of the scheduler mh'},
  /** Without ready endpoints, those that serve while they terminate count (`pkg/proxy/topology.go`). */
  terminatingFallback: {holds: gated('ProxyTerminatingEndpoints'), says: 'terminating endpoints'},
  /** Hints for nodes count (`pkg/proxy/topology.go`, `topologyModeFromHints`). */
  nodeHints: {holds: gated('PreferSameTrafficDistribution'), says: 'topology hints for nodes'},
  /** Hints for zones count (`pkg/proxy/endpointslicecache.go`). */
  zoneHints: {holds: gated('TopologyAwareHints'), says: 'topology hints for zones'},
  /** Hints for zones count whatever the Service's annotation says (`canUseTopology`). */
  hintsWithoutAnnotation: {
    holds: gated('ServiceTrafficDistribution'),
    says: 'the annotation that enables topology hints',
  },
  /** Hints need the older annotation with the value Auto; later, either annotation with any value but disabled. */
  hintsNeedAuto: {holds: before(27), says: 'the values of the annotation that enables topology hints'},
  /** Of copies of an endpoint one that is not terminating wins; before, a local one did (PR 135593). */
  servingCopyWins: {holds: since(36), says: 'endpoints listed in several slices'},
  /** Endpoint addresses are brought into canonical form (`pkg/proxy/endpointslicecache.go`, `ParseIPSloppy`). */
  canonicalizesAddresses: {holds: since(31), says: 'endpoint addresses in non-canonical form'},
  /** There is the IP set KUBE-IPVS-IPS. */
  ipvsIpsSet: {holds: since(26), says: 'the IP set KUBE-IPVS-IPS'},
  /** A source range of /0 means no restriction (PR 132722). */
  zeroRangeIsUnrestricted: {holds: since(34), says: 'source ranges of /0'},
  /** In dual-stack the node's address for source ranges is `bindAddress` (`nodeIPTuple`), usually 0.0.0.0 and ::. */
  nodeIPIsBindAddress: {holds: before(28), says: "the node's own address in source ranges"},
  /** Only the node's primary family has an address for source ranges (`detectNodeIPs` of 1.28). */
  nodeIPOfPrimaryFamily: {holds: before(29), says: "the node's own address in source ranges"},
  firewallChains: {holds: since(25), says: 'the chain KUBE-PROXY-FIREWALL'},
  ipvsFilterChain: {holds: since(26), says: 'the chain KUBE-IPVS-FILTER'},
  ipvsOutFilterChain: {holds: since(29), says: 'the chain KUBE-IPVS-OUT-FILTER'},
  /**
   * In nftables mode the check for missing local endpoints in output comes after DNAT, so that the node's own connections
   * pass (`pkg/proxy/nftables/proxier.go`, `nftablesBaseChains`: before it in 1.31, after it in 1.36).
   */
  outputCheckedAfterNat: {
    holds: since(36),
    says: 'connections of the node itself under a Local policy in nftables mode',
  },
} as const satisfies Readonly<Record<string, Rule>>;

/** The rules of one kube-proxy version with its feature gates that decide what it programs; see the table above. */
export type Rules = {readonly [Name in keyof typeof RULES]: boolean};

const NAMES = Object.keys(RULES) as readonly (keyof Rules)[];

/**
 * The rules of a kube-proxy version with its feature gates. Versions outside the known ones get the nearest rules. It
 * need not be the version that runs on a node: `createExpectedStates` says how to compare two.
 */
export function rulesOf(version: KubeVersion, gates: Gates): Rules {
  const {oldest} = KNOWN_MINORS;
  const known = atLeast(version, oldest) ? version : {major: 1, minor: oldest, patch: 0};
  return Object.fromEntries(NAMES.map((name) => [name, RULES[name].holds(known, gates)])) as Rules;
}

/** The oldest minor release that is thought of where kube-proxy's version is not known. */
export const OLDEST_LIKELY = 28;

/** Each set of rules from {@link OLDEST_LIKELY} to the newest known version: for a version that is not known. */
export function likelyRules(gates: Gates): readonly Rules[] {
  const sets = new Map<string, Rules>();
  for (let minor = OLDEST_LIKELY; minor <= KNOWN_MINORS.newest; minor++) {
    const rules = rulesOf({major: 1, minor, patch: 0}, gates);
    sets.set(JSON.stringify(rules), rules);
  }
  return [...sets.values()];
}

/** The rules on which two versions with the same feature gates differ, as a person calls them. */
export function ruleChanges(
  {from, to}: {readonly from: KubeVersion; readonly to: KubeVersion},
  gates: Gates,
): readonly string[] {
  return disagreements([rulesOf(from, gates), rulesOf(to, gates)]);
}

/** The names of the rules on which the given sets do not agree, as a person calls them. */
export function disagreements(sets: readonly Rules[]): readonly string[] {
  const open = NAMES.filter((name) => sets.some((rules) => rules[name] !== sets[0]?.[name]));
  return [...new Set(open.map((name) => RULES[name].says))];
}
