import type {KubeProxyConfiguration} from '../../../model/index.ts';
import {firstFew} from '../../first-few.ts';
import {nodeRule} from '../../rule.ts';
import {fail, pass, undecidable} from '../../verdict.ts';
import type {MigrationCheck} from '../migration-check.ts';

/** Settings of kube-proxy that mean nothing in nftables mode. */
export const IPVS_SETTINGS: MigrationCheck = {
  section: 'settings',
  title: 'Settings that lose their effect',
  rule: nodeRule({
    code: 'IPVS090',
    needs: ['configuration'],
    check: ({configuration}) => {
      if (configuration.source === 'defaults') return undecidable("kube-proxy's configuration was not read");
      const set = settingsOf(configuration);
      if (set.length === 0) return pass('no setting is specific to IPVS mode');
      return fail({
        severity: 'info',
        message: 'settings specific to IPVS mode are ignored in nftables mode',
        evidence: set,
        remedy:
          'nftables.minSyncPeriod replaces ipvs.minSyncPeriod (1s if not set); the others have no counterpart',
      });
    },
  }),
};

function settingsOf({
  excludeCidrs,
  strictArp,
  minSyncPeriod,
  scheduler,
  syncPeriod,
}: KubeProxyConfiguration): readonly string[] {
  return [
    ...(scheduler === '' ? [] : [`ipvs.scheduler: ${scheduler}`]),
    ...(excludeCidrs.length > 0 ? [`ipvs.excludeCIDRs: ${excludeCidrs.join(', ')}`] : []),
    ...(strictArp ? ['ipvs.strictARP: true'] : []),
    ...(minSyncPeriod > 0 ? [`ipvs.minSyncPeriod: ${minSyncPeriod}s`] : []),
    ...(syncPeriod === 30 ? [] : [`ipvs.syncPeriod: ${syncPeriod}s`]),
  ];
}

/** Kernel settings that kube-proxy made and does not take back. */
export const LEFT_SYSCTLS: MigrationCheck = {
  section: 'settings',
  title: 'Kernel settings that stay',
  rule: nodeRule({
    code: 'IPVS037',
    needs: ['sysctls'],
    wants: ['ipSets'],
    check: ({sysctls, ipSets}) => {
      const arp = [
        ['net.ipv4.conf.all.arp_ignore', '0'],
        ['net.ipv4.conf.all.arp_announce', '0'],
      ].flatMap(([name = '', usual]) => {
        const value = sysctls.get(name);
        return value === undefined || value === usual ? [] : [`${name} = ${value}`];
      });
      const sets = [...(ipSets?.keys() ?? [])].filter((name) => name.startsWith('KUBE-6-'));
      const left = [
        ...arp,
        ...(sets.length > 0 ? [`${sets.length} IP sets KUBE-6-…, which the cleanup does not remove`] : []),
      ];
      if (left.length === 0) return pass('only net.ipv4.vs.*, which is harmless without IPVS');
      return fail({
        severity: 'info',
        message:
          'what kube-proxy set for IPVS mode stays after the switch, until the node is rebooted or the change is ' +
          'undone',
        evidence: firstFew(left),
        remedy:
          'reboot the node as part of the switch; files in /etc/sysctl.d and /etc/modules-load.d that were added ' +
          'for IPVS (net.ipv4.vs.*, arp_ignore, ip_vs) can be removed',
      });
    },
  }),
};
