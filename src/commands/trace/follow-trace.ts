import {createExpectedStates} from '../../expected/index.ts';
import {
  compareNaturally,
  type SampleEvent,
  type SampleRequest,
  type ServiceEvent,
  type ServiceState,
  type TraceSummary,
} from '../../model/index.ts';
import {narrowCluster} from '../../scope/index.ts';
import {describeChanges, lagSpread, mergeTotals, worstBrokenOf, worstBrokenPath} from '../../trace/index.ts';
import {followProxyLogs} from './follow-proxy-logs.ts';
import type {Following} from './following.ts';
import {createNodeFollower, MOST_TUPLES, type NodeFollower, type SampledSpan} from './node-follower.ts';
import type {TraceScope} from './trace-node.ts';

/** Follows the nodes and the API until the signal; gives what it came to. Throws what no node can be blamed for. */
export async function followTrace(following: Following): Promise<TraceSummary> {
  const session = new Session(following);
  await session.run();
  return session.summary();
}

/** Seconds between two readings of the connection table, at least. */
const CONNECTIONS_SECONDS = 5;
const LISTED_SECONDS = 2;

class Session {
  readonly #following: Following;
  readonly #followers: readonly NodeFollower[];
  readonly #restarts = new Map<string, AbortController>();
  #state: ServiceState;
  #changes = 0;

  constructor(following: Following) {
    const {scope, traced} = following;
    this.#following = following;
    this.#followers = traced
      .filter(({unsampled}) => unsampled === undefined)
      .map((node) => createNodeFollower(node, scope));
    this.#state = stateOf(scope);
  }

  async run(): Promise<void> {
    const {end, evidence, scope} = this.#following;
    const {namespace, name} = scope.service;
    const watching = evidence.watchService({namespace, name, state: this.#state, signal: end}, (event) =>
      this.#changed(event),
    );
    const sampling = this.#followers.map((follower) => this.#sample(follower));
    const logs = followProxyLogs(
      this.#following,
      this.#followers.map(({node}) => node),
    );
    await Promise.all([ended(end), watching, logs, ...sampling]);
  }

  /** Samples a node until the end; anew where the Service got other addresses. */
  async #sample(follower: NodeFollower): Promise<void> {
    const {end, evidence} = this.#following;
    while (!end.aborted) {
      const restart = new AbortController();
      this.#restarts.set(follower.node, restart);
      const signal = AbortSignal.any([end, restart.signal]);
      if (follower.servers().length === 0) await ended(signal);
      else await this.#take(follower, evidence.sampleNode(this.#request(follower, signal)), signal);
      if (!end.aborted) this.#emit(follower, {kind: 'gap', reason: 'the addresses of the Service changed'});
    }
  }

  #request(follower: NodeFollower, signal: AbortSignal): SampleRequest {
    const {scope} = this.#following;
    const {real, interval, probe, duration} = scope.request;
    const listed = scope.client !== undefined || real !== undefined;
    return {
      node: follower.node,
      servers: follower.servers(),
      intervalSeconds: interval,
      connectionsEvery: Math.max(1, Math.round((listed ? LISTED_SECONDS : CONNECTIONS_SECONDS) / interval)),
      client: scope.client,
      real,
      most: MOST_TUPLES,
      probe,
      seconds: duration,
      signal,
    };
  }

  async #take(
    follower: NodeFollower,
    events: AsyncIterable<SampleEvent>,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      for await (const event of events) this.#emit(follower, event);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #emit(follower: NodeFollower, event: SampleEvent): void {
    const {ports, emit} = this.#following;
    const now = ports.now();
    const time = now.toISOString();
    for (const record of follower.take(event, now.getTime())) emit({...record, time});
  }

  #changed(event: ServiceEvent): void {
    const {emit, ports} = this.#following;
    if (event.kind === 'trouble') {
      const told = {
        node: null,
        source: 'trace',
        kind: 'api-trouble',
        message: event.message,
        change: null,
      } as const;
      emit({type: 'event', time: ports.now().toISOString(), event: told});
      return;
    }
    const changes = describeChanges(this.#state, event.state);
    this.#state = event.state;
    if (changes.length === 0) return;
    const change = ++this.#changes;
    const time = new Date(event.receivedAt).toISOString();
    for (const {kind, message} of changes)
      emit({type: 'event', time, event: {node: null, source: 'api', kind, message, change}});
    const states = createExpectedStates(this.#narrow(event.state));
    for (const follower of this.#followers) {
      const others = follower.expect(change, event.receivedAt / 1000, states);
      if (others) this.#restarts.get(follower.node)?.abort();
    }
  }

  #narrow({service, endpointSlices}: ServiceState) {
    const {cluster, service: first} = this.#following.scope;
    const isOurs = (namespace: string, name: string) => namespace === first.namespace && name === first.name;
    const others = cluster.services.filter(({namespace, name}) => !isOurs(namespace, name));
    const otherSlices = cluster.endpointSlices.filter(
      ({namespace, serviceName}) => !isOurs(namespace, serviceName),
    );
    return narrowCluster(
      {
        ...cluster,
        services: service ? [...others, service] : others,
        endpointSlices: [...otherSlices, ...endpointSlices],
      },
      service ?? first,
    );
  }

  summary(): TraceSummary {
    const {scope, traced} = this.#following;
    const {namespace, name} = scope.service;
    const unread = traced.flatMap(({node, unsampled: error}) =>
      error === undefined
        ? []
        : [
            {
              node,
              samples: 0,
              gaps: 0,
              lag: lagSpread([]),
              late: [],
              networkProgramming: null,
              error,
              connections: null,
              deadConnections: null,
            },
          ],
    );
    const nodes = [...this.#followers.map((follower) => follower.summary()), ...unread];
    return {
      service: `${namespace}/${name}`,
      worstBroken: worstBrokenOf(worstBrokenPath(traced.flatMap(({paths}) => paths))),
      changes: this.#changes,
      seconds: secondsOf(this.#followers.flatMap((follower) => follower.span() ?? [])),
      realServers: mergeTotals(this.#followers.map((follower) => follower.realServers())),
      lag: lagSpread(this.#followers.flatMap((follower) => follower.lags())),
      nodes: nodes.sort((one, other) => compareNaturally(one.node, other.node)),
    };
  }
}

/** From the first sample of any node to the last one. */
function secondsOf(spans: readonly SampledSpan[]): number {
  if (spans.length === 0) return 0;
  const first = Math.min(...spans.map((span) => span.first));
  return (Math.max(...spans.map((span) => span.last)) - first) / 1000;
}

function stateOf({cluster, service}: TraceScope): ServiceState {
  const endpointSlices = cluster.endpointSlices.filter(
    ({namespace, serviceName}) => namespace === service.namespace && serviceName === service.name,
  );
  return {service, endpointSlices};
}

/** Resolves when the signal is aborted. */
function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), {once: true});
  });
}
