import {addressBits, ipvsadmOption, type KernelTable, type VirtualServer} from '../../model/index.ts';
import {familyOfServer} from './virtual-server-id.ts';

/**
 * Whether what `ipvsadm -S -n` printed is what it prints for a table that was read from `ipvsadm -Ln`; both print in
 * the order of the kernel's hash tables. False means that it must be read in full: it differs, or the table holds
 * something that kube-proxy never makes. This saves building a second table in order to find it equal to the first.
 */
export function saveAgrees(text: string, table: KernelTable): boolean {
  let at = 0;
  for (const server of table.values()) {
    const end = endOfServer(text, at, server);
    if (end === undefined) return false;
    at = end;
  }
  return at === text.length;
}

/** Where the lines of the virtual server end in the text that begin at `at`; undefined if they are not its lines. */
function endOfServer(text: string, at: number, server: VirtualServer): number | undefined {
  const name = ipvsadmOption(server.id);
  const header = headerOf(name, server);
  if (header === undefined || !text.startsWith(header, at)) return undefined;
  let end = at + header.length;
  const prefix = `-a ${name} -r `;
  for (const [key, {forwarding, weight}] of server.realServers) {
    if (forwarding !== 'Masq') return undefined;
    const line = `${prefix}${key} -m -w ${weight}\n`;
    if (!text.startsWith(line, end)) return undefined;
    end += line.length;
  }
  return end;
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
