import type {ApiClient} from '../api/index.ts';
import {statusOf} from './create-refusal.ts';
import {readTargetNode, type TargetNode} from './target-node.ts';

/** Up to so many nodes are asked for one by one; a list has all of them, and a Node is large. */
const ONE_BY_ONE = 4;

/** What the API knows of these nodes, by name; a node that it does not know has that as its trouble. */
export async function readTargets(
  client: ApiClient,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, TargetNode>> {
  const targets = new Map<string, TargetNode>(
    names.map((name) => [
      name,
      {
        name,
        images: [],
        trouble: 'the API server has no node with this name',
        notReady: undefined,
      },
    ]),
  );
  const add = (json: unknown): void => {
    const target = readTargetNode(json);
    if (targets.has(target.name)) targets.set(target.name, target);
  };
  if (names.length > ONE_BY_ONE) {
    await client.list('/api/v1/nodes', {resourceVersion: '0', signal}, (items) => items.forEach(add));
  } else {
    await Promise.all(names.map(async (name) => add(await getNode(client, name, signal))));
  }
  return targets;
}

async function getNode(client: ApiClient, name: string, signal: AbortSignal): Promise<unknown> {
  try {
    return await client.request({method: 'GET', path: `/api/v1/nodes/${encodeURIComponent(name)}`, signal});
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}
