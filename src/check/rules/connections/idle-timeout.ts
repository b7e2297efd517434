import {nodeRule} from '../../rule.ts';
import {fail, pass} from '../../verdict.ts';

/** The default of `net.ipv4.tcp_keepalive_time`, in seconds. */
const FIRST_KEEPALIVE = 7200;

/** The kernel's own timeout of idle TCP connections through IPVS, in seconds. */
const DEFAULT_TCP_TIMEOUT = 900;

/** Idle TCP connections end before the first keep-alive. The kernel's default does so too: then it is worth knowing, no more. */
export const IDLE_TIMEOUT = nodeRule({
  code: 'IPVS021',
  needs: ['timeouts'],
  check: ({timeouts}) => {
    const evidence = `Timeout (tcp tcpfin udp): ${timeouts.tcp} ${timeouts.tcpFin} ${timeouts.udp}`;
    if (timeouts.tcp > FIRST_KEEPALIVE) return pass(evidence);
    return fail({
      severity: timeouts.tcp < DEFAULT_TCP_TIMEOUT ? 'warning' : 'info',
      message:
        `a TCP connection to a Service that is idle for ${timeouts.tcp} s is dropped; the first keepalive is ` +
        `usually sent after ${FIRST_KEEPALIVE} s`,
      evidence: [evidence],
    });
  },
});
