// Generated from schema/ by `npm run generate`.

export type Source =
  | {
      type: 'snapshot';
      path: string;
      capturedAt: string;
    }
  | {
      type: 'cluster';
      context: string;
      serverVersion: string;
    };
export type Count = number;
export type Counts = null | {
  expected: Count;
  actual: Count;
};
export type Code = null | string;
export type Severity = 'error' | 'warning' | 'info';
export type Service = null | {
  namespace: string;
  name: string;
  port: string | null;
};
export type VirtualServer =
  | null
  | {
      protocol: 'TCP' | 'UDP' | 'SCTP';
      address: string;
      port: Port;
    }
  | {
      firewallMark: number;
      addressFamily: 'IPv4' | 'IPv6';
    };
export type Port = number;
export type RealServer = null | {
  address: string;
  port: Port;
};
export type Attributes = {
  /**
   * Each has the shape of realServer; real servers that are there have their attributes besides.
   */
  realServers?: {
    address: string;
    port: Port;
  }[];
} | null;
export type Load = null | {
  realServers: number;
  dead: number;
};
export type CauseKind =
  | 'node-cut-off'
  | 'proxy-absent'
  | 'crash-loop'
  | 'not-running'
  | 'hung'
  | 'configuration-invalid'
  | 'module-missing'
  | 'ipset-missing'
  | 'protocols-missing'
  | 'kernel-refuses'
  | 'without-rights'
  | 'api-unreachable'
  | 'dead-watch'
  | 'first-sync'
  | 'syncs-fail'
  | 'behind'
  | 'other-owner'
  | 'edited'
  | 'rare-full-sync'
  | 'known-failure'
  | 'not-proved';

/**
 * What `kubectl ipvs diff -o json` prints. Fields are never renamed or removed within v1; new ones may appear.
 */
export interface DiffReportDocument {
  apiVersion: 'kubectl-ipvs/v1';
  kind: 'DiffReport';
  generatedAt: string;
  source: Source;
  against?: Source;
  scope: {
    /**
     * Whether the whole table was compared.
     */
    allServices: boolean;
    /**
     * NAMESPACE/NAME of those that were compared; empty with allServices.
     */
    services: string[];
    nodes: string[];
  };
  summary: {
    nodes: {
      total: Count;
      inSync: Count;
      drifted: Count;
      converging: Count;
      unknown: Count;
      otherMode: Count;
    };
    findings: {
      error: Count;
      warning: Count;
      info: Count;
    };
  };
  nodes: Node[];
  findings: Finding[];
  notes: Note[];
  impact: Impact[];
  causes: Cause[];
}
/**
 * Counts are null where the node could not be read; reason is empty unless the state is unknown or other-mode.
 */
export interface Node {
  name: string;
  state: 'in-sync' | 'drifted' | 'converging' | 'unknown' | 'other-mode';
  reason: string;
  proxyMode: string;
  kubeProxyVersion?: string;
  kubeProxyPod?: string;
  virtualServers: Counts;
  realServers: Counts;
}
export interface Finding {
  kind:
    | 'virtual-server-missing'
    | 'virtual-server-unexpected'
    | 'scheduler-mismatch'
    | 'persistence-mismatch'
    | 'real-server-missing'
    | 'real-server-stale'
    | 'real-server-weight'
    | 'real-server-draining'
    | 'forwarding-mismatch'
    | 'address-unbound'
    | 'address-unexpected'
    | 'ipset-member-missing'
    | 'ipset-member-unexpected'
    | 'iptables-chain-missing'
    | 'masquerade-mismatch'
    | 'source-ranges-mismatch'
    | 'refusal-mismatch';
  code: Code;
  severity: Severity;
  node: string;
  service: Service;
  virtualServer: VirtualServer;
  realServer: RealServer;
  expected: Attributes;
  actual: Attributes;
  message: string;
  remedy: string;
  confirmed: boolean;
  load: Load;
  cause: null | CauseKind;
  commands: Command[];
}
/**
 * A command to run: here, where the report was read, or on a node.
 */
export interface Command {
  run: 'here' | 'node';
  node: string | null;
  command: string;
}
/**
 * A doubt, a collision or a gap: something to know that is no difference.
 */
export interface Note {
  code: Code;
  severity: Severity;
  node: string | null;
  service: Service;
  virtualServer: VirtualServer;
  message: string;
  remedy: string;
}
/**
 * What users of a Service feel; service is null where no single one is concerned. Worst first.
 */
export interface Impact {
  effect: 'not-served' | 'dead-addresses' | 'idle-endpoints' | 'spread' | 'packets' | 'leftovers';
  severity: 'error' | 'warning' | 'info';
  service: null | {
    namespace: string;
    name: string;
  };
  nodes: string[];
  share: Load;
  findings: number;
  message: string;
}
/**
 * Why something is wrong on some nodes. evidence proves it, and is empty for not-proved only; tables says how old the state of the API is that the nodes' tables show.
 */
export interface Cause {
  kind: CauseKind;
  code: string | null;
  severity: 'error' | 'warning' | 'info';
  nodes: string[];
  message: string;
  tables: null | {
    asOf: string;
    ageSeconds: number;
    missedChanges: number;
  };
  evidence: string[];
  findings: number;
  remedy: string;
  commands: Command[];
  relief: Command[];
}
