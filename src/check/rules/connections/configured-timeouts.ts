import type {IpvsTimeouts} from '../../../model/index.ts';
import {nodeRule} from '../../rule.ts';
import {fail, pass, undecidable} from '../../verdict.ts';

/** The kernel's own (`net/netfilter/ipvs/ip_vs_proto_tcp.c`, `ip_vs_proto_udp.c`). */
const KERNEL_DEFAULTS: IpvsTimeouts = {tcp: 900, tcpFin: 120, udp: 300};

const SETTINGS = [
  ['tcp', 'ipvs.tcpTimeout'],
  ['tcpFin', 'ipvs.tcpFinTimeout'],
  ['udp', 'ipvs.udpTimeout'],
] as const;

/** kube-proxy writes the timeouts once, at its start, and only logs a failure (`pkg/proxy/ipvs/proxier.go`, `NewProxier`). */
export const CONFIGURED_TIMEOUTS = nodeRule({
  code: 'IPVS022',
  needs: ['timeouts', 'configuration'],
  check: ({timeouts, configuration}) => {
    if (configuration.source === 'defaults') return undecidable("kube-proxy's configuration was not read");
    const configured = configuration.ipvsTimeouts;
    const wrong = SETTINGS.filter(([name]) => configured[name] > 0 && configured[name] !== timeouts[name]);
    if (wrong.length > 0) {
      return fail({
        message: 'IPVS timeouts differ from the configuration',
        evidence: wrong.map(
          ([name, setting]) => `${setting} is ${configured[name]}s, the kernel has ${timeouts[name]} s`,
        ),
      });
    }
    const changed = SETTINGS.filter(
      ([name]) => configured[name] === 0 && timeouts[name] !== KERNEL_DEFAULTS[name],
    );
    const shown = `Timeout (tcp tcpfin udp): ${timeouts.tcp} ${timeouts.tcpFin} ${timeouts.udp}`;
    if (changed.length === 0) return pass(shown);
    return fail({
      severity: 'info',
      message: 'IPVS timeouts were changed that the configuration does not set',
      evidence: changed.map(
        ([name, setting]) =>
          `${setting} is not set, the kernel has ${timeouts[name]} s instead of ${KERNEL_DEFAULTS[name]} s`,
      ),
    });
  },
});
