import type {Cidr, IpFamily} from './address.ts';
import type {AddressServerId} from './virtual-server.ts';

/** Who connects to a frontend, as far as rules can ask. */
export interface Client {
  /** Canonical address. */
  readonly source: string;
  /** Whether the connection begins on the node itself, outside of any pod's network. */
  readonly local: boolean;
  /** The interface that its packets come in on; undefined if none in particular. */
  readonly interface: string | undefined;
}

/** An endpoint that rules lead to. */
export interface RoutedEndpoint {
  /** Part of the new connections, 0 to 1; 0: only those of clients that affinity binds to it. */
  readonly share: number;
  /** How long affinity binds a client to it, in seconds; 0: not at all. */
  readonly affinity: number;
  /** Whether its connections to itself through the frontend are masqueraded. */
  readonly hairpin: boolean;
}

/** What becomes of a new connection: `none`, no rule touches it. */
export type RouteVerdict = 'endpoints' | 'reject' | 'drop' | 'none';

/** Where the rules of a node send the new connections of one client to one frontend. */
export interface FrontendRoute {
  readonly verdict: RouteVerdict;
  /** By `address:port`. */
  readonly endpoints: ReadonlyMap<string, RoutedEndpoint>;
  /** Part of the connections that reaches none of the endpoints, 0 to 1. */
  readonly lost: number;
  readonly masquerade: boolean;
  /** Why the rules could not be followed to their end; nothing else here counts then. */
  readonly undecided: string | undefined;
}

/** The rules that serve Services in nftables or iptables mode, of one family. */
export interface ServiceRules {
  readonly family: IpFamily;
  /** Whether kube-proxy's rules are there at all: in nftables mode they have a table of their own. */
  readonly exists: boolean;
  /** Addresses with protocol and port that rules name, by key. */
  readonly frontends: ReadonlyMap<string, AddressServerId>;
  /** `PROTOCOL PORT` that rules name without an address. */
  readonly nodePorts: ReadonlySet<string>;
  /** Follows the rules. `ownAddress`: the frontend's address is one of the node's. */
  readonly route: (frontend: AddressServerId, client: Client, ownAddress: boolean) => FrontendRoute;
  /** The networks that the rules of a frontend ask a client's address for, after {@link route}. */
  readonly askedNetworks: (frontend: AddressServerId) => readonly Cidr[];
}
