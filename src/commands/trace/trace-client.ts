import {UserError} from '../../errors.ts';
import type {ClusterState, Evidence, PodPlace, Service} from '../../model/index.ts';
import type {TraceRequest} from './trace-request.ts';

/** The address, and of a Pod the node, of the client that the call names; undefined if it names none. Throws `UserError`. */
export async function findClient(
  {client, services}: TraceRequest,
  service: Service,
  {evidence, cluster}: {readonly evidence: Evidence; readonly cluster: ClusterState},
): Promise<PodPlace | undefined> {
  if (client === undefined) return undefined;
  if (client.kind === 'address') return {address: client.address, node: undefined};
  const namespace = services.namespace ?? service.namespace;
  const found =
    inSlices(`${namespace}/${client.name}`, cluster) ??
    (evidence.live ? await evidence.findPod(namespace, client.name) : undefined);
  if (found) return found;
  throw new UserError({
    code: 'usage',
    message: evidence.live
      ? `there is no Pod ${client.name} with an address in namespace ${namespace}`
      : `no endpoint in the snapshot belongs to Pod ${namespace}/${client.name}, and a snapshot has no other Pods`,
    remedy: 'give its address: --client IP, and its node with --node',
  });
}

function inSlices(pod: string, {endpointSlices}: ClusterState): PodPlace | undefined {
  const endpoint = endpointSlices
    .flatMap(({endpoints}) => endpoints)
    .find((candidate) => candidate.pod === pod);
  return endpoint && {address: endpoint.address, node: endpoint.nodeName};
}
