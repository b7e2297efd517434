import {
  formatEndpoint,
  type IpFamily,
  type Persistence,
  type Protocol,
  type VirtualServerId,
  virtualServerKey,
} from '../../model/index.ts';
import {countBits, type Endpoint, readForwarding, readNumber, readWrapped} from './fields.ts';
import {formatIpv6} from './ipv6.ts';
import {MAX_COUNT, MAX_PORT, MAX_WEIGHT} from './limits.ts';
import {ipv6Prefix, markFamily, placeMarksWithoutFamily} from './mark-family.ts';
import {parseTable, type TableFormat} from './parse-table.ts';
import type {ParsedTable} from './parsed-table.ts';
import {type Scanner, scanColumn, scanHex, scanText} from './scanner.ts';
import {
  addRealServer,
  addVirtualServer,
  type OpenVirtualServer,
  openVirtualServer,
  putRealServer,
  type TableDraft,
  type VirtualServerLine,
} from './table-draft.ts';
import {quoteText, UnreadableLine} from './unreadable-line.ts';
import {familyOfServer} from './virtual-server-id.ts';

/** `TCP  0A600001:0050 rr ops persistent 30000 FFFFFFFF`; marks: `FWM  0000004D rr`. */
const VIRTUAL_SERVER =
  /^(?:(TCP|UDP|SCTP) +(\S+)|FWM +([0-9A-F]{8})) (\S+)(?: +(ops))?(?: +persistent (-?\d+) ([0-9A-F]{8}))?$/;

const ENDPOINT = /^(?:([0-9A-F]{8})|\[([0-9a-f]{4}(?::[0-9a-f]{4}){7})\]):([0-9A-F]+)$/;

const FORMAT: TableFormat = {
  source: 'proc-net-ip_vs.txt',
  header: [
    /^IP Virtual Server version /,
    /^Prot LocalAddress:Port Scheduler Flags$/,
    /^ {2}-> RemoteAddress:Port Forward Weight ActiveConn InActConn$/,
  ],
  scanRealServer,
  isRealServer: (line) => line.startsWith('  -> '),
  readRealServer,
  readVirtualServer,
  finish: placeMarksWithoutFamily,
};

/**
 * The table as the kernel prints it in `/proc/net/ip_vs`: addresses and ports in hexadecimal, timeouts in ticks. It
 * tells no scheduler flags, no persistence engine, no one-packet mode of IPv6 addresses, no family of firewall marks.
 * @see ip_vs_info_seq_show in https://github.com/torvalds/linux/blob/v6.1/net/netfilter/ipvs/ip_vs_ctl.c
 */
export function parseProcIpVs(text: string): ParsedTable {
  return parseTable(FORMAT, text);
}

function scanRealServer(open: OpenVirtualServer, scanner: Scanner): boolean {
  if (!scanText(scanner, '  -> ')) return false;
  const bits = scanHex(scanner, 8);
  if (bits < 0 || !scanText(scanner, ':')) return false;
  const port = scanHex(scanner, 4);
  if (port < 0 || !scanText(scanner, '      Masq ')) return false;
  const weight = scanColumn(scanner, MAX_WEIGHT);
  const activeConnections = scanColumn(scanner, MAX_COUNT);
  const inactiveConnections = scanColumn(scanner, MAX_COUNT);
  if (weight < 0 || activeConnections < 0 || inactiveConnections < 0 || !scanText(scanner, '\n'))
    return false;
  const key = `${ipv4Text(bits)}:${port}`;
  const address = key.slice(0, key.indexOf(':'));
  return putRealServer(open, key, {
    address,
    port,
    weight,
    forwarding: 'Masq',
    activeConnections,
    inactiveConnections,
  });
}

function ipv4Text(bits: number): string {
  return `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`;
}

function readRealServer(open: OpenVirtualServer, line: string): void {
  const [, endpoint, forwarding, weight, active, inactive, ...more] = line.trim().split(/ +/);
  if (inactive === undefined || more.length > 0)
    throw new UnreadableLine('this is not a real server of /proc/net/ip_vs');
  const {address, port, key} = readHexEndpoint(endpoint ?? '');
  addRealServer(open, key, {
    address,
    port,
    weight: readNumber('weight', weight ?? '', MAX_WEIGHT),
    forwarding: readForwarding(forwarding ?? ''),
    activeConnections: readNumber('number of active connections', active ?? '', MAX_COUNT),
    inactiveConnections: readNumber('number of inactive connections', inactive, MAX_COUNT),
  });
}

/** `0A600001:0050` or `[fd00:0096:0000:0000:0000:0000:0000:0001]:0050`. */
function readHexEndpoint(text: string): Endpoint {
  const [, ipv4, ipv6, portText] = ENDPOINT.exec(text) ?? [];
  if (portText === undefined)
    throw new UnreadableLine(`${quoteText(text)} is not a hexadecimal address with a port`);
  const port = Number.parseInt(portText, 16);
  if (port > MAX_PORT) throw new UnreadableLine(`the port ${quoteText(portText)} is greater than FFFF`, true);
  const address =
    ipv4 === undefined ? formatIpv6((ipv6 ?? '').split(':').map(hexNumber)) : ipv4Text(hexNumber(ipv4));
  return {address, port, key: formatEndpoint(address, port)};
}

function hexNumber(text: string): number {
  return Number.parseInt(text, 16);
}

function readVirtualServer(draft: TableDraft, line: string, rest: Readonly<Scanner>): void {
  const match = VIRTUAL_SERVER.exec(line);
  if (!match) throw new UnreadableLine('this is not a line of /proc/net/ip_vs');
  const [, protocol, endpoint = '', mark, scheduler = '', onePacket, ticks, mask] = match;
  const family =
    mark === undefined ? undefined : markFamily(mask === undefined ? undefined : hexNumber(mask), rest);
  const id = mark === undefined ? addressId(protocol as Protocol, endpoint) : markId(mark, family ?? 'IPv4');
  const virtualServer: VirtualServerLine = {
    id,
    scheduler,
    persistence:
      ticks === undefined ? undefined : readTicks(familyOfServer(id), ticks, hexNumber(mask ?? '')),
    schedulerFlags: undefined,
    onePacket: onePacket !== undefined,
  };
  if (mark === undefined || family !== undefined) addVirtualServer(draft, virtualServer);
  else draft.withoutFamily.push(openVirtualServer(draft, virtualServerKey(id), virtualServer));
}

function addressId(protocol: Protocol, endpoint: string): VirtualServerId {
  const {address, port} = readHexEndpoint(endpoint);
  return {kind: 'address', protocol, address, port};
}

function markId(text: string, family: IpFamily): VirtualServerId {
  return {kind: 'firewall-mark', family, firewallMark: hexNumber(text)};
}

function readTicks(family: IpFamily, ticks: string, mask: number): Persistence {
  const prefix = family === 'IPv4' ? countBits(mask) : ipv6Prefix(mask);
  if (prefix === undefined) throw new UnreadableLine('this is not a netmask of IPv6');
  return {timeoutJiffies: readWrapped('persistence timeout', ticks), prefix};
}
