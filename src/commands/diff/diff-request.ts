import type {ClusterState, Evidence} from '../../model/index.ts';
import type {FlagValues} from '../command.ts';
import {selectNodes} from '../select-nodes.ts';
import {type ServiceScope, selectServices} from '../select-services.ts';

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

/** The nodes that a call chooses. Throws `UserError`. */
export function nodesOf({flags}: DiffRequest, cluster: ClusterState, evidence: Evidence): readonly string[] {
  const choice = {
    nodes: flags.texts('node'),
    nodeSelector: flags.text('node-selector'),
    allNodes: flags.isSet('all-nodes'),
  };
  return selectNodes(choice, cluster, evidence.nodes);
}
