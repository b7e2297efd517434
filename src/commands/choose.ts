import type {ClusterState, Evidence} from '../model/index.ts';
import {type ServiceScope, selectNodes, selectServices} from '../scope/index.ts';
import type {FlagValues} from './command.ts';

/** What a call asks for, besides its sources. */
export interface DiffRequest {
  readonly targets: readonly string[];
  readonly flags: FlagValues;
  readonly now: Date;
}

/** The Services that a call chooses. Throws `UserError`. */
export function scopeOf(
  {targets, flags}: DiffRequest,
  cluster: ClusterState,
  {namespace: defaultNamespace}: Evidence,
): ServiceScope {
  return selectServices(
    {
      targets,
      namespace: flags.text('namespace'),
      defaultNamespace,
      allNamespaces: flags.isSet('all-namespaces'),
      selector: flags.text('selector'),
    },
    cluster,
  );
}

/** Whether a call says itself which nodes it means. */
export function choosesNodes(flags: FlagValues): boolean {
  return flags.texts('node').length > 0 || flags.text('node-selector') !== undefined;
}

/** The nodes that a call chooses. Throws `UserError`. */
export function nodesOf({flags}: DiffRequest, cluster: ClusterState, evidence: Evidence): readonly string[] {
  const choice = {
    nodes: flags.texts('node'),
    nodeSelector: flags.text('node-selector'),
    allNodes: flags.isSet('all-nodes'),
  };
  return selectNodes(choice, cluster, evidence.nodes);
}
