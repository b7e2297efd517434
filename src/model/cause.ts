import type {Severity} from './severity.ts';
import type {ShellCommand} from './shell-command.ts';

/**
 * Why a node's tables are not as they should be, or kube-proxy does not keep them so; those that come first are asked
 * first. `node-cut-off`: its kubelet does not report; `proxy-absent`: no Pod; `crash-loop`, `not-running`: the Pod's state;
 * `hung`: takes connections and never answers; `configuration-invalid`, `module-missing`, `ipset-missing`,
 * `protocols-missing`, `kernel-refuses`: what kube-proxy says that it lacks; `without-rights`, `api-unreachable`,
 * `dead-watch`: it does not hear of changes; `syncs-fail`: it says which step of its syncs fails; `first-sync`: it has not
 * finished one; `behind`: it follows, only late; `rare-full-sync`: a defect
 * makes it look at the whole table once an hour only; `other-owner`: another program keeps the entry; `edited`: changed behind
 * kube-proxy's back; `known-failure`: another entry of the catalogue, of which users
 * feel something; `not-proved`: nothing that was read proves a cause.
 */
export const CAUSE_KINDS = [
  'node-cut-off',
  'proxy-absent',
  'crash-loop',
  'not-running',
  'hung',
  'configuration-invalid',
  'module-missing',
  'ipset-missing',
  'protocols-missing',
  'kernel-refuses',
  'without-rights',
  'api-unreachable',
  'dead-watch',
  'first-sync',
  'syncs-fail',
  'behind',
  'other-owner',
  'edited',
  'rare-full-sync',
  'known-failure',
  'not-proved',
] as const;

/** One of {@link CAUSE_KINDS}. */
export type CauseKind = (typeof CAUSE_KINDS)[number];

/** How old the state of the API is that a node's tables show. */
export interface TableAge {
  /** RFC 3339: the earliest change that the tables do not show. */
  readonly asOf: string;
  /** Seconds from then until the node was read. */
  readonly seconds: number;
  /** Services and EndpointSlices that were last written then or later, of the Services that differ. */
  readonly missedChanges: number;
}

/** Why something is wrong on some nodes, with what proves it. */
export interface Cause {
  readonly kind: CauseKind;
  /** Entry of the failure catalogue, where there is one. */
  readonly code: string | null;
  readonly severity: Severity;
  /** Sorted. */
  readonly nodes: readonly string[];
  /** In one sentence without a full stop, without the names of the nodes; for `not-proved` what the findings have in common. */
  readonly message: string;
  /** The same, with the nodes and the age of their tables. */
  readonly text: string;
  /** Of the node whose tables are the oldest; null where they follow, or nothing tells. */
  readonly age: TableAge | null;
  /** What proves it: lines, values and states as they were read. Empty for `not-proved` only. */
  readonly evidence: readonly string[];
  /** How many differences it explains. */
  readonly findings: number;
  /** What to do, in sentences; what is to be typed is in `commands`. */
  readonly remedy: string;
  /** What to run next, most useful first; none of them can hurt. */
  readonly commands: readonly ShellCommand[];
  /** What ends the harm of the first few differences until the cause is mended; each finding has its own. */
  readonly relief: readonly ShellCommand[];
}

/** Causes in kube-proxy itself, or in its node: that it does not answer follows from each of them. */
const PROXY_KINDS: ReadonlySet<CauseKind> = new Set([
  'node-cut-off',
  'proxy-absent',
  'crash-loop',
  'not-running',
  'hung',
]);

/** Entries of the catalogue for a kube-proxy that does not hear of changes, or does not answer. */
const PROXY_CODES: ReadonlySet<string | null> = new Set(['IPVS077', 'IPVS078']);

/** What a report says of a node beside the causes. */
interface Said {
  readonly node: string | null;
  readonly code: string | null;
  /** The kind of cause that says the same, where no code tells. */
  readonly toldBy?: CauseKind | undefined;
}

/** Whether one of the causes says already what is said of a node: a report says it once. */
export function isToldByCause(
  {node, code, toldBy}: Said,
  causes: readonly Pick<Cause, 'kind' | 'code' | 'nodes'>[],
): boolean {
  if (node === null) return false;
  return causes.some(
    (cause) =>
      cause.nodes.includes(node) &&
      (cause.kind === toldBy ||
        (code !== null && (cause.code === code || (PROXY_KINDS.has(cause.kind) && PROXY_CODES.has(code))))),
  );
}
