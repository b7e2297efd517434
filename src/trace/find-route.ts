import {cidrContains, formatCidr, type Route} from '../model/index.ts';

/** Tables that the kernel asks without further rules, in its order (`ip rule`). */
const USUAL_TABLES = ['local', 'main', 'default'];

/**
 * The route by which a node reaches a canonical address: in the first of the usual tables that has one, the longest
 * prefix, then the least metric. Undefined: none of them has one.
 */
export function findRoute(routes: readonly Route[], address: string): Route | undefined {
  for (const table of USUAL_TABLES) {
    const [best] = routes
      .filter((route) => route.table === table && cidrContains(route.destination, address))
      .sort((one, other) => other.destination.prefix - one.destination.prefix || one.metric - other.metric);
    if (best && best.type !== 'throw') return best;
  }
  return undefined;
}

/** Types of routes that lead nowhere. */
const DEAD_ENDS = ['unreachable', 'blackhole', 'prohibit'];

/** Whether packets on this route are thrown away. */
export function isDeadEnd({type}: Route): boolean {
  return DEAD_ENDS.includes(type);
}

/** The route as a person reads it: `10.244.2.0/24 via 10.99.0.12 dev eth0`. */
export function describeRoute({type, destination, via, device}: Route): string {
  const words = [
    type === 'unicast' ? '' : type,
    destination.prefix === 0 ? 'default' : formatCidr(destination),
    via === undefined ? '' : `via ${via}`,
    device === undefined ? '' : `dev ${device}`,
  ];
  return words.filter((word) => word !== '').join(' ');
}
