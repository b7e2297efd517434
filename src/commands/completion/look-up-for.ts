import type {ClusterNameKind} from '../../model/index.ts';
import type {FlagValues, NameKind, Ports} from '../command.ts';
import {connectionOptions} from '../read-flags.ts';

/** The names of a kind that a call with these flags can mean: of its snapshot, else of its cluster or its kubeconfig. */
export async function lookUpFor(
  {flags, service}: {readonly flags: FlagValues; readonly service: string | undefined},
  kind: NameKind,
  ports: Ports,
): Promise<readonly string[]> {
  const from = flags.text('from');
  const namespace = flags.text('namespace');
  if (from === undefined || !isOfCluster(kind))
    return await ports.lookUp({connection: connectionOptions(flags), namespace, service}, kind);
  const evidence = await ports.openSnapshot(from);
  const query = {kind, namespace: namespace ?? evidence.namespace, service};
  const {namesInCluster} = await import('../../model/index.ts');
  return namesInCluster(await evidence.readCluster(), query);
}

/** Whether names of a kind are those of a cluster, which may be one in a snapshot, and not of the kubeconfig. */
function isOfCluster(kind: NameKind): kind is ClusterNameKind {
  return kind !== 'contexts' && kind !== 'clusters' && kind !== 'users';
}
