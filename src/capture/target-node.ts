import type {JsonObject} from '../model/index.ts';
import {asObject, listField, objectField, textField} from './json-fields.ts';

/** What a capture must know of a node before it makes a pod there. */
export interface TargetNode {
  readonly name: string;
  /** Names of the images that it has. */
  readonly images: readonly string[];
  /** Why no debug pod can run there, in words; undefined if one can. */
  readonly trouble: string | undefined;
  /** What a pod that does not start there may wait for, in words; undefined if the node is ready. */
  readonly notReady: string | undefined;
}

/** A node from its JSON. */
export function readTargetNode(json: unknown): TargetNode {
  const node = asObject(json);
  const metadata = objectField(node, 'metadata');
  const status = objectField(node, 'status');
  const images = listField(status, 'images').flatMap((image) =>
    Array.isArray(image.names) ? image.names : [],
  );
  return {
    name: textField(metadata, 'name'),
    images: images.filter((name) => typeof name === 'string'),
    trouble: troubleOf(metadata, status),
    notReady: unready(status),
  };
}

function troubleOf(metadata: JsonObject, status: JsonObject): string | undefined {
  const labels = objectField(metadata, 'labels');
  if (labels['eks.amazonaws.com/compute-type'] === 'fargate') {
    return 'it is a Fargate node: it runs a single pod in a dedicated machine, without kube-proxy and without IPVS';
  }
  if (labels.type === 'virtual-kubelet' || labels['kubernetes.azure.com/virtual-kubelet'] !== undefined) {
    return 'it is a virtual-kubelet node: there is no machine behind it, and no IPVS';
  }
  const info = objectField(status, 'nodeInfo');
  const system = textField(info, 'operatingSystem') || textField(labels, 'kubernetes.io/os');
  if (system && system !== 'linux') return `it runs ${system}: IPVS is part of Linux`;
  return silent(status);
}

/** With `False` the kubelet is there and can run a hostNetwork pod; with `Unknown` nobody answers. */
function silent(status: JsonObject): string | undefined {
  const ready = listField(status, 'conditions').find(({type}) => type === 'Ready');
  if (ready?.status !== 'Unknown') return undefined;
  const since = textField(ready, 'lastTransitionTime');
  return (
    `it is NotReady: its kubelet has stopped reporting${since && ` since ${since}`}, so no pod can start there. Check the machine and its ` +
    'kubelet'
  );
}

/** With `False` a pod may start all the same: it is worth the attempt. */
function unready(status: JsonObject): string | undefined {
  const ready = listField(status, 'conditions').find(({type}) => type === 'Ready');
  if (ready === undefined || ready.status === 'True') return undefined;
  const message = textField(ready, 'message').replace(/\s+/g, ' ').slice(0, 300);
  return `the node is NotReady${message && ` (${message})`}: check its kubelet, its container runtime and its network plugin`;
}
