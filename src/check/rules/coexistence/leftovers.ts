import {
  DUMMY_INTERFACE,
  describeVirtualServer,
  type InterfaceAddress,
  type IpSet,
  isIPv6LinkLocal,
  type KernelTable,
  type Service,
  type VirtualServer,
} from '../../../model/index.ts';

/** Kernel state that IPVS mode makes; undefined where it was not read. */
export interface IpvsState {
  readonly table: KernelTable | undefined;
  readonly addresses: readonly InterfaceAddress[] | undefined;
  readonly ipSets: ReadonlyMap<string, IpSet> | undefined;
}

/** What is in a kernel where kube-proxy does not work in IPVS mode. */
export interface Leftovers {
  /** State that kube-proxy left behind, as lines of evidence. */
  readonly own: readonly string[];
  /** Virtual servers that nothing shows to be kube-proxy's: a program such as kube-vip or keepalived needs them. */
  readonly foreign: readonly string[];
}

/**
 * Parts what kube-proxy left behind from what belongs to others. Of kube-proxy are the interface kube-ipvs0, sets named KUBE-*
 * (`pkg/proxy/ipvs/ipset.go`), and virtual servers for an address on kube-ipvs0, of a Service or on one of its node ports.
 */
export function ipvsLeftovers(
  {table, addresses, ipSets}: IpvsState,
  services: readonly Service[],
): Leftovers {
  const dummy = addresses?.filter((entry) => entry.interface === DUMMY_INTERFACE) ?? [];
  const bound = dummy.filter(({address}) => !isIPv6LinkLocal(address));
  const sets = [...(ipSets?.keys() ?? [])].filter((name) => name.startsWith('KUBE-'));
  const isOwn = ownership(dummy, services);
  const servers = [...(table?.values() ?? [])];
  const own = servers.filter(isOwn).map(({id}) => describeVirtualServer(id));
  return {
    own: [
      ...such(own, 'virtual server'),
      ...such(
        bound.map(({address}) => address),
        `address on ${DUMMY_INTERFACE}`,
      ),
      ...such(sets, 'set'),
    ],
    foreign: servers.filter((server) => !isOwn(server)).map(({id}) => describeVirtualServer(id)),
  };
}

function such(names: readonly string[], noun: string): readonly string[] {
  if (names.length === 0) return [];
  const plural = noun.replace(/^\w+/, (word) =>
    names.length === 1 ? word : `${word}${word.endsWith('s') ? 'es' : 's'}`,
  );
  return [`${names.length} ${plural}, such as ${names[0]}`];
}

function ownership(
  dummy: readonly InterfaceAddress[],
  services: readonly Service[],
): (server: VirtualServer) => boolean {
  const addresses = new Set([...dummy.map(({address}) => address), ...services.flatMap(addressesOf)]);
  const nodePorts = new Set(
    services.flatMap(({ports}) =>
      ports.filter(({nodePort}) => nodePort > 0).map(({protocol, nodePort}) => `${protocol} ${nodePort}`),
    ),
  );
  return ({id}) =>
    id.kind === 'address' && (addresses.has(id.address) || nodePorts.has(`${id.protocol} ${id.port}`));
}

function addressesOf({clusterIP, clusterIPs, externalIPs, ingress}: Service): readonly string[] {
  return [clusterIP, ...clusterIPs, ...externalIPs, ...ingress.map(({ip}) => ip)];
}

/**
 * How to remove what kube-proxy left, where another program's virtual servers are in the same table; undefined where there are
 * none. `kube-proxy --cleanup` and `ipvsadm -C` flush the whole table (`pkg/proxy/ipvs/cleanup.go`).
 */
export function carefulRemedy(foreign: readonly string[]): string | undefined {
  if (foreign.length === 0) return undefined;
  const more = foreign.length > 1 ? ` and ${foreign.length - 1} more` : '';
  return (
    `another program needs ${foreign[0]}${more}, so the table must not be flushed. Drain and reboot the node; or delete ` +
    `kube-proxy's entries one by one (ipvsadm -D -t ADDRESS:PORT), then ip link del ${DUMMY_INTERFACE}, the chains, and ` +
    'each KUBE set (ipset destroy)'
  );
}
