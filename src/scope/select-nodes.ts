import {didYouMean, UserError} from '../errors.ts';
import {type ClusterState, compareNaturally, type Node, parseLabelSelector, SCALE} from '../model/index.ts';

/** The flags that choose nodes. */
export interface NodeChoice {
  readonly nodes: readonly string[];
  readonly nodeSelector: string | undefined;
  readonly allNodes: boolean;
}

/**
 * The names of the nodes in scope, sorted: those that the evidence covers, else all Linux nodes that run kube-proxy.
 * Throws `UserError` for a node that is not known, and for too many.
 */
export function selectNodes(
  choice: NodeChoice,
  cluster: ClusterState,
  covered: readonly string[] | undefined,
): readonly string[] {
  const known = new Set([...(covered ?? []), ...cluster.nodes.map(({name}) => name)]);
  for (const name of choice.nodes) if (!known.has(name)) throw notFound(name, known);
  const candidates = choice.nodes.length > 0 ? choice.nodes : (covered ?? withKubeProxy(cluster));
  const chosen = [...new Set(candidates)]
    .filter(matcher(choice.nodeSelector, cluster.nodes))
    .sort(compareNaturally);
  if (chosen.length === 0) throw covered?.length === 0 ? nothingCovered() : nothingChosen(choice);
  const limited = choice.nodes.length === 0 && choice.nodeSelector === undefined && !choice.allNodes;
  if (covered === undefined && limited && chosen.length > SCALE.mostNodes) throw tooMany(chosen.length);
  return chosen;
}

function withKubeProxy({nodes, kubeProxyPods}: ClusterState): readonly string[] {
  const running = new Set(kubeProxyPods.map(({nodeName}) => nodeName));
  return nodes
    .filter(
      ({operatingSystem, name}) => operatingSystem !== 'windows' && (running.size === 0 || running.has(name)),
    )
    .map(({name}) => name);
}

function matcher(selector: string | undefined, nodes: readonly Node[]): (name: string) => boolean {
  if (selector === undefined) return () => true;
  const matches = parseLabelSelector(selector);
  if (!matches) {
    throw new UserError({
      code: 'usage',
      message: `--node-selector ${selector} is not a label selector`,
      remedy: 'write it as for kubectl, for example pool=edge or topology.kubernetes.io/zone in (a, b)',
    });
  }
  const labels = new Map(nodes.map((node) => [node.name, node.labels]));
  return (name) => matches(labels.get(name) ?? {});
}

function notFound(name: string, known: Iterable<string>): UserError {
  return new UserError({
    code: 'node-not-found',
    message: `there is no node ${name}`,
    remedy: didYouMean(name, known) ?? 'see kubectl get nodes',
  });
}

function nothingChosen({nodeSelector}: NodeChoice): UserError {
  return new UserError({
    code: 'no-nodes',
    message:
      nodeSelector === undefined
        ? 'there is no node to read'
        : `no node matches --node-selector ${nodeSelector}`,
    remedy: 'give nodes with --node, or another selector',
  });
}

function nothingCovered(): UserError {
  return new UserError({
    code: 'no-nodes',
    message: 'the snapshot has no nodes: its metadata.json lists none',
    remedy:
      'list them there ("nodes": ["NAME"]), each with its texts in nodes/NAME/, or take the snapshot again',
  });
}

function tooMany(count: number): UserError {
  return new UserError({
    code: 'too-many-nodes',
    message: `${count} nodes are in scope, more than ${SCALE.mostNodes}`,
    remedy: 'select nodes with --node or --node-selector, or add --all-nodes',
  });
}
