import ipaddr from 'ipaddr.js';
import type {
  ForwardingMethod,
  KernelTable,
  Persistence,
  RealServer,
  VirtualServer,
} from '../../src/model/actual-state.ts';
import {addressBits, familyOf, type IpFamily} from '../../src/model/address.ts';
import type {Protocol} from '../../src/model/virtual-server.ts';

/** Printers that write tables as ipvsadm 1.31 and Linux 6.1 do, to the blank: the inverse of kernel/tables. */

const BANNER = 'IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n';

/** `ipvsadm -S -n` (print_service_entry in ipvsadm.c). */
export function printSave(table: KernelTable): string {
  return servers(table)
    .map((server) => {
      const name = saveName(server);
      const lines = [...server.realServers.values()].map(
        (realServer) => `-a ${name} ${saveRealServer(realServer)}\n`,
      );
      return `-A ${name} -s ${server.scheduler}${saveOptions(server)}\n${lines.join('')}`;
    })
    .join('');
}

const SERVICE_OPTIONS: Readonly<Record<Protocol, string>> = {TCP: '-t', UDP: '-u', SCTP: '--sctp-service'};

function saveName({id}: VirtualServer): string {
  if (id.kind === 'address') return `${SERVICE_OPTIONS[id.protocol]} ${endpoint(id.address, id.port)}`;
  return `-f ${id.firewallMark | 0}${id.family === 'IPv6' ? ' -6' : ''}`;
}

function saveOptions(server: VirtualServer): string {
  const {persistence, onePacket, schedulerFlags} = server;
  const mask = persistence && differingMask(persistence, familyOfServer(server));
  return [
    persistence ? ` -p ${persistence.timeoutSeconds}` : '',
    mask === undefined ? '' : ` -M ${mask}`,
    persistence?.engine === undefined ? '' : ` --pe ${persistence.engine}`,
    onePacket ? ' -o' : '',
    schedulerFlags?.length ? ` -b ${schedulerFlags.join(',')}` : '',
  ].join('');
}

const FORWARDING_OPTIONS: Readonly<Record<ForwardingMethod, string>> = {
  Masq: '-m',
  Tunnel: '-i',
  Route: '-g',
  Local: '-g',
  Bypass: '(null)',
};

function saveRealServer({address, port, weight, forwarding = 'Masq', tunnel}: RealServer): string {
  const options = [`-r ${endpoint(address, port)}`, FORWARDING_OPTIONS[forwarding], `-w ${weight}`];
  if (tunnel) options.push(`--tun-type ${tunnel.type}`);
  if (tunnel?.port !== undefined) options.push(`--tun-port ${tunnel.port}`);
  if (tunnel?.checksum !== undefined) options.push(`--tun-${tunnel.checksum}`);
  return options.join(' ');
}

/** `ipvsadm -Ln` (print_title and print_service_entry in ipvsadm.c). */
export function printList(table: KernelTable): string {
  const header = `${BANNER}  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n`;
  return (
    header +
    servers(table)
      .map((server) => printBlock(listVirtualServer(server), server, listEndpoint))
      .join('')
  );
}

function listVirtualServer(server: VirtualServer): string {
  const {id, scheduler, schedulerFlags, persistence, onePacket} = server;
  const mask = persistence && differingMask(persistence, familyOfServer(server));
  return [
    id.kind === 'address'
      ? `${id.protocol.padEnd(4)} ${endpoint(id.address, id.port)}`
      : `FWM  ${id.firewallMark | 0}${id.family === 'IPv6' ? ' IPv6' : ''}`,
    ` ${scheduler}`,
    schedulerFlags?.length ? ` (${schedulerFlags.join(',')})` : '',
    persistence ? ` persistent ${persistence.timeoutSeconds}` : '',
    mask === undefined ? '' : ` mask ${mask}`,
    persistence?.engine === undefined ? '' : ` pe ${persistence.engine}`,
    onePacket ? ' ops' : '',
  ].join('');
}

function listEndpoint({address, port}: RealServer): string {
  return `${endpoint(address, port).padEnd(28)} `;
}

/** `/proc/net/ip_vs` (ip_vs_info_seq_show in the kernel's ip_vs_ctl.c), with so many ticks in a second. */
export function printProc(table: KernelTable, tickRate: number): string {
  const header = `${BANNER}  -> RemoteAddress:Port Forward Weight ActiveConn InActConn\n`;
  const blocks = servers(table).map((server) =>
    printBlock(procVirtualServer(server, tickRate), server, procEndpoint),
  );
  return header + blocks.join('');
}

function procVirtualServer(server: VirtualServer, tickRate: number): string {
  const {id, scheduler, persistence} = server;
  const onePacket = server.onePacket ? 'ops ' : '';
  const persistent = persistence ? procPersistence(persistence, familyOfServer(server), tickRate) : '';
  if (id.kind === 'firewall-mark')
    return `FWM  ${hex(id.firewallMark, 8)} ${scheduler} ${onePacket}${persistent}`;
  const name = `${id.protocol}  ${hexEndpoint(id.address, id.port)} ${scheduler} `;
  return familyOf(id.address) === 'IPv6' ? `${name}${persistent}` : `${name}${onePacket} ${persistent}`;
}

function procPersistence(persistence: Persistence, family: IpFamily, tickRate: number): string {
  const {timeoutJiffies, timeoutSeconds = 0, prefix} = persistence;
  const ticks = (timeoutJiffies ?? timeoutSeconds * tickRate) | 0;
  return `persistent ${ticks} ${family === 'IPv6' ? hex(prefix * 2 ** 24, 8) : hex(maskBits(prefix), 8)}`;
}

function procEndpoint({address, port}: RealServer): string {
  return `${hexEndpoint(address, port)}      `;
}

function hexEndpoint(address: string, port: number): string {
  if (familyOf(address) === 'IPv6') return `[${hexGroups(address).join(':')}]:${hex(port, 4)}`;
  return `${ipaddr.IPv4.parse(address)
    .octets.map((octet) => hex(octet, 2))
    .join('')}:${hex(port, 4)}`;
}

function hexGroups(address: string): readonly string[] {
  return ipaddr.IPv6.parse(address).parts.map((part) => part.toString(16).padStart(4, '0'));
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

function servers(table: KernelTable): readonly VirtualServer[] {
  return [...table.values()];
}

function printBlock(line: string, server: VirtualServer, name: (realServer: RealServer) => string): string {
  const rows = [...server.realServers.values()].map((realServer) => {
    const {forwarding = 'Masq', weight, activeConnections = 0, inactiveConnections = 0} = realServer;
    const columns = [
      forwarding.padEnd(7),
      pad(weight, 6),
      pad(activeConnections, 10),
      pad(inactiveConnections, 10),
    ];
    return `  -> ${name(realServer)}${columns.join(' ')}\n`;
  });
  return `${line}\n${rows.join('')}`;
}

function pad(value: number, width: number): string {
  return String(value).padEnd(width);
}

function familyOfServer({id}: VirtualServer): IpFamily {
  return id.kind === 'address' ? familyOf(id.address) : id.family;
}

/** The netmask, if it is not that of one client address. */
function differingMask({prefix}: Persistence, family: IpFamily): string | undefined {
  if (prefix === addressBits(family)) return undefined;
  if (family === 'IPv6') return String(prefix);
  const bits = maskBits(prefix);
  return [bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255].join('.');
}

function maskBits(prefix: number): number {
  return prefix === 0 ? 0 : (-1 << (32 - prefix)) >>> 0;
}

function endpoint(address: string, port: number): string {
  return familyOf(address) === 'IPv6' ? `[${inetNtop(address)}]:${port}` : `${address}:${port}`;
}

/** glibc's inet_ntop writes the last 32 bits dotted where all before them is zero, or zero and ffff. */
function inetNtop(address: string): string {
  const [high = 0, low = 0] = ipaddr.IPv6.parse(address).parts.slice(6);
  const isDotted = /^::(?:ffff:)?[0-9a-f]+:[0-9a-f]+$/.test(address);
  if (!isDotted) return address;
  const start = address.startsWith('::ffff:') ? '::ffff:' : '::';
  return `${start}${[high >> 8, high & 255, low >> 8, low & 255].join('.')}`;
}
