import {
  type ClusterState,
  compareNaturally,
  type Evidence,
  type Note,
  newNote,
  type Service,
} from '../model/index.ts';
import type {ServiceScope} from './select-services.ts';

/** What of the API could not be read. */
export function clusterNotes({problems}: ClusterState): readonly Note[] {
  return problems.map((message) => plainNote(message, 'warning'));
}

/** Nodes of the cluster that a snapshot does not hold. */
export function coverageNotes(
  {nodes, kubeProxyPods}: ClusterState,
  {nodes: covered}: Evidence,
): readonly Note[] {
  if (!covered) return [];
  const running = new Set(kubeProxyPods.map(({nodeName}) => nodeName));
  const left = nodes.map(({name}) => name).filter((name) => running.has(name) && !covered.includes(name));
  if (left.length === 0) return [];
  return [
    plainNote(
      `not in this snapshot, so nothing is known about: ${left.sort(compareNaturally).join(', ')}`,
      'info',
    ),
  ];
}

/** Linux nodes of a cluster that nobody asked to leave out, and that are not read since no kube-proxy Pod is there. */
export function withoutProxyNotes(
  {nodes}: ClusterState,
  {nodes: covered}: Evidence,
  {read, chosen}: {readonly read: readonly string[]; readonly chosen: boolean},
): readonly Note[] {
  if (covered || chosen) return [];
  const left = nodes.filter(
    ({name, operatingSystem}) => operatingSystem !== 'windows' && !read.includes(name),
  );
  if (left.length === 0) return [];
  const names = left.map(({name}) => name).sort(compareNaturally);
  const shown = [...names.slice(0, 10), ...(names.length > 10 ? [`and ${names.length - 10} more`] : [])];
  const what = `not read, because they have no kube-proxy Pod: ${shown.join(', ')}`;
  return [plainNote(`${what}; --node reads such a node anyway`, 'info')];
}

/** The label by which a Service is left to another program, whatever its value. */
const PROXY_NAME_LABEL = 'service.kubernetes.io/service-proxy-name';

/** Chosen Services for which kube-proxy makes nothing: their silence must not look like health. */
export function scopeNotes({services}: ServiceScope): readonly Note[] {
  return services.flatMap((service) => {
    const why = whyNoServer(service);
    if (why === undefined) return [];
    const name = `${service.namespace}/${service.name}`;
    return [plainNote(`${name} has ${why}: kube-proxy creates no virtual server for it`, 'info')];
  });
}

function whyNoServer({clusterIP, type, labels}: Service): string | undefined {
  if (clusterIP === 'None' || clusterIP === '' || type === 'ExternalName') return 'no cluster IP';
  return PROXY_NAME_LABEL in labels ? `the label ${PROXY_NAME_LABEL}` : undefined;
}

function plainNote(message: string, severity: Note['severity']): Note {
  return newNote(severity, {message});
}
