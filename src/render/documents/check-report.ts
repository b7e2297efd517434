// Generated from schema/ by `npm run generate`.

export type Count = number;
export type Result = {
  /**
   * With --migration only: what the result is about.
   */
  section?:
    | 'end-of-ipvs'
    | 'requirements'
    | 'foreign-ipvs'
    | 'node-ports'
    | 'policies'
    | 'addresses'
    | 'balancing'
    | 'connections'
    | 'filtering'
    | 'settings';
  code: string;
  title: string;
  /**
   * Null: about the cluster as a whole.
   */
  node: string | null;
  service: Service;
  result: 'pass' | 'fail' | 'not-applicable' | 'undecidable';
  severity: Severity;
  evidence: string[];
  message: string;
  remedy: string;
  /**
   * Why it is undecidable: something could not be read, what was read does not tell, or no capture can tell.
   */
  gap: 'unread' | 'unclear' | 'person' | null;
  /**
   * Whether it is a difference between table and API, as diff lists them: above info it makes the exit code 1.
   */
  drift: boolean;
  accepted: null | {
    reason: string;
    expires: string | null;
  };
  commands: Command[];
  explainedBy: null | CauseKind;
};
export type Service = null | {
  namespace: string;
  name: string;
  port: string | null;
};
export type Severity = 'error' | 'warning' | 'info';
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
export type Readiness = 'ready' | 'attention' | 'blocked' | 'unknown' | 'not-ipvs';
export type Load = null | {
  realServers: number;
  dead: number;
};

/**
 * What `kubectl ipvs check -o json` prints. Fields are never renamed or removed within v1; new ones may appear.
 */
export interface CheckReportDocument {
  apiVersion: 'kubectl-ipvs/v1';
  kind: 'CheckReport';
  generatedAt: string;
  source:
    | {
        type: 'cluster';
        context: string;
        serverVersion: string;
      }
    | {
        type: 'snapshot';
        path: string;
        capturedAt: string;
      };
  summary: {
    nodes: {
      total: Count;
      unread: Count;
    };
    results: {
      fail: Count;
      pass: Count;
      notApplicable: Count;
      undecidable: Count;
    };
    /**
     * Failures that are not accepted, by severity.
     */
    failures: {
      error: Count;
      warning: Count;
      info: Count;
    };
    accepted: Count;
  };
  nodes: {
    name: string;
    proxyMode: string;
    kubeProxyVersion: string;
    /**
     * Why nothing could be read; empty if something could.
     */
    error: string;
    /**
     * Why checks of IPVS mode do not apply; empty if they do.
     */
    notIpvs: string;
  }[];
  results: Result[];
  notes: Note[];
  migration?: Migration;
  impact: Impact[];
  causes: Cause[];
}
/**
 * A command, complete with the flags of the call; node: where it is to be run, null for here.
 */
export interface Command {
  run: 'here' | 'node';
  node: string | null;
  command: string;
}
export interface Note {
  code: string | null;
  severity: Severity;
  node: string | null;
  service: Service;
  virtualServer: {} | null;
  message: string;
  remedy: string;
}
/**
 * With --migration only: readiness to leave IPVS mode, and the way there.
 */
export interface Migration {
  target: 'nftables';
  readiness: Readiness;
  endOfIpvs: {
    deprecatedIn: string;
    gateIn: string;
    offByDefaultIn: string;
    removedIn: string;
    /**
     * The newest kube-proxy or API server that was read.
     */
    version: string | null;
    /**
     * Minor releases after that version which run IPVS mode without a gate.
     */
    releasesLeft: number | null;
    summary: string;
  };
  nodes: {
    name: string;
    kernel: string;
    kubeProxyVersion: string;
    proxyMode: string;
    readiness: Readiness;
    /**
     * Why it is blocked, not known or not in IPVS mode; empty otherwise.
     */
    reason: string;
  }[];
  /**
   * In the order in which they are taken.
   */
  steps: {
    title: string;
    details: string[];
    commands: Command[];
    settings: {
      where: string;
      yaml: string;
    }[];
  }[];
  alternatives: {
    name: 'nftables' | 'iptables' | 'ebpf';
    title: string;
    differences: string[];
  }[];
  notKnown: string[];
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
