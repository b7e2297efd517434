import fc from 'fast-check';
import {canonicalIpv6} from '../../src/kernel/tables/ipv6.ts';
import type {
  KernelTable,
  Persistence,
  RealServer,
  TunnelOptions,
  VirtualServer,
} from '../../src/model/actual-state.ts';
import {addressBits, formatEndpoint, type IpFamily} from '../../src/model/address.ts';
import {PROTOCOLS, type VirtualServerId, virtualServerKey} from '../../src/model/virtual-server.ts';
import {shownInList, shownInProc, shownInSave} from './table-projections.ts';

/** IPv4 addresses that a real server can have: neither multicast nor in network 0. */
const unicastIpv4 = fc
  .tuple(fc.integer({min: 1, max: 223}), fc.nat(255), fc.nat(255), fc.nat(255))
  .map((octets) => octets.join('.'));

/** Global and unique-local IPv6 addresses, many of them with runs of zeros. */
const unicastIpv6 = fc
  .tuple(
    fc.constantFrom(0xfd00, 0x2001, 0x2000, 0x3fff),
    fc.array(fc.oneof(fc.constant(0), fc.integer({min: 0, max: 0xffff})), {minLength: 7, maxLength: 7}),
  )
  .map(([first, rest]) => canonicalIpv6([first, ...rest].map((group) => group.toString(16)).join(':')) ?? '');

const address = (family: IpFamily): fc.Arbitrary<string> => (family === 'IPv4' ? unicastIpv4 : unicastIpv6);
const family = fc.constantFrom<IpFamily>('IPv4', 'IPv6');
const port = fc.integer({min: 1, max: 65535});

const SCHEDULERS = ['rr', 'wrr', 'lc', 'wlc', 'lblc', 'lblcr', 'dh', 'sh', 'mh', 'sed', 'nq', 'fo', 'ovf'];

/** What limits a table. */
export interface TableLimits {
  /** ipvsadm takes weights up to 65535, the kernel any int. */
  readonly largestWeight: number;
  /** ipvsadm cannot read the negative numbers that it prints for greater marks. */
  readonly largestMark: number;
  /** Local is what older kernels made of a Route to the node itself; nobody can ask for it. */
  readonly withLocal: boolean;
}

const ANYTHING: TableLimits = {largestWeight: 2 ** 31 - 1, largestMark: 2 ** 32 - 1, withLocal: true};

/** What `ipvsadm -R` takes. */
export const LOADABLE: TableLimits = {largestWeight: 65535, largestMark: 2 ** 31 - 1, withLocal: false};

/** Tables with everything that IPVS knows. They keep the kernel's rules, as far as those matter to what is printed. */
export function kernelTables(limits: TableLimits = ANYTHING): fc.Arbitrary<KernelTable> {
  return fc
    .uniqueArray(identities(limits), {selector: virtualServerKey, maxLength: 12})
    .chain((ids) => fc.tuple(...ids.map((id) => virtualServers(id, limits))))
    .map((servers) => new Map(servers.map((server) => [virtualServerKey(server.id), server])));
}

function identities({largestMark}: TableLimits): fc.Arbitrary<VirtualServerId> {
  const mark = fc.oneof(fc.integer({min: 1, max: 4}), fc.integer({min: 1, max: largestMark}));
  const addressIds = family.chain((chosen) =>
    fc.record({
      kind: fc.constant('address'),
      protocol: fc.constantFrom(...PROTOCOLS),
      address: address(chosen),
      port,
    }),
  );
  const markIds = fc.record({kind: fc.constant('firewall-mark'), family, firewallMark: mark});
  return fc.oneof(
    {weight: 4, arbitrary: addressIds},
    {weight: 1, arbitrary: markIds},
  ) as fc.Arbitrary<VirtualServerId>;
}

function virtualServers(id: VirtualServerId, limits: TableLimits): fc.Arbitrary<VirtualServer> {
  const isUdp = id.kind === 'address' && id.protocol === 'UDP';
  return fc.constantFrom(...SCHEDULERS).chain((scheduler) =>
    fc.record({
      id: fc.constant(id),
      scheduler: fc.constant(scheduler),
      persistence: fc.option(persistences(id, isUdp), {nil: undefined}),
      schedulerFlags: fc.subarray(flagsOf(scheduler)),
      // ipvsadm takes -o for UDP and for marks only.
      onePacket: isUdp || id.kind === 'firewall-mark' ? fc.boolean() : fc.constant(false),
      realServers: realServerMaps(id, limits),
    }),
  );
}

function flagsOf(scheduler: string): string[] {
  if (scheduler === 'sh' || scheduler === 'mh') return [`${scheduler}-fallback`, `${scheduler}-port`];
  return ['flag-1', 'flag-2', 'flag-3'];
}

function persistences(id: VirtualServerId, isUdp: boolean): fc.Arbitrary<Persistence> {
  const bits = addressBits(familyOfServer(id));
  // Not 1 bit: /proc/net/ip_vs prints it behind an IPv4 mark as it does 128 bits behind an IPv6 one.
  const shorter = fc.integer({min: 2, max: bits});
  return fc
    .record({
      timeoutSeconds: fc.oneof(fc.constantFrom(10800, 2_678_400), fc.integer({min: 1, max: 2_678_400})),
      prefix: fc.oneof(fc.constant(bits), shorter, bits === 32 ? fc.constant(0) : shorter),
      engine: isUdp ? fc.constantFrom(undefined, 'sip') : fc.constant(undefined),
    })
    .map(({engine, ...rest}) => (engine === undefined ? rest : {...rest, engine}));
}

function realServerMaps(
  id: VirtualServerId,
  limits: TableLimits,
): fc.Arbitrary<ReadonlyMap<string, RealServer>> {
  return fc
    .uniqueArray(realServers(id, limits), {selector: keyOf, maxLength: 5})
    .map((list) => new Map(list.map((realServer) => [keyOf(realServer), realServer])));
}

function keyOf(realServer: RealServer): string {
  return formatEndpoint(realServer.address, realServer.port);
}

function realServers(id: VirtualServerId, limits: TableLimits): fc.Arbitrary<RealServer> {
  const counters = {
    weight: fc.oneof(
      fc.constantFrom(0, 1, 5, limits.largestWeight),
      fc.integer({min: 0, max: limits.largestWeight}),
    ),
    activeConnections: fc.oneof(fc.constant(0), fc.nat()),
    inactiveConnections: fc.oneof(fc.constant(0), fc.nat()),
  };
  const own = address(familyOfServer(id));
  // The port is kept where packets are not rewritten, except behind a firewall mark.
  const kept = id.kind === 'address' ? fc.constant(id.port) : port;
  const forwardings = limits.withLocal ? (['Route', 'Local'] as const) : (['Route'] as const);
  // A tunnel may lead to the other family; behind a mark, /proc/net/ip_vs would then show the wrong family.
  const far = id.kind === 'address' ? family.chain(address) : own;
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({...counters, address: own, port, forwarding: fc.constant('Masq' as const)}),
    },
    fc.record({...counters, address: own, port: kept, forwarding: fc.constantFrom(...forwardings)}),
    fc.record({
      ...counters,
      address: far,
      port: kept,
      forwarding: fc.constant('Tunnel' as const),
      tunnel: tunnels,
    }),
  );
}

const checksums = fc.constantFrom('nocsum', 'csum');

const tunnels: fc.Arbitrary<TunnelOptions> = fc.oneof(
  fc.constant({type: 'ipip'}),
  fc.record({type: fc.constant('gre'), checksum: checksums}),
  fc.record({type: fc.constant('gue'), port, checksum: fc.oneof(checksums, fc.constant('remcsum'))}),
);

function familyOfServer(id: VirtualServerId): IpFamily {
  if (id.kind === 'firewall-mark') return id.family;
  return id.address.includes(':') ? 'IPv6' : 'IPv4';
}

/** Tables as `ipvsadm -S -n` can show them. */
export const saveTables: fc.Arbitrary<KernelTable> = kernelTables().map(shownInSave);

/** Tables as `ipvsadm -Ln` can show them. */
export const listTables: fc.Arbitrary<KernelTable> = kernelTables().map(shownInList);

/** Tables as `/proc/net/ip_vs` can show them: a firewall mark whose family it does not show is left out. */
export function procTables(tickRate: number): fc.Arbitrary<KernelTable> {
  return kernelTables().map((table) => {
    const shown = [...table].filter(([, server]) => showsFamily(server));
    return shownInProc(new Map(shown), tickRate);
  });
}

/** Whether `/proc/net/ip_vs` tells the family of a virtual server. */
export function showsFamily({id, persistence, realServers}: VirtualServer): boolean {
  return id.kind === 'address' || persistence !== undefined || realServers.size > 0;
}
