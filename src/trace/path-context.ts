import type {
  ActualState,
  ExpectedState,
  ExpectedVirtualServer,
  Finding,
  JudgedServer,
  Node,
  Route,
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
  /** The client whose connections are followed; canonical. */
  readonly client: string | undefined;
}

/** The path to one virtual server, which was judged. */
export interface PathContext extends Omit<JudgedServer, 'expected'> {
  readonly view: NodeView;
  readonly server: ExpectedVirtualServer;
}
