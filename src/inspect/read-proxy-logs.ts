import type {ProxyLog} from '../check/index.ts';
import {createTurns} from '../concurrency.ts';
import type {Evidence, Known, KubeProxyPod, NodeLog} from '../model/index.ts';
import {createLogReducer, type ReducedLog} from './reduce-log.ts';

/** Logs that are read at the same time. */
const AT_ONCE = 10;

/** Of a cluster's logs so many of the last lines are read: what is older tells little of what is so now. */
const LAST_LINES = 10_000;

/** Whose logs are read, and when. */
export interface ProxyLogRequest {
  readonly nodes: readonly string[];
  readonly pods: readonly KubeProxyPod[];
  readonly now: Date;
}

/**
 * The logs that a command without logs of its own looks at: those of a snapshot, so that it judges the same evidence as
 * `check`. On a cluster reading them takes longer than all the rest.
 */
export async function evidentLogs(
  evidence: Evidence,
  request: ProxyLogRequest,
): Promise<ReadonlyMap<string, Known<ProxyLog>>> {
  return evidence.live ? new Map() : await readProxyLogs(evidence, request);
}

/** kube-proxy's logs of these nodes, each reduced while it is read to the lines that the catalogue knows. */
export async function readProxyLogs(
  evidence: Evidence,
  request: ProxyLogRequest,
): Promise<ReadonlyMap<string, Known<ProxyLog>>> {
  const {nodes, pods} = request;
  const tail = evidence.live ? {tail: LAST_LINES} : {};
  const current = evidence.readLogs({nodes, pods, ...tail});
  const restarted = pods.filter(({restarts}) => restarts > 0);
  const previous = new Map(
    evidence
      .readLogs({nodes: restarted.map(({nodeName}) => nodeName), pods, previous: true, ...tail})
      .map((log) => [log.node, log]),
  );
  const reading = createTurns(AT_ONCE);
  const time = timeOf(evidence, request);
  const read = current.map((log) =>
    reading.run(async () => [log.node, await readBoth(log, previous.get(log.node), time)] as const),
  );
  return new Map(await Promise.all(read));
}

/** Dates in logs have no year: they are before this, in milliseconds since 1970. */
function timeOf({source}: Evidence, {now}: ProxyLogRequest): number {
  const captured = source.type === 'snapshot' ? Date.parse(source.capturedAt) : Number.NaN;
  return Number.isNaN(captured) ? now.getTime() : captured;
}

async function readBoth(
  current: NodeLog,
  previous: NodeLog | undefined,
  reference: number,
): Promise<Known<ProxyLog>> {
  const now = await readOne(current, reference, false);
  const before = previous && (await readOne(previous, reference, true));
  if (now.lineCount === 0 && now.problem !== undefined && (before?.lineCount ?? 0) === 0)
    return {
      known: false,
      why: `kube-proxy's log was not read: ${now.problem}`,
      absent: current.pod === null,
    };
  const {hits, problem, ...facts} = now;
  const doubt = facts.doubt ?? (problem && `kube-proxy's log was read only in part: ${problem}`);
  const value = {...facts, doubt, hits: [...(before?.hits ?? []), ...hits], previousUnread: before?.problem};
  return {known: true, value};
}

interface OneLog extends ReducedLog {
  readonly problem: string | undefined;
}

async function readOne(log: NodeLog, reference: number, previous: boolean): Promise<OneLog> {
  const reducer = createLogReducer(reference, previous);
  let problem: string | undefined;
  for await (const piece of log.pieces) {
    if (piece.kind === 'text') reducer.push(piece.text);
    else if (piece.kind === 'gap' || piece.kind === 'unreadable') problem ??= piece.message;
  }
  return {...reducer.end(), problem};
}
