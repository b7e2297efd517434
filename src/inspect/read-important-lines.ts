import {codeOf, createLogParser, createUnderstanding, entryDetails, matchSignature} from '../logs/index.ts';
import type {Evidence, ImportantLine, Known, KubeProxyPod, LogEntry, NodeLog} from '../model/index.ts';

/** Of a cluster's logs so many of the last lines are read. */
const LAST_LINES = 10_000;

/** So many different lines are kept, the last ones. */
const MOST_LINES = 10;

/** Which nodes' logs are read, and when. */
interface LogChoice {
  readonly nodes: readonly string[];
  readonly pods: readonly KubeProxyPod[];
  readonly now: Date;
}

/**
 * The last important lines of the kube-proxy logs of nodes: warnings, errors, and known signs of failures; of a kube-proxy
 * that does not run, those of its last run.
 */
export async function readImportantLines(
  evidence: Evidence,
  {nodes, pods, now}: LogChoice,
): Promise<ReadonlyMap<string, Known<readonly ImportantLine[]>>> {
  const tail = evidence.live ? {tail: LAST_LINES} : {};
  const {source} = evidence;
  const captured = source.type === 'snapshot' ? Date.parse(source.capturedAt) : Number.NaN;
  const reference = Number.isNaN(captured) ? now.getTime() : captured;
  const read = new Map<string, Known<readonly ImportantLine[]>>();
  for (const log of evidence.readLogs({nodes, pods, ...tail}))
    read.set(log.node, await readLines(log, reference));
  return read;
}

async function readLines(log: NodeLog, reference: number): Promise<Known<readonly ImportantLine[]>> {
  const parser = createLogParser(reference);
  const lines = new Map<string, ImportantLine>();
  const understanding = createUnderstanding();
  const take = (entry: LogEntry) => {
    understanding.add(entry);
    addEntry(lines, entry);
  };
  let problem: string | undefined;
  for await (const piece of log.pieces) {
    if (piece.kind === 'text') parser.push(piece.text).forEach(take);
    else if (piece.kind === 'gap' || piece.kind === 'unreadable') problem ??= piece.message;
  }
  parser.end().forEach(take);
  if (lines.size === 0 && problem !== undefined)
    return {known: false, why: `kube-proxy's log was not read: ${problem}`};
  const doubt = understanding.doubt();
  if (lines.size === 0 && doubt !== undefined) return {known: false, why: doubt};
  return {known: true, value: [...lines.values()].slice(-MOST_LINES)};
}

/** The same line again moves to the end, where the last ones are. */
function addEntry(lines: Map<string, ImportantLine>, entry: LogEntry): void {
  const signature = matchSignature(entry);
  const code = codeOf(signature) ?? null;
  const loud = entry.level === 'E' || entry.level === 'W' || entry.level === 'F' || entry.format === 'panic';
  if (code === null && (!loud || signature?.routine === true)) return;
  const {message, values} = entryDetails(entry);
  const error = values.err ?? values.error;
  const text = error === undefined ? message : `${message}: ${String(error)}`;
  const count = (lines.get(text)?.count ?? 0) + 1;
  lines.delete(text);
  const time = Number.isNaN(entry.time) ? null : new Date(entry.time / 1000).toISOString();
  lines.set(text, {time, level: entry.level, code, count, message: text});
}
