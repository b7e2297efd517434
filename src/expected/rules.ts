import {atLeast, type KubeVersion} from '../model/index.ts';

/** When topology hints in EndpointSlices count. */
export type HintCondition = 'annotation-auto' | 'annotation-not-disabled' | 'always';

/** The rules of one kube-proxy version that decide what it programs. */
export interface Rules {
  /** Label `service.kubernetes.io/headless` on a Service hides it; on a slice it always does. */
  readonly headlessLabelHidesService: boolean;
  /** Label `service.kubernetes.io/service-proxy-name` hides EndpointSlices too. */
  readonly proxyNameLabelHidesSlice: boolean;
  /** `ipMode: Proxy` gives no virtual server. */
  readonly ipModeCounts: boolean;
  readonly externalIpsServed: boolean;
  readonly primaryNodePortAddresses: boolean;
  /** Node addresses are read per interface; before, kube-ipvs0's were subtracted by value. */
  readonly addressesPerInterface: boolean;
  readonly mhPortFlag: boolean;
  readonly terminatingFallback: boolean;
  readonly nodeHints: boolean;
  readonly hints: HintCondition;
  /** Of copies of an endpoint one that is not terminating wins; before, a local one did. */
  readonly servingCopyWins: boolean;
  readonly canonicalizesAddresses: boolean;
  readonly ipvsIpsSet: boolean;
  /** A source range of /0 means no restriction. */
  readonly zeroRangeIsUnrestricted: boolean;
  readonly firewallChains: boolean;
  readonly ipvsFilterChain: boolean;
  readonly ipvsOutFilterChain: boolean;
}

/** Oldest and newest minor release of Kubernetes whose rules are known. */
export const KNOWN_MINORS = {oldest: 24, newest: 36} as const;

/**
 * The rules of a kube-proxy version with its feature gates, from kube-proxy's sources of 1.24 to 1.36
 * (`pkg/proxy/ipvs`, `pkg/proxy/topology.go`, `pkg/features`). Versions outside that range get the nearest rules.
 */
export function rulesOf(version: KubeVersion, gates: Readonly<Record<string, boolean>>): Rules {
  const since = (minor: number) => atLeast(version, minor);
  return {
    headlessLabelHidesService: !since(36),
    proxyNameLabelHidesSlice: !since(36),
    ipModeCounts: gate(gates.LoadBalancerIPMode, {known: since(29), usual: since(30), locked: since(32)}),
    externalIpsServed: since(36) ? (gates.AllowServiceExternalIPs ?? true) : true,
    primaryNodePortAddresses: since(31),
    addressesPerInterface: since(28),
    mhPortFlag: since(27),
    terminatingFallback: gate(gates.ProxyTerminatingEndpoints, {
      known: true,
      usual: since(26),
      locked: since(28),
    }),
    nodeHints: gate(gates.PreferSameTrafficDistribution, {
      known: since(33),
      usual: since(34),
      locked: since(35),
    }),
    hints: hintCondition(since, gates),
    servingCopyWins: since(36),
    canonicalizesAddresses: since(36),
    ipvsIpsSet: since(26),
    zeroRangeIsUnrestricted: since(34),
    firewallChains: since(25),
    ipvsFilterChain: since(26),
    ipvsOutFilterChain: since(29),
  };
}

interface GateState {
  readonly known: boolean;
  /** On unless set otherwise. */
  readonly usual: boolean;
  /** On, whatever is set. */
  readonly locked: boolean;
}

function gate(setting: boolean | undefined, {known, usual, locked}: GateState): boolean {
  if (locked || !known) return locked;
  return setting ?? usual;
}

function hintCondition(
  since: (minor: number) => boolean,
  gates: Readonly<Record<string, boolean>>,
): HintCondition {
  if (since(31) || (since(30) && gates.ServiceTrafficDistribution === true)) return 'always';
  return since(27) ? 'annotation-not-disabled' : 'annotation-auto';
}

/** One version of each set of rules that applies from 1.28 to 1.36: for a kube-proxy whose version is not known. */
export const REPRESENTATIVE_VERSIONS: readonly KubeVersion[] = [28, 29, 30, 31, 34, 36].map((minor) => ({
  major: 1,
  minor,
  patch: 0,
}));

const RULE_NAMES: Readonly<Partial<Record<keyof Rules, string>>> = {
  headlessLabelHidesService: 'the label service.kubernetes.io/headless on Services',
  proxyNameLabelHidesSlice: 'the label service.kubernetes.io/service-proxy-name on EndpointSlices',
  ipModeCounts: 'ipMode Proxy of load-balancer addresses',
  externalIpsServed: 'the gate that switches external IPs off',
  primaryNodePortAddresses: 'nodePortAddresses primary',
  nodeHints: 'topology hints for nodes',
  hints: 'the annotation that enables topology hints',
  servingCopyWins: 'endpoints that stand in several slices',
  canonicalizesAddresses: 'endpoint addresses in unusual spelling',
  zeroRangeIsUnrestricted: 'source ranges of /0',
  ipvsOutFilterChain: 'the chain KUBE-IPVS-OUT-FILTER',
};

/** The names of the rules on which the given sets do not agree, as a person calls them. */
export function disagreements(sets: readonly Rules[]): readonly string[] {
  const first = sets[0];
  if (!first) return [];
  const names = Object.keys(first) as (keyof Rules)[];
  return names
    .filter((name) => sets.some((rules) => rules[name] !== first[name]))
    .map((name) => RULE_NAMES[name] ?? name);
}
