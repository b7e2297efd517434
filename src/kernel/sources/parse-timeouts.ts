import type {IpvsTimeouts, Parsed} from '../../model/index.ts';
import {quoteText} from '../tables/unreadable-line.ts';
import {conclude, openSource, reportFatal} from './source-text.ts';

const TIMEOUTS = /^Timeout \(tcp tcpfin udp\): (\d+) (\d+) (\d+)$/;

/** The timeouts from `ipvsadm -L --timeout`; undefined, with a fatal problem, if the text is not that. */
export function parseTimeouts(text: string): Parsed<IpvsTimeouts | undefined> {
  const opened = openSource('ipvsadm-timeouts.txt', text);
  const line = opened.lines.join('\n');
  const match = TIMEOUTS.exec(line);
  if (match) {
    const [, tcp, tcpFin, udp] = match;
    return conclude(opened, {tcp: Number(tcp), tcpFin: Number(tcpFin), udp: Number(udp)});
  }
  reportFatal(
    opened,
    1,
    `the text should be "Timeout (tcp tcpfin udp):" with three numbers, but is ${quoteText(line)}`,
  );
  return conclude(opened, undefined);
}
