import {feedLog} from '../../inspect/index.ts';
import {createChooser, createMentions, makeRecord} from '../../logs/index.ts';
import type {LogEntry, NodeLog, TraceEvent} from '../../model/index.ts';
import type {Following} from './following.ts';

/** Tells the lines of kube-proxy's logs that matter, as they are written: warnings, known signs, and what names the Service. */
export async function followProxyLogs(following: Following, nodes: readonly string[]): Promise<void> {
  const {evidence, scope, end, ports} = following;
  const {cluster, service} = scope;
  const now = ports.now();
  const tell = (node: string, kind: string, message: string): void => {
    const event: TraceEvent = {node, source: 'kube-proxy', kind, message, change: null};
    following.emit({type: 'event', time: ports.now().toISOString(), event});
  };
  const severe = createChooser({severity: 'warning'});
  const mentioning = createChooser({mentions: createMentions([service], cluster.endpointSlices)});
  const logs = evidence.readLogs({
    nodes,
    pods: cluster.kubeProxyPods,
    follow: true,
    since: now,
    tail: 0,
    timestamps: true,
    signal: end,
  });
  const matters = (entry: LogEntry) => severe(entry, 0) ?? mentioning(entry, 0);
  const take = (log: NodeLog, entries: readonly LogEntry[]): void => {
    for (const chosen of entries.map(matters)) {
      if (!chosen) continue;
      const {level, message, code} = makeRecord(chosen, log);
      tell(log.node, 'log-line', `${level} ${message}${code === null ? '' : ` [${code}]`}`);
    }
  };
  const follow = async (log: NodeLog): Promise<void> => {
    const told = new Set<string>();
    const fed = feedLog(log, now.getTime(), (node, {message}) => {
      if (!told.has(message)) tell(node, 'log-trouble', message);
      told.add(message);
    });
    for (let entries = await fed.live(); entries; entries = await fed.live())
      take(log, [...entries, ...fed.flush()]);
  };
  // Reading ends with the reason of the signal.
  await Promise.all(logs.map((log) => follow(log).catch((error) => rethrow(error, end))));
}

function rethrow(error: unknown, end: AbortSignal): void {
  if (!end.aborted) throw error;
}
