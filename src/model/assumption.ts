import type {IpFamily} from './address.ts';

/**
 * What a node is expected to print. It is told only the digests, and where its own are the same it sends a mark instead
 * of the lines. A wrong assumption costs time, nothing else: the node then sends what it has.
 */
export interface Assumption {
  /** Lines of `ipvsadm -S -n` for virtual servers at addresses of Services. */
  readonly services: readonly string[];
  /** The same for virtual servers at an address of the node, by family, with `node` for the address. */
  readonly nodePorts: Readonly<Record<IpFamily, readonly string[]>>;
  /** Addresses on kube-ipvs0. */
  readonly bound: readonly string[];
  /** Lines of `ipset save` by the name of the set. */
  readonly ipSets: ReadonlyMap<string, readonly string[]>;
}
