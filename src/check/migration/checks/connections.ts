import type {KernelTable} from '../../../model/index.ts';
import {firstFew} from '../../first-few.ts';
import {clusterRule, nodeRule} from '../../rule.ts';
import {fail, notApplicable, pass, undecidable} from '../../verdict.ts';
import {serviceName} from '../../whole-service.ts';
import type {MigrationCheck} from '../migration-check.ts';

/** Connections that break at the switch: the table of IPVS is emptied when kube-proxy starts in nftables mode. */
export const OPEN_CONNECTIONS: MigrationCheck = {
  section: 'connections',
  title: 'Open connections',
  rule: nodeRule({
    code: 'IPVS087',
    needs: ['table'],
    check: ({table}) => {
      const {active, draining} = countConnections(table);
      if (active === undefined) return undecidable('connection counts were not captured');
      if (active === 0 && draining === 0) return pass('no active connection through IPVS');
      return fail({
        severity: 'info',
        message: 'connections of this node through IPVS break when it changes its mode',
        evidence: [`${active} active connections`, `${draining} draining real servers`],
        remedy: 'drain the node first: its Pods are the clients of most of these connections',
      });
    },
  }),
};

function countConnections(table: KernelTable): {
  readonly active: number | undefined;
  readonly draining: number;
} {
  let active = 0;
  let draining = 0;
  for (const {realServers} of table.values()) {
    for (const {activeConnections, weight} of realServers.values()) {
      if (activeConnections === undefined) return {active: undefined, draining: 0};
      active += activeConnections;
      if (weight === 0) draining++;
    }
  }
  return {active, draining};
}

/** Timeouts that are configured for IPVS and mean nothing afterwards. */
export const CONFIGURED_TIMEOUTS: MigrationCheck = {
  section: 'connections',
  title: 'Connection timeouts',
  rule: nodeRule({
    code: 'IPVS021',
    needs: ['configuration'],
    wants: ['timeouts'],
    check: ({configuration: {source, ipvsTimeouts}, timeouts}) => {
      if (source === 'defaults') return undecidable("kube-proxy's configuration was not read");
      const set = [
        ['tcpTimeout', ipvsTimeouts.tcp],
        ['tcpFinTimeout', ipvsTimeouts.tcpFin],
        ['udpTimeout', ipvsTimeouts.udp],
      ].filter(([, seconds]) => Number(seconds) > 0);
      const shown = timeouts
        ? [`IPVS now: tcp ${timeouts.tcp} s, tcpfin ${timeouts.tcpFin} s, udp ${timeouts.udp} s`]
        : [];
      if (set.length === 0) {
        return fail({
          severity: 'info',
          message:
            "idle connections last as long as conntrack's timeouts (TCP 24 h, UDP 30 s and 120 s unless set otherwise) instead of those of IPVS (TCP 900 s, UDP 300 s)",
          evidence: shown,
          remedy:
            'nothing for TCP: idle connections live longer. UDP clients that are idle for minutes may reach ' +
            'another endpoint afterwards',
        });
      }
      return fail({
        severity: 'warning',
        message: 'the timeouts configured for IPVS have no effect in nftables mode',
        evidence: [...set.map(([name, seconds]) => `ipvs.${name} is ${seconds}s`), ...shown],
        remedy:
          "conntrack's timeouts apply instead: conntrack.tcpEstablishedTimeout, and conntrack.udpTimeout and " +
          'udpStreamTimeout (1.29 and later)',
      });
    },
  }),
};

/** Services over UDP and SCTP, whose handling differs most between the modes. */
export const DATAGRAMS: MigrationCheck = {
  section: 'connections',
  title: 'UDP and SCTP',
  rule: clusterRule({
    code: 'IPVS020',
    onlyInIpvsMode: true,
    check: ({cluster}) => {
      const of = (protocol: string) =>
        cluster.services.filter(
          ({clusterIP, ports}) => clusterIP !== 'None' && ports.some((port) => port.protocol === protocol),
        );
      const [udp, sctp] = [of('UDP'), of('SCTP')];
      if (udp.length + sctp.length === 0) return notApplicable('no Service has a UDP or SCTP port');
      return fail({
        severity: 'info',
        message:
          'UDP and SCTP flows stay with the endpoint in their conntrack entry; kube-proxy 1.32 and later removes ' +
          'the entries of endpoints that are gone',
        evidence: [
          ...firstFew(udp.map((service) => `UDP: ${serviceName(service)}`).sort(), 3),
          ...firstFew(sctp.map((service) => `SCTP: ${serviceName(service)}`).sort(), 3),
        ],
        remedy: 'test them on the first node: DNS above all',
      });
    },
  }),
};
