import type {ClusterState, Evidence, Note} from '../model/index.ts';
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
  return [plainNote(`not in this snapshot, so nothing is known of: ${left.sort().join(', ')}`, 'info')];
}

/** Chosen Services for which kube-proxy makes nothing: their silence must not look like health. */
export function scopeNotes({services}: ServiceScope): readonly Note[] {
  return services
    .filter(({clusterIP, type}) => clusterIP === 'None' || clusterIP === '' || type === 'ExternalName')
    .map(({namespace, name}) =>
      plainNote(`${namespace}/${name} has no cluster IP: kube-proxy makes no virtual server for it`, 'info'),
    );
}

function plainNote(message: string, severity: Note['severity']): Note {
  return {code: null, severity, node: null, service: null, virtualServer: null, message, remedy: ''};
}
