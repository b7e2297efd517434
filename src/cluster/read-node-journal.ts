import {type ApiClient, ApiError} from '../api/index.ts';
import type {LogPiece, LogRequest} from '../model/index.ts';
import {streamText} from './stream-text.ts';

/** The services of a node in whose journal kube-proxy may write, commonest first. */
const SERVICES = ['kube-proxy', 'k3s', 'k3s-agent', 'snap.microk8s.daemon-kubelite', 'k0sworker'];

/** More lines the kubelet refuses. */
const MOST_LINES = 100_000;

/**
 * kube-proxy's journal, where it is a service of the node, by the kubelet's node log query:
 * https://kubernetes.io/docs/concepts/cluster-administration/system-logs/#log-query. Of services with other work than
 * kube-proxy's, such as k3s, everything comes. It cannot be followed.
 */
export async function* readNodeJournal(
  client: ApiClient,
  node: string,
  request: LogRequest,
): AsyncGenerator<LogPiece> {
  if (request.previous) {
    yield unreadable(
      'no kube-proxy Pod runs here, and a journal has no previous run',
      'leave --previous out',
    );
    return;
  }
  try {
    yield* readServices(client, node, request);
  } catch (error) {
    request.signal?.throwIfAborted();
    if (!(error instanceof ApiError)) throw error;
    yield unreadable(
      `no kube-proxy Pod runs here, and the kubelet's log query failed: ${error.message}`,
      remedy(node),
    );
    return;
  }
  if (request.follow)
    yield {kind: 'gap', message: 'the journal of a node cannot be followed: only the lines so far are shown'};
}

async function* readServices(client: ApiClient, node: string, request: LogRequest): AsyncGenerator<LogPiece> {
  for (const service of SERVICES) {
    let empty = true;
    let held = '';
    for await (const part of journalOf(client, {node, service, request})) {
      const text = held + part;
      if (empty && isListing(text)) {
        yield unreadable(
          'no kube-proxy Pod runs here, and the kubelet does not support log queries',
          `${remedy(node)}; or set enableSystemLogQuery in the configuration of the kubelet`,
        );
        return;
      }
      if (empty && isEmpty(text)) {
        held = text;
        continue;
      }
      held = '';
      empty = false;
      yield {kind: 'text', text};
    }
    if (!empty) return;
  }
  yield unreadable(
    `no kube-proxy Pod runs here, and no journal of ${SERVICES.join(', ')} has lines`,
    remedy(node),
  );
}

function journalOf(
  client: ApiClient,
  {node, service, request}: {readonly node: string; readonly service: string; readonly request: LogRequest},
): AsyncIterable<string> {
  const {since, tail, signal, patienceSeconds} = request;
  const query = {
    query: service,
    ...(since && {sinceTime: since.toISOString().replace(/\.\d+Z$/, 'Z')}),
    ...(tail !== undefined && {tailLines: String(Math.min(tail, MOST_LINES))}),
  };
  return streamText(client, `/api/v1/nodes/${node}/proxy/logs/`, {
    query,
    ...(signal && {signal}),
    ...(patienceSeconds !== undefined && {patienceSeconds}),
  });
}

/** Without the query the kubelet lists the files in /var/log. */
function isListing(text: string): boolean {
  return /^\s*(?:<!doctype html>|<pre>)/i.test(text);
}

/**
 * Whether a journal begins without a line of a service: `-- No entries --`, `-- Logs begin at …`, `-- Boot … --`, or nothing at
 * all. journalctl also names units that do not exist. The last line may be cut.
 */
function isEmpty(text: string): boolean {
  return /^(?:(?:-- .* --)?[^\S\n]*\n)*(?:[^\S\n]*|--?(?: .*)?)$/.test(text);
}

function remedy(node: string): string {
  return `read the journal on the node: ssh ${node} journalctl -u kube-proxy (k3s: -u k3s or -u k3s-agent)`;
}

function unreadable(message: string, advice: string): LogPiece {
  return {kind: 'unreadable', message, remedy: advice};
}
