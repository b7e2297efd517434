/** The files of API objects that a snapshot can hold, under `cluster/`: snapshot layout, version 1. */
export const CLUSTER_FILES = [
  'nodes.json',
  'services.json',
  'endpointslices.json',
  'kube-proxy-pods.json',
  'kube-proxy-config.json',
  'kube-proxy-daemonset.json',
  'events.json',
] as const;

/** One of {@link CLUSTER_FILES}. */
export type ClusterFile = (typeof CLUSTER_FILES)[number];

/** Takes API objects as the API gave them, page by page, while they are read. */
export interface ObjectSink {
  /** Objects of a list; with `first` everything that came before for this file is to be forgotten. */
  readonly items: (file: ClusterFile, items: readonly unknown[], first: boolean) => void;
  /** A single object. */
  readonly object: (file: ClusterFile, object: unknown) => void;
}
