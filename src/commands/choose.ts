import type {ClusterState, Evidence} from '../model/index.ts';
import {type ServiceScope, selectNodes, selectServices} from '../scope/index.ts';
import type {NodeFlags, ServiceFlags} from './read-flags.ts';

/** The Services that a call chooses by targets and flags. Throws `UserError`. */
export function scopeOf(
  {targets, ...services}: ServiceFlags & {readonly targets: readonly string[]},
  cluster: ClusterState,
  {namespace: defaultNamespace}: Evidence,
): ServiceScope {
  return selectServices({targets, defaultNamespace, ...services}, cluster);
}

/** Whether a call says itself which nodes it means. */
export function choosesNodes({nodes, nodeSelector}: NodeFlags): boolean {
  return nodes.length > 0 || nodeSelector !== undefined;
}

/** The nodes that a call chooses. Throws `UserError`. */
export function nodesOf(choice: NodeFlags, cluster: ClusterState, evidence: Evidence): readonly string[] {
  return selectNodes(choice, cluster, evidence.nodes);
}
