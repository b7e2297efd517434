import type {Cidr} from './address.ts';

/** A route of a node. */
export interface Route {
  /** `unicast`, `local`, `unreachable`, `blackhole`, … as the kernel names it. */
  readonly type: string;
  readonly destination: Cidr;
  /** Name or number of the routing table. */
  readonly table: string;
  /** Canonical; undefined: the destination is on the link itself, or the route leads nowhere. */
  readonly via: string | undefined;
  /** The interface; of several next hops the first. */
  readonly device: string | undefined;
  readonly metric: number;
}
