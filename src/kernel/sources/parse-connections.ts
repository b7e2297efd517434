import type {ConnectionEntry, Parsed, SocketAddress} from '../../model/index.ts';
import {readHexSocketAddress, readSocketAddress} from './socket-address.ts';
import {beginsWith, conclude, openSource, reportLine} from './source-text.ts';

const TITLES = [/^IPVS connection entries$/, /^pro expire state +source +virtual +destination(?: .*)?$/];
const PROC_TITLES = [/^Pro FromIP +FPrt ToIP +TPrt DestIP +DPrt State +Expires(?: .*)?$/];

/** Ipvsadm `ipvsadm.c`, `print_conn`; behind the destination, with `--persistent-conn`, the persistence engine's data. */
const ROW = /^(TCP|UDP|SCTP|IP) +(\d{2,}):([0-5]\d) +(\S+) +(\S+) +(\S+) +(\S+)(?: .*)?$/;

/** Kernel `net/netfilter/ipvs/ip_vs_conn.c`, `ip_vs_conn_seq_show`; seconds to expiry, then the engine's data. */
const PROC_ROW = /^(TCP|UDP|SCTP|IP) +(\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) +(\d+)(?: .*)?$/;

/** The connection table from `ipvsadm -Lnc`, in its order. */
export function parseConnections(text: string): Parsed<readonly ConnectionEntry[]> {
  const opened = openSource('ipvsadm-connections.txt', text);
  const entries: ConnectionEntry[] = [];
  if (!beginsWith(opened, TITLES)) return conclude(opened, entries);
  for (let index = TITLES.length; index < opened.lines.length; index++) {
    const entry = readRow(opened.lines[index] ?? '');
    if (entry) entries.push(entry);
    else reportLine(opened, index, 'a connection entry');
  }
  return conclude(opened, entries);
}

/** The connection table from `/proc/net/ip_vs_conn`, in its order. */
export function parseProcConnections(text: string): Parsed<readonly ConnectionEntry[]> {
  const opened = openSource('proc-net-ip_vs_conn.txt', text);
  const entries: ConnectionEntry[] = [];
  if (!beginsWith(opened, PROC_TITLES)) return conclude(opened, entries);
  for (let index = PROC_TITLES.length; index < opened.lines.length; index++) {
    const entry = readProcRow(opened.lines[index] ?? '');
    if (entry) entries.push(entry);
    else reportLine(opened, index, 'a connection entry');
  }
  return conclude(opened, entries);
}

function readRow(line: string): ConnectionEntry | undefined {
  const match = ROW.exec(line);
  if (!match) return undefined;
  const [, protocol, minutes, seconds, state = '', client = '', virtual = '', real = ''] = match;
  return connectionEntry({
    protocol: protocol as ConnectionEntry['protocol'],
    state,
    expiresSeconds: Number(minutes) * 60 + Number(seconds),
    client: readSocketAddress(client),
    virtual: readSocketAddress(virtual),
    real: readSocketAddress(real),
  });
}

function readProcRow(line: string): ConnectionEntry | undefined {
  const match = PROC_ROW.exec(line);
  if (!match) return undefined;
  const [, protocol, client = '', clientPort = '', virtual = '', virtualPort = '', real = '', realPort = ''] =
    match;
  return connectionEntry({
    protocol: protocol as ConnectionEntry['protocol'],
    state: match[8] ?? '',
    expiresSeconds: Number(match[9]),
    client: readHexSocketAddress(client, clientPort),
    virtual: readHexSocketAddress(virtual, virtualPort),
    real: readHexSocketAddress(real, realPort),
  });
}

type Read<T> = {readonly [Key in keyof T]: T[Key] extends SocketAddress ? SocketAddress | undefined : T[Key]};

/** Undefined if one of the addresses could not be read. */
function connectionEntry(row: Read<Omit<ConnectionEntry, 'template'>>): ConnectionEntry | undefined {
  const {client, virtual, real} = row;
  if (!client || !virtual || !real) return undefined;
  return {...row, client, virtual, real, template: client.port === 0};
}
