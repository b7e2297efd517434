import {
  compareNaturally,
  formatEndpoint,
  type NodeStatus,
  type ServiceServer,
  type ServiceStatus,
  type StatusChange,
  type StatusReport,
} from '../model/index.ts';

/** What is different from one look to the next: of nodes, and of the Services that were asked for. */
export function statusChanges(before: StatusReport, after: StatusReport): readonly StatusChange[] {
  return [
    ...changesOf(before.nodes, after.nodes, {name: ({name}) => name, traits: nodeTraits}),
    ...after.services.flatMap((service) => {
      const earlier = before.services.find((one) => nameOf(one) === nameOf(service));
      const name = (server: ServiceServer) => `${nameOf(service)} ${serverName(server)}`;
      return changesOf(earlier?.servers ?? [], service.servers, {name, traits: serverTraits});
    }),
  ];
}

type Traits = Readonly<Record<string, string>>;

interface Kind<Item> {
  readonly name: (item: Item) => string;
  readonly traits: (item: Item) => Traits;
}

function changesOf<Item>(
  before: readonly Item[],
  after: readonly Item[],
  {name, traits}: Kind<Item>,
): readonly StatusChange[] {
  const earlier = new Map(before.map((item) => [name(item), traits(item)]));
  const later = new Map(after.map((item) => [name(item), traits(item)]));
  const subjects = [...new Set([...earlier.keys(), ...later.keys()])].sort(compareNaturally);
  return subjects.flatMap((subject) => {
    const [old, now] = [earlier.get(subject), later.get(subject)];
    if (!old) return [{subject, what: 'is new', before: '', after: ''}];
    if (!now) return [{subject, what: 'is gone', before: '', after: ''}];
    return Object.keys(now)
      .filter((what) => old[what] !== now[what])
      .map((what) => ({subject, what, before: old[what] ?? '', after: now[what] ?? ''}));
  });
}

function nodeTraits({ready, state, drift, kubeProxy, proxyMode, attention}: NodeStatus): Traits {
  return {
    ready: ready === null ? 'unknown' : String(ready),
    state,
    drift: drift === null ? 'unknown' : String(drift),
    'kube-proxy': kubeProxy.state,
    restarts: String(kubeProxy.restarts ?? 'unknown'),
    version: kubeProxy.version || 'unknown',
    mode: proxyMode || 'unknown',
    attention: attention ? [attention.severity, attention.code].filter(Boolean).join(' ') : 'none',
  };
}

function nameOf({namespace, name}: ServiceStatus): string {
  return `${namespace}/${name}`;
}

function serverName({portName, protocol, address, port}: ServiceServer): string {
  return [portName, protocol, formatEndpoint(address, port)].filter(Boolean).join(' ');
}

function serverTraits({condition, presentOn, expectedOn, entries}: ServiceServer): Traits {
  const weights = [...new Set(entries.map(({weight}) => weight).filter((weight) => weight !== null))];
  return {
    endpoint: condition,
    on: `${presentOn.length}/${expectedOn.length}`,
    weight: weights.sort().join(' and ') || 'none',
  };
}
