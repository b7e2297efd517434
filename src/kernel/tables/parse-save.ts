import {
  type ForwardingMethod,
  type Persistence,
  type Protocol,
  type TunnelOptions,
  type VirtualServerId,
  virtualServerKey,
} from '../../model/index.ts';
import {readEndpoint, readNumber, readSchedulerFlags} from './fields.ts';
import {MAX_PORT, MAX_WEIGHT} from './limits.ts';
import {parseTable, type TableFormat} from './parse-table.ts';
import type {ParsedTable} from './parsed-table.ts';
import {PLAIN_ENDPOINT, type PlainText} from './plain-text.ts';
import {chosenOption, readOptions, requiredOption, type SaveOptions} from './save-options.ts';
import {type PlainLayout, scanVirtualServer} from './scan-virtual-server.ts';
import {type Scanner, scanEndpoint, scanNumber, scanText} from './scanner.ts';
import {
  addRealServer,
  addVirtualServer,
  type OpenVirtualServer,
  putRealServer,
  type TableDraft,
} from './table-draft.ts';
import {UnreadableLine} from './unreadable-line.ts';
import {familyOfServer, readAddressId, readMarkId, readPersistence} from './virtual-server-id.ts';

const PLAIN: PlainLayout = {
  prefixes: [
    ['-A -t ', 'TCP'],
    ['-A -u ', 'UDP'],
    ['-A --sctp-service ', 'SCTP'],
  ],
  beforeScheduler: ' -s ',
  nameOffset: '-A '.length,
};

const PLAIN_SERVERS: PlainText = {
  block: new RegExp(`(?:-a -\\S+ \\S+ -r ${PLAIN_ENDPOINT} -m -w 1\n)+`, 'y'),
  keys: /(?<= -r )\S+/g,
  next: ['-A '],
  print: printPlainServers,
};

const FORMAT: TableFormat = {
  source: 'ipvsadm-save.txt',
  header: [],
  scanRealServer,
  scanVirtualServer: (draft, scanner) => scanVirtualServer(PLAIN, draft, scanner),
  plain: PLAIN_SERVERS,
  isRealServer: (line) => line.startsWith('-a '),
  readRealServer,
  readVirtualServer,
};

const SERVICE_OPTIONS: ReadonlyMap<string, Protocol | 'mark'> = new Map([
  ['-t', 'TCP'],
  ['-u', 'UDP'],
  ['--sctp-service', 'SCTP'],
  ['-f', 'mark'],
]);

/** `-g` is printed for Route and for Local. */
const FORWARDING_OPTIONS: ReadonlyMap<string, ForwardingMethod> = new Map([
  ['-m', 'Masq'],
  ['-g', 'Route'],
  ['-i', 'Tunnel'],
]);

const CHECKSUMS = ['nocsum', 'csum', 'remcsum'];

/**
 * The table as `ipvsadm -S -n` prints it, which is what `ipvsadm -R` reads. It tells no connection counts, and for
 * the forwarding methods Route and Local the same: Route stands for both here. An empty table is an empty text.
 * @see print_service_entry and print_tunnel_rule in ipvsadm.c of
 * https://git.kernel.org/pub/scm/utils/kernel/ipvsadm/ipvsadm.git
 */
export function parseSave(text: string): ParsedTable {
  return parseTable(FORMAT, text);
}

/** The lines of real servers that are as kube-proxy makes them, below the virtual server that the option names. */
export function printPlainServers(option: string, keys: readonly string[]): string {
  if (keys.length === 0) return '';
  const begin = `-a ${option} -r `;
  const end = ' -m -w 1\n';
  return `${begin}${keys.join(`${end}${begin}`)}${end}`;
}

function scanRealServer(open: OpenVirtualServer, scanner: Scanner): boolean {
  if (!scanText(scanner, '-a ') || !scanText(scanner, open.name) || !scanText(scanner, ' -r ')) return false;
  const {text, at: start} = scanner;
  const port = scanEndpoint(scanner);
  const end = scanner.at;
  if (port < 0 || !scanText(scanner, ' -m -w ')) return false;
  const weight = scanNumber(scanner, MAX_WEIGHT);
  if (weight < 0 || !scanText(scanner, '\n')) return false;
  const address = text.slice(scanner.addressStart, scanner.addressEnd);
  return putRealServer(open, text.slice(start, end), {address, port, weight, forwarding: 'Masq'});
}

function readRealServer(open: OpenVirtualServer, line: string): void {
  const options = readOptions(line);
  const owner = virtualServerKey(readId(options));
  if (owner !== open.key) {
    throw new UnreadableLine(`a real server of ${owner} is listed among those of ${open.key}`, true);
  }
  const {address, port, key} = readEndpoint(requiredOption(options, '-r'));
  addRealServer(open, key, {
    address,
    port,
    weight: readNumber('weight', requiredOption(options, '-w'), MAX_WEIGHT),
    forwarding: chosenOption(options, FORWARDING_OPTIONS)[1],
    ...readTunnel(options),
  });
}

function readTunnel(options: SaveOptions): {readonly tunnel?: TunnelOptions} {
  const type = options.get('--tun-type');
  if (type === undefined) return {};
  const port = options.get('--tun-port');
  const checksum = CHECKSUMS.find((known) => options.has(`--tun-${known}`));
  return {
    tunnel: {
      type,
      ...(port === undefined ? {} : {port: readNumber('tunnel port', port, MAX_PORT)}),
      ...(checksum === undefined ? {} : {checksum}),
    },
  };
}

function readVirtualServer(draft: TableDraft, line: string): void {
  if (!line.startsWith('-A ')) throw new UnreadableLine('this is not a line of ipvsadm -S');
  const options = readOptions(line);
  const id = readId(options);
  addVirtualServer(draft, {
    id,
    scheduler: requiredOption(options, '-s'),
    persistence: persistenceOf(options, id),
    schedulerFlags: readSchedulerFlags(options.get('-b') ?? ''),
    onePacket: options.has('-o'),
    name: line.slice('-A '.length, line.indexOf(' -s ')),
  });
}

function readId(options: SaveOptions): VirtualServerId {
  const [option, kind] = chosenOption(options, SERVICE_OPTIONS);
  const value = requiredOption(options, option);
  if (kind === 'mark') return readMarkId(value, options.has('-6') ? 'IPv6' : 'IPv4');
  return readAddressId(kind, value);
}

function persistenceOf(options: SaveOptions, id: VirtualServerId): Persistence | undefined {
  const timeout = options.get('-p');
  if (timeout === undefined) return undefined;
  return readPersistence(familyOfServer(id), [timeout, options.get('-M'), options.get('--pe')]);
}
