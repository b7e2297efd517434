import type {
  ActualState,
  ExpectedState,
  ExpectedVirtualServer,
  Finding,
  Node,
  Route,
  VirtualServer,
} from '../model/index.ts';

/** What is known of one node and of the Service on it. */
export interface NodeView {
  readonly expected: ExpectedState;
  readonly actual: ActualState;
  /** Differences of the Service on the node, and those of the iptables chains. */
  readonly findings: readonly Finding[];
  /** Undefined: not captured, or not understood. */
  readonly routes: readonly Route[] | undefined;
  readonly nodes: readonly Node[];
  /** Why a real server is not wanted, as the end of a sentence. */
  readonly whyUnwanted: (server: ExpectedVirtualServer, key: string) => string;
  /** The client whose connections are followed; canonical. */
  readonly client: string | undefined;
}

/** The path to one virtual server. */
export interface PathContext {
  readonly view: NodeView;
  readonly server: ExpectedVirtualServer;
  readonly key: string;
  /** Undefined: not in the kernel's table. */
  readonly present: VirtualServer | undefined;
}
