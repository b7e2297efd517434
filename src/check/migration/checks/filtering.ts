import type {IptablesRules} from '../../../model/index.ts';
import {firstFew} from '../../first-few.ts';
import {clusterRule, nodeRule} from '../../rule.ts';
import {fail, notApplicable, pass, undecidable, type Verdict} from '../../verdict.ts';
import {serviceName} from '../../whole-service.ts';
import type {MigrationCheck} from '../migration-check.ts';

/** Rules that only kube-proxy's own chains make harmless: nftables mode makes none in iptables. */
export const FIREWALL: MigrationCheck = {
  section: 'filtering',
  title: 'iptables policies',
  rule: nodeRule({
    code: 'IPVS059',
    needs: [],
    wants: ['iptables'],
    check: ({iptables}) => {
      if (!iptables) return undecidable('the iptables rules were not read');
      const dropping = Object.entries(iptables).flatMap(([family, rules]) => droppingChains(family, rules));
      return dropping.length === 0 ? pass('INPUT and FORWARD accept by policy') : blocked(dropping);
    },
  }),
};

function droppingChains(family: string, tables: IptablesRules): readonly string[] {
  const policies = tables.get('filter')?.policies;
  return ['INPUT', 'FORWARD']
    .filter((chain) => policies?.get(chain) === 'DROP')
    .map((chain) => `-P ${chain} DROP (${family})`);
}

function blocked(dropping: readonly string[]): Verdict {
  return fail({
    severity: 'warning',
    message:
      'an iptables policy drops what no rule accepts, and in nftables mode kube-proxy adds no rules to iptables: ' +
      'its chain KUBE-FORWARD is gone',
    evidence: firstFew(dropping),
    remedy:
      'before the switch, accept the Pod range in FORWARD, through the CNI or with your own rule; node ports then ' +
      'pass through FORWARD, not INPUT',
  });
}

/** Source ranges mean the same in nftables mode. */
export const SOURCE_RANGES: MigrationCheck = {
  section: 'filtering',
  title: 'loadBalancerSourceRanges',
  rule: clusterRule({
    code: 'IPVS052',
    onlyInIpvsMode: true,
    check: ({cluster}) => {
      const services = cluster.services.filter(
        ({type, loadBalancerSourceRanges}) => type === 'LoadBalancer' && loadBalancerSourceRanges.length > 0,
      );
      if (services.length === 0) return notApplicable('no Service restricts its sources');
      return pass(
        'source ranges restrict load-balancer addresses in both modes, and node ports in neither mode',
        ...firstFew(services.map(serviceName).sort()),
      );
    },
  }),
};

/** Ping: refused by both modes from 1.26 on. */
export const PING: MigrationCheck = {
  section: 'filtering',
  title: 'Ping to Service addresses',
  rule: nodeRule({
    code: 'IPVS033',
    needs: [],
    wants: ['iptables'],
    check: ({iptables}) => {
      if (!iptables?.IPv4) return undecidable('the iptables rules were not read');
      const chain = iptables.IPv4.get('filter')?.chains.get('KUBE-IPVS-FILTER');
      if (chain && chain.length > 0) return pass('cluster IPs refuse ping today, and will afterwards');
      return fail({
        severity: 'info',
        message: 'cluster IPs answer ping on this node today, and will refuse it',
        evidence: ['the chain KUBE-IPVS-FILTER is missing or empty'],
        remedy: 'probes that ping a cluster IP should connect to a port instead',
      });
    },
  }),
};
