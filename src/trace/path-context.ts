import type {
  ActualState,
  CheckResult,
  ExpectedState,
  ExpectedVirtualServer,
  Finding,
  JudgedServer,
  Node,
  Route,
} from '../model/index.ts';

/** What is known of one node and of the Service on it. */
export interface PathView {
  readonly expected: ExpectedState;
  readonly actual: ActualState;
  /** Differences of the Service on the node, and those of the iptables chains. */
  readonly findings: readonly Finding[];
  /** Failed checks of the node itself and of the Service on it, that are no differences. */
  readonly failures: readonly CheckResult[];
  /** Undefined: not captured, or not understood. */
  readonly routes: readonly Route[] | undefined;
  readonly nodes: readonly Node[];
  /** The client whose connections are followed; canonical. */
  readonly client: string | undefined;
  /** Whether that client is neither a Pod nor a node, as far as the API tells; undefined without a client, or if that is not known. */
  readonly clientIsOutside: boolean | undefined;
}

/** The path to one virtual server, which was judged. */
export interface PathContext extends Omit<JudgedServer, 'expected'> {
  readonly view: PathView;
  readonly server: ExpectedVirtualServer;
}
