// Generated from schema/ by `npm run generate`.

/**
 * What `kubectl ipvs trace -o json` prints, one a line. Fields are never renamed or removed within v1; new ones may appear.
 */
export type TraceRecordDocument = {
  apiVersion: 'kubectl-ipvs/v1';
  kind: 'TraceRecord';
  time: Time;
  type: 'assessment' | 'path' | 'sample' | 'event' | 'lag' | 'gap' | 'summary';
  node: string | null;
} & (
  | {
      type?: 'assessment';
      node?: null;
      impact: Impact[];
      causes: Cause[];
    }
  | {
      type?: 'path';
      node?: string;
      service: {
        namespace: string;
        name: string;
        port: string;
      };
      virtualServer: VirtualServer;
      mode: 'ipvs' | 'nftables' | 'iptables';
      role: 'cluster-ip' | 'external-ip' | 'load-balancer' | 'node-port';
      state: State;
      worstBroken: StepName | null;
      /**
       * @minItems 4
       */
      steps: {
        name: StepName;
        state: State;
        message: string;
        evidence: string[];
        code: string | null;
        remedy: string;
      }[];
      realServers: {
        address: string;
        port: Port;
        standing: Standing;
        weight: Count;
        forwarding?: string | null;
        activeConnections?: Count;
        inactiveConnections?: Count;
        pod: string;
        node: string;
        zone: string;
        condition: 'ready' | 'serving-terminating' | 'terminating' | 'not-ready' | 'disputed' | 'gone';
        why: string;
        route: string;
      }[];
    }
  | {
      type?: 'sample';
      node?: string;
      sequence: number;
      virtualServers: {
        virtualServer: VirtualServer;
        /**
         * Null: not known, since the table was not read, or not as a whole.
         */
        present: boolean | null;
        /**
         * Whether it has to be there.
         */
        required: boolean;
        connectionRate: Rate;
        packetRate: Rate;
        byteRate: Rate;
        realServers: {
          address: string;
          port: Port;
          standing: Standing;
          weight: Count;
          activeConnections?: Count;
          inactiveConnections?: Count;
          connections: Count;
          connectionRate: Rate;
          packetRate?: Rate;
          byteRate?: Rate;
          share: Part;
          fairShare: Part;
          pod?: string;
        }[];
      }[];
      strays: {
        virtualServer: VirtualServer;
        realServer: Socket;
        connections: number;
        templates: number;
        templateSeconds: number;
        listed: boolean;
      }[];
      connectionsRead: boolean;
      tuples: {
        protocol: 'TCP' | 'UDP' | 'SCTP';
        client: Socket;
        virtual: Socket;
        real: Socket;
        state: string;
        source: Socket | null;
      }[];
      tuplesTotal: Count;
      probe: null | {
        virtualServer: VirtualServer;
        connected: boolean;
        seconds: Rate;
        realServer: Socket | null;
      };
      notes: string[];
    }
  | {
      type?: 'event';
      source: 'api' | 'kube-proxy' | 'trace';
      event: string;
      message: string;
      change: Count;
    }
  | {
      type?: 'lag';
      node?: string;
      change: number;
      state: 'followed' | 'late' | 'lost';
      seconds: Rate;
      errorSeconds: Rate;
      message: string;
    }
  | {
      type?: 'gap';
      node?: string;
      from: Time | null;
      to: Time | null;
      reason: string;
    }
  | {
      type?: 'summary';
      node?: null;
      service: string;
      worstBroken: null | {
        node: string;
        step: StepName;
        message: string;
      };
      changes: number;
      /**
       * From the first sample to the last one: what the connections below were counted in.
       */
      seconds: number;
      lag: Spread;
      /**
       * What each real server got in the whole trace, of all nodes; worst standing first.
       */
      realServers: {
        address: string;
        port: Port;
        /**
         * The last one, of the node where it is worst; null: it is in no table any more.
         */
        standing: Standing | null;
        pod: string;
        connections: NewConnections;
        deadConnections: DeadConnections;
      }[];
      nodes: {
        name: string;
        samples: number;
        gaps: number;
        connections: NewConnections;
        deadConnections: DeadConnections;
        lag: Spread;
        late: number[];
        networkProgramming: null | {
          p50: number;
          p99: number;
        };
        error: string;
      }[];
    }
);
export type Time = string;
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
export type Port = number;
export type State = 'ok' | 'broken' | 'unknown';
export type StepName =
  'client' | 'address' | 'ip-sets' | 'iptables' | 'virtual-server' | 'real-servers' | 'nat' | 'route';
/**
 * What a real server, or an endpoint without one, is on the node.
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
export type Count = number | null;
export type Rate = number | null;
export type Part = number | null;
/**
 * New connections while the trace went on; null: no counters were read.
 */
export type NewConnections = number | null;
/**
 * Of the new connections, those to real servers that were stale or had the wrong forwarding method: nothing answers there.
 */
export type DeadConnections = number | null;

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
/**
 * A command to run: here, where the report was read, or on a node.
 */
export interface Command {
  run: 'here' | 'node';
  node: string | null;
  command: string;
}
export interface VirtualServer {
  protocol: 'TCP' | 'UDP' | 'SCTP';
  address: string;
  port: Port;
}
export interface Socket {
  address: string;
  port: Port;
}
export interface Spread {
  count: number;
  p50: Rate;
  p95: Rate;
  max: Rate;
  errorSeconds: Rate;
}
