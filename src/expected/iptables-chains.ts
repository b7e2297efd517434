import type {ExpectedChain, IpFamily} from '../model/index.ts';
import type {Rules} from './rules.ts';

interface ChainRule {
  readonly table: string;
  readonly chain: string;
  /** Built-in chains that jump there in every configuration. */
  readonly from: readonly string[];
  readonly applies?: (rules: Rules) => boolean;
}

/** The chains of IPVS mode (`pkg/proxy/ipvs/proxier.go`, `iptablesJumpChain` and `iptablesChains`). */
const CHAINS: readonly ChainRule[] = [
  {table: 'nat', chain: 'KUBE-SERVICES', from: ['PREROUTING', 'OUTPUT']},
  {table: 'nat', chain: 'KUBE-POSTROUTING', from: ['POSTROUTING']},
  {table: 'nat', chain: 'KUBE-NODE-PORT', from: []},
  {table: 'nat', chain: 'KUBE-LOAD-BALANCER', from: []},
  {table: 'nat', chain: 'KUBE-MARK-MASQ', from: []},
  {table: 'nat', chain: 'KUBE-FIREWALL', from: [], applies: (rules) => !rules.firewallChains},
  {table: 'nat', chain: 'KUBE-MARK-DROP', from: [], applies: (rules) => !rules.firewallChains},
  {table: 'filter', chain: 'KUBE-FORWARD', from: ['FORWARD']},
  {table: 'filter', chain: 'KUBE-NODE-PORT', from: ['INPUT']},
  {
    table: 'filter',
    chain: 'KUBE-PROXY-FIREWALL',
    from: ['INPUT', 'FORWARD'],
    applies: (rules) => rules.firewallChains,
  },
  {table: 'filter', chain: 'KUBE-SOURCE-RANGES-FIREWALL', from: [], applies: (rules) => rules.firewallChains},
  {table: 'filter', chain: 'KUBE-IPVS-FILTER', from: ['INPUT'], applies: (rules) => rules.ipvsFilterChain},
  {
    table: 'filter',
    chain: 'KUBE-IPVS-OUT-FILTER',
    from: ['OUTPUT'],
    applies: (rules) => rules.ipvsOutFilterChain,
  },
];

/** The chains that must exist in a family's iptables. */
export function expectedChains(family: IpFamily, rules: Rules): readonly ExpectedChain[] {
  return CHAINS.filter(({applies}) => applies?.(rules) ?? true).map(({table, chain, from}) => ({
    family,
    table,
    chain,
    jumpedToFrom: from,
  }));
}
