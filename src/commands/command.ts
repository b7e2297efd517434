import type {ExitCode} from '../errors.ts';
import type {
  CaptureFocus,
  CaptureSource,
  ClusterEvidence,
  ClusterNameKind,
  ClusterOptions,
  ConnectionOptions,
  OpenScreen,
  PodOptions,
  ProxyVersion,
  ReportSource,
  SnapshotEvidence,
  SnapshotWriter,
} from '../model/index.ts';

/** A flag of a command, as help and parser need it. */
export interface Flag {
  /** Without dashes. */
  readonly name: string;
  /** One letter, without dash. */
  readonly short?: string;
  readonly type: 'string' | 'boolean';
  readonly repeatable?: boolean;
  /** Whether one value may name several, with commas between. */
  readonly list?: boolean;
  readonly choices?: readonly string[];
  readonly default?: string;
  /** The environment variable that counts where the flag is not given. */
  readonly variable?: `KUBECTL_IPVS_${string}`;
  /** What the text of a value has to be, also where a call does not come to use it. A limit is a time, or 0 for none. */
  readonly form?: 'count' | 'time' | 'limit';
  /** What completion offers for the value; absent: its choices, if it has any. */
  readonly completes?: NameKind | 'files' | 'codes';
  /** What stands for the value in help, such as `DIR|FILE`. */
  readonly value?: string;
  /** Begins upper-case and ends without a full stop. */
  readonly description: string;
}

/** An example in a command's help. */
export interface Example {
  readonly comment: string;
  /** What is typed after `kubectl ipvs`. */
  readonly line: string;
}

/** The values of flags, by name. A flag that was not given is absent. */
export interface FlagValues {
  readonly text: (name: string) => string | undefined;
  readonly texts: (name: string) => readonly string[];
  readonly isSet: (name: string) => boolean;
  /** A whole number from 1. Throws `UserError`. */
  readonly count: (name: string) => number;
  /** A time such as `60s` or `2m`, or a number of seconds, in seconds; more than 0. Throws `UserError`. */
  readonly seconds: (name: string) => number;
}

/** One checked call of a command. */
export interface Call {
  readonly arguments: readonly string[];
  readonly flags: FlagValues;
}

/** What a capture would do, for somebody who wants to know before it does. */
export interface CapturePlan {
  /** The manifest of a node's debug pod, with the script that runs in it. */
  readonly pod?: unknown;
  /** What would run in kube-proxy's own Pods instead. */
  readonly command?: {readonly words: readonly string[]; readonly input: string};
  /** The pod that samples the node afterwards, where that was planned too. */
  readonly samplingPod?: unknown;
  /** What the user must be allowed to do: in words, and as rules of RBAC. */
  readonly permissions: readonly {readonly words: string; readonly rule: string}[];
}

/** What one run left, as `cleanup` tells of it. */
export interface DebugPodRun {
  readonly runId: string;
  readonly owner: string;
  /** The nodes of its pods. */
  readonly nodes: readonly string[];
  /** Whether there is a DaemonSet. */
  readonly fleet: boolean;
}

/** Which debug pods `cleanup` removes. */
export interface CleanupChoice {
  readonly connection: ConnectionOptions;
  readonly namespace: string;
  /** Those of runs that may still go on, too. */
  readonly all: boolean;
  readonly dryRun: boolean;
}

/** What `cleanup` did with what it found. */
export interface CleanupResult {
  /** Whether it only says what it would do. */
  readonly dryRun: boolean;
  readonly removed: readonly DebugPodRun[];
  /** Left, since the run may still go on. */
  readonly active: readonly DebugPodRun[];
  /** Could not be removed. */
  readonly failed: readonly (DebugPodRun & {readonly reason: string; readonly remedy: string})[];
}

/** What the arguments of a command are, for parser and completion; targets are Services or nodes. */
export type ArgumentKind = 'services' | 'targets' | 'codes' | 'shells' | 'files';

/** A name for completion, with what it stands for. */
export interface NamedChoice {
  readonly text: string;
  readonly about?: string;
}

/** Kinds of names that completion looks up: in the cluster, or in the kubeconfig. */
export type NameKind = ClusterNameKind | 'contexts' | 'clusters' | 'users';

/** The names of a kind, of the cluster that is named; none if they cannot be had quickly. */
export type LookUp = (
  place: {
    readonly connection: ConnectionOptions;
    readonly namespace: string | undefined;
    /** For what is of one Service. */
    readonly service: string | undefined;
  },
  kind: NameKind,
) => Promise<readonly string[]>;

/** Versions of what runs in a cluster. */
export interface ClusterVersions {
  readonly source: ReportSource;
  /** Each version of kube-proxy with the number of its Pods; undefined where they may not be read, with the reason. */
  readonly kubeProxy: readonly ProxyVersion[] | undefined;
  readonly kubeProxyProblem: string;
}

/** What a command needs of the world. */
export interface Ports {
  readonly openSnapshot: (path: string) => Promise<SnapshotEvidence>;
  readonly openCluster: (options: ClusterOptions) => Promise<ClusterEvidence>;
  /** What a capture of these sources would do; touches nothing. */
  readonly planCapture: (
    plan: {readonly pods: PodOptions; readonly node: string},
    sources: readonly CaptureSource[],
    focus?: CaptureFocus,
  ) => Promise<CapturePlan>;
  /** The roles that grant what the program needs, in YAML. */
  readonly roleText: (pods: Pick<PodOptions, 'namespace' | 'exec'>) => Promise<string>;
  /** Begins to write a snapshot. Throws `UserError`. */
  readonly createSnapshot: (place: {
    readonly path: string;
    /** Whether an older one is replaced. */
    readonly force: boolean;
    /** Whether names and addresses are replaced. */
    readonly redact: boolean;
    /** A file for what is replaced by what. */
    readonly mapping: string | undefined;
  }) => Promise<SnapshotWriter>;
  /** The text of a file that the user named. Throws `UserError` if it cannot be read. */
  readonly readFile: (path: string) => Promise<string>;
  /** Versions of server and kube-proxy. Throws `UserError` if the server does not answer. */
  readonly readVersions: (connection: ConnectionOptions) => Promise<ClusterVersions>;
  readonly lookUp: LookUp;
  /** Writes a program for PATH that the user asked for; gives its path. Throws `UserError`. */
  readonly installScript: (request: ScriptRequest) => Promise<string>;
  /** Removes debug pods that interrupted runs left behind. */
  readonly cleanup: (choice: CleanupChoice) => Promise<CleanupResult>;
  /** Resolves after this many seconds; earlier, when the signal of the wait is aborted. Throws when the user ends the program. */
  readonly wait: (seconds: number, signal?: AbortSignal) => Promise<void>;
  /** The time now. */
  readonly now: () => Date;
  /** Writes a part of the result to standard output, for commands that go on; resolves when there is room for more. */
  readonly write: (text: string) => Promise<void>;
  /** Says something beside the result, on standard error, in one line. */
  readonly warn: (text: string) => void;
  /** Aborted when the user wants the command to end. */
  readonly signal: AbortSignal;
  /** Characters in a line of the terminal; undefined if the result goes elsewhere. */
  readonly width?: number | undefined;
  /** Whether results are coloured. */
  readonly colour: boolean;
  /** Shows frames on the terminal; absent if the result goes elsewhere. */
  readonly openScreen?: OpenScreen | undefined;
  /** Whether the reader's terminal shows more than ASCII; default: it does. */
  readonly unicode?: boolean;
}

/** A small program to put where PATH finds it. */
export interface ScriptRequest {
  readonly name: string;
  readonly text: string;
  /** Undefined: beside the plugin, where PATH has it. */
  readonly directory: string | undefined;
}

/** What a command has to say. */
export interface Outcome {
  /** For standard output, after what was written already. */
  readonly output: string;
  readonly exitCode: ExitCode;
}

/** Runs a checked call. Throws `UserError`. */
export type Run = (call: Call, ports: Ports) => Promise<Outcome>;

/** A command: parser, help, documentation and completion come from this record. */
export interface Command {
  readonly name: string;
  /** What follows the name in the usage line. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly description: string;
  readonly flags: readonly Flag[];
  /** Flags of the other commands that make no difference here: taken, so that one alias does for all, and not in help. */
  readonly alsoTaken?: readonly Flag[];
  readonly examples: readonly Example[];
  readonly exitCodes: readonly string[];
  /** What its arguments are; absent where it takes none, or none that can be completed. */
  readonly argument?: ArgumentKind;
  /** The most arguments it takes. */
  readonly mostArguments: number;
  /** Loads what runs it: other commands and help need not wait for it. */
  readonly load: () => Promise<Run>;
}
