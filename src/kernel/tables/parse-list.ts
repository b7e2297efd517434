import type {ConnectionSums, Protocol} from '../../model/index.ts';
import {readEndpoint, readForwarding, readNumber, readSchedulerFlags} from './fields.ts';
import {MAX_COUNT, MAX_WEIGHT} from './limits.ts';
import {parseTable, type TableFormat} from './parse-table.ts';
import type {ParsedTable} from './parsed-table.ts';
import {PLAIN_ENDPOINT, type PlainText} from './plain-text.ts';
import {type PlainLayout, scanVirtualServer} from './scan-virtual-server.ts';
import {type Scanner, scanColumn, scanEndpoint, scanText, skipBlanks} from './scanner.ts';
import {
  addRealServer,
  addVirtualServer,
  type OpenVirtualServer,
  putRealServer,
  type TableDraft,
} from './table-draft.ts';
import {UnreadableLine} from './unreadable-line.ts';
import {familyOfServer, readAddressId, readMarkId, readPersistence} from './virtual-server-id.ts';

/** `TCP  10.96.0.1:80 mh (mh-port) persistent 300 mask 255.255.255.0 pe sip ops`; marks: `FWM  77 IPv6 rr`. */
const VIRTUAL_SERVER =
  /^(?:(TCP|UDP|SCTP) +(\S+)|FWM +(-?\d+)( IPv6)?) (\S+)(?: \((\S*)\))?(?: persistent (\d+)(?: mask (\S+))?(?: pe (\S+))?)?( ops)?$/;

const PLAIN: PlainLayout = {
  prefixes: [
    ['TCP  ', 'TCP'],
    ['UDP  ', 'UDP'],
    ['SCTP ', 'SCTP'],
  ],
  beforeScheduler: ' ',
  nameOffset: 0,
};

/** Counts of ten digits may be too large for the kernel, and are read one by one. */
const COUNT = '(?:0|[1-9]\\d{0,8})';

const PLAIN_SERVERS: PlainText = {
  block: new RegExp(`(?:  -> ${PLAIN_ENDPOINT} +Masq +1 +${COUNT} +${COUNT} *\n)+`, 'y'),
  keys: /(?<=^ {2}-> )\S+/gm,
  next: ['TCP ', 'UDP ', 'SCTP ', 'FWM '],
  connections: sumConnections,
};

const FORMAT: TableFormat = {
  source: 'ipvsadm-list.txt',
  header: [
    /^IP Virtual Server version /,
    /^Prot LocalAddress:Port Scheduler Flags$/,
    /^ {2}-> RemoteAddress:Port +Forward Weight ActiveConn InActConn$/,
  ],
  scanRealServer,
  scanVirtualServer: (draft, scanner) => scanVirtualServer(PLAIN, draft, scanner),
  plain: PLAIN_SERVERS,
  isRealServer: (line) => line.startsWith('  -> '),
  readRealServer,
  readVirtualServer,
};

/**
 * The table as `ipvsadm -Ln` prints it.
 * @see print_service_entry in ipvsadm.c of https://git.kernel.org/pub/scm/utils/kernel/ipvsadm/ipvsadm.git
 */
export function parseList(text: string): ParsedTable {
  return parseTable(FORMAT, text);
}

function scanRealServer(open: OpenVirtualServer, scanner: Scanner): boolean {
  if (!scanText(scanner, '  -> ')) return false;
  const {text, at: start} = scanner;
  const port = scanEndpoint(scanner);
  const end = scanner.at;
  skipBlanks(scanner);
  if (port < 0 || !scanText(scanner, 'Masq ')) return false;
  const weight = scanColumn(scanner, MAX_WEIGHT);
  const activeConnections = scanColumn(scanner, MAX_COUNT);
  const inactiveConnections = scanColumn(scanner, MAX_COUNT);
  if (weight < 0 || activeConnections < 0 || inactiveConnections < 0 || !scanText(scanner, '\n'))
    return false;
  const address = text.slice(scanner.addressStart, scanner.addressEnd);
  const key = text.slice(start, end);
  return putRealServer(open, key, {
    address,
    port,
    weight,
    forwarding: 'Masq',
    activeConnections,
    inactiveConnections,
  });
}

/** A line that counts a connection. */
const BUSY = / (?:[1-9]\d* +\d+|\d+ +[1-9]\d*) *\n/;

/** The last two columns of a block. */
function sumConnections(block: string): ConnectionSums {
  const sums = {active: 0, inactive: 0};
  if (!BUSY.test(block)) return sums;
  for (const line of block.match(/ \d+ +\d+ *$/gm) ?? []) {
    const [active, inactive] = line.trim().split(/ +/);
    sums.active += Number(active);
    sums.inactive += Number(inactive);
  }
  return sums;
}

function readRealServer(open: OpenVirtualServer, line: string): void {
  const [, endpoint, forwarding, weight, active, inactive, ...more] = line.trim().split(/ +/);
  if (inactive === undefined || more.length > 0)
    throw new UnreadableLine('this is not a real server of a list');
  const {address, port, key} = readEndpoint(endpoint ?? '');
  addRealServer(open, key, {
    address,
    port,
    weight: readNumber('weight', weight ?? '', MAX_WEIGHT),
    forwarding: readForwarding(forwarding ?? ''),
    activeConnections: readNumber('number of active connections', active ?? '', MAX_COUNT),
    inactiveConnections: readNumber('number of inactive connections', inactive, MAX_COUNT),
  });
}

function readVirtualServer(draft: TableDraft, line: string): void {
  const match = VIRTUAL_SERVER.exec(line);
  if (!match) throw new UnreadableLine('this is not a line of a list');
  const [
    ,
    protocol,
    endpoint = '',
    mark,
    ipv6,
    scheduler = '',
    flags = '',
    timeout,
    mask,
    engine,
    onePacket,
  ] = match;
  const id =
    mark === undefined
      ? readAddressId(protocol as Protocol, endpoint)
      : readMarkId(mark, ipv6 ? 'IPv6' : 'IPv4');
  addVirtualServer(draft, {
    id,
    scheduler,
    persistence:
      timeout === undefined ? undefined : readPersistence(familyOfServer(id), [timeout, mask, engine]),
    schedulerFlags: readSchedulerFlags(flags),
    onePacket: onePacket !== undefined,
  });
}
