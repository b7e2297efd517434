import {LOG_LEVEL_WORDS, type NodeDetail, type ReportSource} from '../../model/index.ts';
import {findingDocument} from '../document-parts.ts';

/** The details of a node that was asked for by name, as documents have them. */
export function detailDocument(detail: NodeDetail, source: ReportSource) {
  const {machine, configuration, traffic, timeouts} = detail;
  return {
    zone: machine.zone,
    kernel: machine.kernel,
    kubelet: machine.kubelet,
    addresses: machine.addresses,
    configuration: {
      source: configuration.source,
      mode: configuration.mode,
      scheduler: configuration.scheduler,
      syncPeriodSeconds: configuration.syncPeriod,
      minSyncPeriodSeconds: configuration.minSyncPeriod,
      nodePortAddresses: configuration.nodePortAddresses,
      excludeCIDRs: configuration.excludeCidrs,
      strictARP: configuration.strictArp,
    },
    table:
      detail.table?.map(({protocol, family, virtualServers, realServers, active, inactive, ...rest}) => ({
        ...{protocol, ipFamily: family, virtualServers, realServers},
        connections: active === null || inactive === null ? null : {active, inactive},
        persistent: rest.persistent,
        schedulers: rest.schedulers,
      })) ?? null,
    connectionStates: detail.states?.map(({protocol, state, count}) => ({protocol, state, count})) ?? null,
    traffic: traffic && {totals: {...traffic.totals}, perSecond: {...traffic.rates}},
    timeoutsSeconds: timeouts && {tcp: timeouts.tcp, tcpFin: timeouts.tcpFin, udp: timeouts.udp},
    sysctls: detail.sysctls?.map(({name, value, wanted}) => ({name, value, wanted})) ?? null,
    conntrackCounters: detail.conntrackCounters,
    dummyInterface: detail.dummyInterface,
    ipSets: detail.ipSets?.map(({name, members}) => ({name, members})) ?? null,
    iptablesChains:
      detail.chains?.map(({family, table, chain, state}) => ({ipFamily: family, table, chain, state})) ??
      null,
    modules: detail.modules,
    log:
      detail.log?.map(({time, level, code, count, message}) => ({
        time,
        level: LOG_LEVEL_WORDS[level],
        code,
        count,
        message,
      })) ?? null,
    findings: detail.findings.map((finding) => findingDocument(finding, source)),
    failedChecks: detail.failures.map(({code, severity, message, evidence, remedy}) => ({
      code,
      severity,
      message,
      evidence,
      remedy,
    })),
    notKnown: detail.gaps,
  };
}
