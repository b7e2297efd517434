// Generated from schema/ by `npm run generate`.

export type Time = string;
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
export type Counts = null | {
  expected: Count;
  actual: Count;
};
export type Count = number;
export type Severity = 'error' | 'warning' | 'info';
export type Code = null | string;
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
 * What a real server, or an endpoint without one, is on a node.
 */
export type Standing =
  | 'stale'
  | 'wrong-forwarding'
  | 'missing'
  | 'wrong-weight'
  | 'unknown'
  | 'serving'
  | 'optional'
  | 'draining'
  | 'left-out';

/**
 * What `kubectl ipvs status -o json` prints. Fields are never renamed or removed within v1; new ones may appear.
 */
export interface StatusReportDocument {
  apiVersion: 'kubectl-ipvs/v1';
  kind: 'StatusReport';
  generatedAt: Time;
  source: Source;
  nodes: Node[];
  outliers: {
    kind: 'mode' | 'version' | 'configuration' | 'sync-age' | 'table';
    /**
     * @minItems 1
     */
    nodes: string[];
    message: string;
  }[];
  notes: Note[];
  services?: ServiceStatus[];
  /**
   * Of a look of --watch: what is different from the look before.
   */
  changes?: {
    subject: string;
    what: string;
    before: string;
    after: string;
  }[];
  impact: Impact[];
  causes: Cause[];
}
/**
 * One node. What is not known is null, or empty where it is a text. Nodes that need attention come first.
 */
export interface Node {
  name: string;
  /**
   * Null: the API says Unknown, or does not list the node.
   */
  ready: boolean | null;
  schedulable: boolean;
  state: 'in-sync' | 'drifted' | 'converging' | 'unknown' | 'other-mode';
  /**
   * Why a node that could be read is not compared: another mode, no kube-proxy.
   */
  reason: string;
  proxyMode: string;
  /**
   * False: the mode is what is configured; the running kube-proxy did not say it.
   */
  proxyModeConfirmed: boolean;
  kubeProxy: {
    pod: string;
    version: string;
    restarts: number | null;
    ready: boolean | null;
    state: 'running' | 'not-running' | 'silent' | 'absent' | 'unknown';
  };
  /**
   * End of the last successful sync by IP family, by the node's clock; `any` where the metrics do not tell families apart (before 1.33). A family without an entry has had none.
   */
  lastSync: {
    IPv4?: Time;
    IPv6?: Time;
    any?: Time;
  };
  sync: null | {
    /**
     * Seconds between the last successful sync and the capture.
     */
    ageSeconds: {
      IPv4?: number;
      IPv6?: number;
      any?: number;
    };
    p99Seconds: number | null;
    /**
     * True: the slowest syncs take longer than p99Seconds, the largest bucket.
     */
    p99BeyondBuckets: boolean;
    /**
     * A sync was asked for after the last successful one.
     */
    queued: boolean;
    pendingServiceChanges: number | null;
    pendingEndpointChanges: number | null;
    startedAt: null | Time;
  };
  virtualServers: Counts;
  realServers: Counts;
  /**
   * Differences above info, as diff counts them; null where nothing was compared.
   */
  drift: number | null;
  draining: Count;
  connections: null | {
    active: Count;
    inactive: Count;
  };
  conntrack: null | {
    used: Count;
    max: Count;
  };
  attention: null | {
    severity: Severity;
    code: Code;
    count: Count;
  };
  concerns: Concern[];
  /**
   * Why the node could not be read, or not be trusted.
   */
  error: string;
  detail?: Detail;
}
export interface Concern {
  severity: Severity;
  code: Code;
  count: Count;
  message: string;
  remedy: string;
}
/**
 * Only of nodes that were asked for by name. What was not captured is null, and notKnown says why.
 */
export interface Detail {
  zone: string;
  kernel: string;
  kubelet: string;
  addresses: string[];
  configuration: {
    source: 'configz' | 'configmap' | 'flags' | 'defaults';
    mode: string;
    scheduler: string;
    syncPeriodSeconds: number;
    minSyncPeriodSeconds: number;
    nodePortAddresses: string[];
    excludeCIDRs: string[];
    strictARP: boolean;
  };
  table:
    | null
    | {
        protocol: 'TCP' | 'UDP' | 'SCTP' | 'FWM';
        ipFamily: 'IPv4' | 'IPv6';
        virtualServers: Count;
        realServers: Count;
        connections: null | {
          active: Count;
          inactive: Count;
        };
        persistent: Count;
        schedulers: {
          [k: string]: Count;
        };
      }[];
  connectionStates:
    | null
    | {
        protocol: string;
        state: string;
        count: Count;
      }[];
  traffic: null | {
    totals: {
      connections: number;
      inPackets: number;
      outPackets: number;
      inBytes: number;
      outBytes: number;
    };
    perSecond: {
      connections: number;
      inPackets: number;
      outPackets: number;
      inBytes: number;
      outBytes: number;
    };
  };
  timeoutsSeconds: null | {
    tcp: number;
    tcpFin: number;
    udp: number;
  };
  sysctls:
    | null
    | {
        name: string;
        value: string;
        wanted: string | null;
      }[];
  conntrackCounters: null | {
    [k: string]: number;
  };
  dummyInterface: Counts;
  ipSets:
    | null
    | {
        name: string;
        members: Counts;
      }[];
  iptablesChains:
    | null
    | {
        ipFamily: 'IPv4' | 'IPv6';
        table: string;
        chain: string;
        state: 'present' | 'missing' | 'cut-off';
      }[];
  modules: null | string[];
  log:
    | null
    | {
        time: null | Time;
        level: 'fatal' | 'error' | 'warning' | 'info' | '';
        code: Code;
        count: Count;
        message: string;
      }[];
  findings: Finding[];
  failedChecks: {
    code: Code;
    severity: Severity;
    message: string;
    evidence: string[];
    remedy: string;
  }[];
  notKnown: string[];
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
 * A Service that was asked for, in the tables of all nodes that were read.
 */
export interface ServiceStatus {
  namespace: string;
  name: string;
  type: string;
  nodes: {
    node: string;
    differences: Count;
    virtualServers: Counts;
  }[];
  /**
   * Items: A failed check of the catalogue about this Service.
   */
  concerns: {
    severity: Severity;
    code: Code;
    message: string;
    remedy: string;
    nodes: string[];
  }[];
  realServers: {
    portName: string;
    protocol: 'TCP' | 'UDP' | 'SCTP';
    address: string;
    port: Port;
    pod: string;
    node: string;
    zone: string;
    /**
     * gone: no EndpointSlice has it; disputed: slices contradict one another.
     */
    condition: 'ready' | 'serving-terminating' | 'terminating' | 'not-ready' | 'disputed' | 'gone';
    /**
     * The one that tells most of those on all nodes; null where no node has it and none should.
     */
    standing: null | Standing;
    presentOn: string[];
    expectedOn: string[];
    connections: {
      active: number | null;
      inactive: number | null;
    };
    perSecond: null | {
      connections: number;
      inBytes: number;
      outBytes: number;
    };
    /**
     * Items: A real server behind one virtual server in the table of one node. expected is null where either is right.
     */
    entries: {
      node: string;
      virtualServer: VirtualServer;
      role: 'cluster-ip' | 'external-ip' | 'load-balancer' | 'node-port';
      standing: Standing;
      expected: boolean | null;
      present: boolean;
      weight: number | null;
      connections: null | {
        active: Count;
        inactive: Count;
      };
      perSecond: null | {
        connections: number;
        inBytes: number;
        outBytes: number;
      };
    }[];
  }[];
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
