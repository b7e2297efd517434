import type {Cidr, IpFamily} from './address.ts';
import type {ServedMode} from './proxy-mode.ts';
import type {AddressServerId} from './virtual-server.ts';

/** A service port by name. */
export interface ServicePortRef {
  readonly namespace: string;
  readonly name: string;
  /** Name of the port; empty if it has none. */
  readonly port: string;
}

/** An endpoint of a service port, whether kube-proxy sends traffic to it or not. */
export interface Endpoint {
  /** Canonical. */
  readonly address: string;
  readonly port: number;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly nodeName: string | undefined;
  /** `namespace/name`. */
  readonly pod: string | undefined;
  readonly forZones: readonly string[];
  readonly forNodes: readonly string[];
  /** True if slices contradict one another about this endpoint: any of the copies may count. */
  readonly ambiguous: boolean;
}

/** Which address of a Service a virtual server stands for. */
export type AddressRole = 'cluster-ip' | 'external-ip' | 'load-balancer' | 'node-port';

/** What a person calls them. */
export const ADDRESS_ROLE_NAMES: Readonly<Record<AddressRole, string>> = {
  'cluster-ip': 'cluster IP',
  'external-ip': 'external IP',
  'load-balancer': 'load-balancer address',
  'node-port': 'node port',
};

/** `required`: it must be there; `optional`: kube-proxy may or may not have made it, and either is right. */
export type Presence = 'required' | 'optional';

/** Real servers by `address:port`. */
export type ExpectedRealServers = ReadonlyMap<string, Presence>;

/** Why the real servers of a virtual server are these. */
export type EndpointSelection =
  | 'all-ready'
  | 'topology-zone'
  | 'topology-node'
  | 'terminating-fallback'
  | 'local'
  | 'local-terminating-fallback'
  | 'local-none-so-all'
  | 'local-none-so-empty';

/** A virtual server that kube-proxy must have made. */
export interface ExpectedVirtualServer {
  readonly id: AddressServerId;
  readonly family: IpFamily;
  readonly role: AddressRole;
  readonly presence: Presence;
  /** More than one: a collision, whose real servers and attributes are undefined. */
  readonly owners: readonly ServicePortRef[];
  /** Undefined: not known, since the configuration could not be read. */
  readonly scheduler: string | undefined;
  /** Undefined: depends on the version, which is not known. */
  readonly schedulerFlags: readonly string[] | undefined;
  /** Seconds; 0: not persistent. Undefined in a collision of Services that differ. */
  readonly persistenceTimeout: number | undefined;
  readonly realServers: ExpectedRealServers;
  readonly selection: EndpointSelection;
  /** All endpoints of the service port, by `address:port`: tells why a real server is not wanted. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  /** Undefined in IPVS mode. */
  readonly routing?: ExpectedRouting | undefined;
}

/** What rules do for a frontend, besides leading to its endpoints: in nftables and iptables mode only. */
export interface ExpectedRouting {
  /** Where the node's own pods and the node itself get to; others get to the real servers. */
  readonly insiders: ExpectedRealServers;
  /** What becomes of connections where there is no endpoint; undefined: either. */
  readonly empty: 'reject' | 'drop' | undefined;
  readonly masquerade: {
    /** Undefined: either. */
    readonly outside: boolean | undefined;
    readonly pods: boolean | undefined;
    readonly node: boolean | undefined;
  };
  /** Networks of clients that may connect; undefined: all. */
  readonly allowed: readonly Cidr[] | undefined;
  /** False: it is not certain which networks are allowed. */
  readonly allowedCertain: boolean;
  /** Whether others are dropped before it is asked where connections go, or only where they get nowhere. */
  readonly dropsFirst: boolean;
  /** Whether connections of the node itself may be dropped as those from outside are, though they need not be. */
  readonly nodeMayBeDropped: boolean;
  /** Real servers on this node, whose connections to themselves must be masqueraded. */
  readonly hairpins: ReadonlySet<string>;
}

/** How the rules of a node know its own pods: by their network or by the interface; undefined: not at all. */
export interface PodSource {
  readonly networks: readonly Cidr[];
  /** Of an interface, the name or (with `*`) how it begins. */
  readonly interface: string | undefined;
}

/** A member or an address that must, or may, be there, and the Services it is for. */
export interface ExpectedEntry {
  readonly presence: Presence;
  readonly owners: readonly ServicePortRef[];
}

/** An IP set that kube-proxy keeps. */
export interface ExpectedIpSet {
  readonly name: string;
  readonly family: IpFamily;
  readonly type: string;
  readonly members: ReadonlyMap<string, ExpectedEntry>;
}

/** A chain that must exist, and the built-in chains that must jump to it. */
export interface ExpectedChain {
  readonly family: IpFamily;
  readonly table: string;
  readonly chain: string;
  readonly jumpedToFrom: readonly string[];
}

/** Something that could not be decided with what was known. */
export interface Doubt {
  /** What is left out, in a sentence for the user. */
  readonly message: string;
}

/** What one node's kernel must hold. */
export interface ExpectedState {
  readonly node: string;
  readonly mode: ServedMode;
  /** How rules of each family tell the node's pods from others; undefined in IPVS mode. */
  readonly pods?: Readonly<Partial<Record<IpFamily, PodSource | undefined>>> | undefined;
  /** Families that kube-proxy serves on this node. */
  readonly families: readonly IpFamily[];
  readonly virtualServers: ReadonlyMap<string, ExpectedVirtualServer>;
  /** Addresses on kube-ipvs0; undefined: cannot be told without the node's interfaces. */
  readonly addresses: ReadonlyMap<string, ExpectedEntry> | undefined;
  /** Whether each sync removes other addresses from kube-ipvs0; else they go with their virtual server, or never. */
  readonly unbindsLeftovers: boolean;
  readonly ipSets: ReadonlyMap<string, ExpectedIpSet>;
  readonly chains: readonly ExpectedChain[];
  /** `ipvs.excludeCIDRs`. */
  readonly excluded: readonly Cidr[];
  /** False if no configuration of kube-proxy was found anywhere, so that any address may be excluded. */
  readonly exclusionsKnown: boolean;
  /** True if scheduler, node-port addresses and exclusions were read from the running kube-proxy. */
  readonly configurationCertain: boolean;
  /** Addresses that serve node ports; undefined: not known. */
  readonly nodePortAddresses: ReadonlySet<string> | undefined;
  /** Families whose node ports all addresses of the node serve, whichever it gets. */
  readonly openNodePortFamilies: readonly IpFamily[];
  /** `PROTOCOL PORT` of all node ports of all Services. */
  readonly nodePorts: ReadonlySet<string>;
  readonly doubts: readonly Doubt[];
}
