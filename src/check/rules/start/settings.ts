import {inEffect, type KubeProxyConfiguration} from '../../../model/index.ts';

/** Settings that decide what is programmed, by their names in the file. */
const SETTINGS: Readonly<Record<string, (configuration: KubeProxyConfiguration) => unknown>> = {
  mode: ({mode}) => mode,
  'ipvs.scheduler': ({scheduler}) => scheduler,
  'ipvs.excludeCIDRs': ({excludeCidrs}) => excludeCidrs,
  'ipvs.strictARP': ({strictArp}) => strictArp,
  'ipvs.syncPeriod': ({syncPeriod}) => syncPeriod,
  'ipvs.minSyncPeriod': ({minSyncPeriod}) => minSyncPeriod,
  'ipvs.tcpTimeout, tcpFinTimeout, udpTimeout': ({ipvsTimeouts}) => ipvsTimeouts,
  nodePortAddresses: ({nodePortAddresses}) => nodePortAddresses,
  clusterCIDR: ({clusterCidr}) => clusterCidr,
};

/** The settings in effect of a configuration that decide what is programmed, each as JSON. */
export function settingsOf(configuration: KubeProxyConfiguration): Readonly<Record<string, string>> {
  const settings = inEffect(configuration);
  return Object.fromEntries(
    Object.entries(SETTINGS).map(([name, read]) => [name, JSON.stringify(read(settings))]),
  );
}
