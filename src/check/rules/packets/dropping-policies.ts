import {IP_FAMILIES, type IpFamily, type IptablesRules} from '../../../model/index.ts';
import {firstFew} from '../../first-few.ts';
import {nodeRule} from '../../rule.ts';
import {fail, pass, type Verdict} from '../../verdict.ts';

/** Chains that accept nothing for Pods: those of kube-proxy accept marked packets only. */
const NO_HELP = /-j (?:KUBE-(?!ROUTER|NWPLCY|POD)|DOCKER|DROP|REJECT|LOG)/;

/** Policies that drop what no rule accepts. Whether other rules accept the traffic of Services is only partly seen. */
export const DROPPING_POLICIES = nodeRule({
  code: 'IPVS059',
  needs: ['iptables'],
  check: ({iptables}) => {
    const verdicts = IP_FAMILIES.flatMap((family) => {
      const rules = iptables[family];
      return rules ? [...judge(family, 'FORWARD', rules), ...judge(family, 'INPUT', rules)] : [];
    });
    return verdicts.length > 0 ? verdicts : pass('the policies of INPUT and FORWARD are ACCEPT');
  },
});

function judge(family: IpFamily, chain: string, tables: IptablesRules): readonly Verdict[] {
  const filter = tables.get('filter');
  if (filter?.policies.get(chain) !== 'DROP') return [];
  const rules = filter.chains.get(chain) ?? [];
  const accepting = rules.filter((rule) => !NO_HELP.test(rule));
  const shown = rules.map((rule) => `-A ${chain} ${rule}`);
  const alone = accepting.length === 0;
  return [
    fail({
      family,
      severity: alone ? 'warning' : 'info',
      message: alone
        ? `${chain} (${family}) drops what it does not accept, and only kube-proxy's own rules accept anything: ` +
          'Service traffic that is not masqueraded is lost'
        : `${chain} (${family}) drops what it does not accept: other rules must accept the Pod and Service ranges`,
      evidence: [`-P ${chain} DROP`, ...firstFew(shown)],
    }),
  ];
}
