import type {Concern} from './concern.ts';
import type {Counts} from './diff-report.ts';
import type {AddressRole} from './expected-state.ts';
import type {EndpointCondition, RealServerStanding} from './standing.ts';
import type {AddressServerId, Protocol} from './virtual-server.ts';

/** A real server behind one virtual server of a Service in the table of one node. */
export interface ServerOnNode {
  /** The node whose table it is. */
  readonly node: string;
  readonly virtualServer: AddressServerId;
  readonly role: AddressRole;
  readonly standing: RealServerStanding;
  /** Whether it should be there; null: either is right. */
  readonly expected: boolean | null;
  readonly present: boolean;
  /** Null where it is not present, as all that follows. */
  readonly weight: number | null;
  readonly active: number | null;
  readonly inactive: number | null;
  /** New connections and bytes a second; null where rates were not read. */
  readonly rates: {readonly connections: number; readonly inBytes: number; readonly outBytes: number} | null;
}

/** A real server of a service port, in the tables of all nodes. */
export interface ServiceServer {
  /** Name of the service port; empty if it has none. */
  readonly portName: string;
  readonly protocol: Protocol;
  /** Canonical. */
  readonly address: string;
  readonly port: number;
  /** `namespace/name`; empty if no Pod is known. */
  readonly pod: string;
  /** Where the endpoint runs, and its zone; empty if that is not known. */
  readonly node: string;
  readonly zone: string;
  readonly condition: EndpointCondition;
  /** The worst on any node; null where no node has it and none should. */
  readonly standing: RealServerStanding | null;
  /** Nodes that have it behind any virtual server of the Service, and those that should. */
  readonly presentOn: readonly string[];
  readonly expectedOn: readonly string[];
  readonly entries: readonly ServerOnNode[];
}

/** One Service in the tables of all nodes. */
export interface ServiceStatus {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  /** Those that are not where they should be first, then by port and address. */
  readonly servers: readonly ServiceServer[];
  /** The nodes whose tables were read. */
  readonly nodes: readonly ServiceOnNode[];
  /** Failed checks of the catalogue about this Service, worst first. */
  readonly concerns: readonly ServiceConcern[];
}

/** A failed check about a Service, and the nodes on which it failed. */
export interface ServiceConcern extends Concern {
  readonly nodes: readonly string[];
}

/** A Service in the table of one node. */
export interface ServiceOnNode {
  readonly node: string;
  /** As `diff` counts them. */
  readonly differences: number;
  readonly virtualServers: Counts;
}
