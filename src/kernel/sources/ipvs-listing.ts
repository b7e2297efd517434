import type {SocketAddress} from '../../model/index.ts';
import {addressServerKey, type Protocol, virtualServerKey} from '../../model/index.ts';
import {readSocketAddress} from './socket-address.ts';
import {beginsWith, reportLine, reportLineProblem, type SourceText} from './source-text.ts';

/** A row of one of the listings of `ipvsadm -Ln`: whose it is, and the columns behind that. */
export interface ListingRow {
  /** {@link virtualServerKey}. */
  readonly virtualServer: string;
  /** Undefined in the row of the virtual server itself. */
  readonly realServer: SocketAddress | undefined;
  readonly columns: string;
}

const VERSION = /^IP Virtual Server version \d+\.\d+\.\d+ \(size=\d+\)$/;
const REMOTE = /^ {2}-> RemoteAddress:Port$/;

/** Ipvsadm `ipvsadm.c`, `print_service_entry`. A firewall mark is printed with %d, so the upper half is negative. */
const VIRTUAL_SERVER = /^(?:(TCP|UDP|SCTP) +(\S+)|FWM +(-?\d{1,10})( IPv6)?) +(\S.*)$/;
const REAL_SERVER = /^ {2}-> (\S+) +(\S.*)$/;

/**
 * Reads the rows of a listing whose second title has these columns. `take` says whether it understood a row's
 * columns. Real servers of a virtual server that was not understood are left out as well: they are nobody's.
 */
export function readListing(text: SourceText, columns: RegExp, take: (row: ListingRow) => boolean): void {
  const titles = [VERSION, columns, REMOTE];
  if (!beginsWith(text, titles)) return;
  let virtualServer: string | undefined;
  for (let index = titles.length; index < text.lines.length; index++) {
    const line = text.lines[index] ?? '';
    if (line.startsWith('  ->')) {
      readRealServer(text, index, {virtualServer, take});
      continue;
    }
    const row = readVirtualServer(line);
    virtualServer = row && take(row) ? row.virtualServer : undefined;
    if (virtualServer === undefined) reportLine(text, index, 'a virtual server or a real server');
  }
}

function readVirtualServer(line: string): ListingRow | undefined {
  const match = VIRTUAL_SERVER.exec(line);
  if (!match) return undefined;
  const [, protocol, written, mark, ipv6, columns = ''] = match;
  if (mark !== undefined)
    return {virtualServer: markKey(Number(mark) >>> 0, ipv6), realServer: undefined, columns};
  const address = readSocketAddress(written ?? '');
  if (!address) return undefined;
  const virtualServer = addressServerKey(protocol as Protocol, address.address, address.port);
  return {virtualServer, realServer: undefined, columns};
}

function markKey(firewallMark: number, ipv6: string | undefined): string {
  return virtualServerKey({
    kind: 'firewall-mark',
    family: ipv6 === undefined ? 'IPv4' : 'IPv6',
    firewallMark,
  });
}

function readRealServer(
  text: SourceText,
  index: number,
  {
    virtualServer,
    take,
  }: {readonly virtualServer: string | undefined; readonly take: (row: ListingRow) => boolean},
): void {
  if (virtualServer === undefined) {
    reportLineProblem(
      text,
      index,
      'the real server was skipped, because its virtual server could not be parsed',
    );
    return;
  }
  const [, written = '', columns = ''] = REAL_SERVER.exec(text.lines[index] ?? '') ?? [];
  const realServer = readSocketAddress(written);
  if (!realServer || !take({virtualServer, realServer, columns})) reportLine(text, index, 'a real server');
}
