import {
  addressBits,
  addressServerKey,
  ipvsadmOption,
  type KernelTable,
  type Protocol,
  plainServers,
  type VirtualServer,
} from '../../model/index.ts';
import {parseSave, printPlainServers} from './parse-save.ts';
import type {ParsedTable} from './parsed-table.ts';
import {familyOfServer} from './virtual-server-id.ts';

const PROTOCOLS: Readonly<Record<string, Protocol>> = {'-t': 'TCP', '-u': 'UDP', '--sctp-service': 'SCTP'};

/** The end of a virtual server's lines: the beginning of the next one. */
const NEXT = '\n-A ';

/**
 * {@link parseSave} for a text whose table was read from `ipvsadm -Ln` already, with the same result. Of virtual servers
 * whose lines are just what the listing lets expect, the listing's own are taken, so that a second table need not be
 * built in order to find it equal to the first.
 */
export function readSaveBeside(text: string, listed: KernelTable): ParsedTable {
  const value = new Map<string, VirtualServer>();
  let rest = '';
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf(NEXT, at);
    const end = next < 0 ? text.length : next + 1;
    const server = listed.get(keyAt(text, at) ?? '');
    if (server && !value.has(keyOf(server)) && isPrinted(server, {text, at, end}))
      value.set(keyOf(server), server);
    else rest += text.slice(at, end);
    at = end;
  }
  const other = parseSave(rest);
  const overlaps = [...other.value.keys()].some((key) => value.has(key));
  if (other.problems.length > 0 || other.doubtful.size > 0 || overlaps) return parseSave(text);
  return {...other, value: new Map([...value, ...other.value])};
}

function keyOf({id}: VirtualServer): string {
  return id.kind === 'address' ? addressServerKey(id.protocol, id.address, id.port) : '';
}

/** The key of the virtual server whose line begins there. */
function keyAt(text: string, at: number): string | undefined {
  const optionEnd = text.indexOf(' ', at + 3);
  const nameEnd = text.indexOf(' ', optionEnd + 1);
  const protocol = PROTOCOLS[text.slice(at + 3, optionEnd)];
  return protocol && text.startsWith('-A ', at)
    ? `${protocol} ${text.slice(optionEnd + 1, nameEnd)}`
    : undefined;
}

/** Whether the range of the text is what ipvsadm prints for this virtual server. */
function isPrinted(server: VirtualServer, {text, at, end}: {text: string; at: number; end: number}): boolean {
  const name = ipvsadmOption(server.id);
  const header = headerOf(name, server);
  if (header === undefined || !text.startsWith(header, at)) return false;
  const plain = plainServers(server);
  if (plain) {
    const lines = printPlainServers(name, plain.keys);
    return at + header.length + lines.length === end && text.startsWith(lines, at + header.length);
  }
  const prefix = `-a ${name} -r `;
  let here = at + header.length;
  for (const [key, {forwarding, weight}] of server.realServers) {
    const line = `${prefix}${key} -m -w ${weight}\n`;
    if (forwarding !== 'Masq' || !text.startsWith(line, here)) return false;
    here += line.length;
  }
  return here === end;
}

/** The line of the virtual server; undefined for one that kube-proxy never makes. */
function headerOf(name: string, server: VirtualServer): string | undefined {
  const {id, scheduler, persistence, schedulerFlags, onePacket} = server;
  if (id.kind !== 'address' || onePacket || schedulerFlags?.length !== 0) return undefined;
  if (persistence === undefined) return `-A ${name} -s ${scheduler}\n`;
  const {timeoutSeconds, prefix, engine} = persistence;
  const plain = engine === undefined && prefix === addressBits(familyOfServer(id));
  return plain ? `-A ${name} -s ${scheduler} -p ${timeoutSeconds}\n` : undefined;
}
