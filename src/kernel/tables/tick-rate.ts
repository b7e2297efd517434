import type {KernelTable} from '../../model/index.ts';

/** CONFIG_HZ, ticks in a second: https://github.com/torvalds/linux/blob/v6.1/kernel/Kconfig.hz */
const TICK_RATES: readonly number[] = [100, 250, 300, 1000];

/**
 * The kernel's tick rate, from the persistence timeouts in two tables of which one has seconds and the other ticks:
 * the rate that explains most of them. Undefined if no usual rate explains any.
 */
export function findTickRate(one: KernelTable, other: KernelTable): number | undefined {
  const votes = new Map<number, number>();
  for (const [key, {persistence}] of one) {
    const counterpart = persistence && other.get(key)?.persistence;
    const seconds = persistence?.timeoutSeconds ?? counterpart?.timeoutSeconds;
    const ticks = persistence?.timeoutJiffies ?? counterpart?.timeoutJiffies;
    if (counterpart === undefined || seconds === undefined || ticks === undefined) continue;
    const rate = TICK_RATES.find((candidate) => seconds * candidate === ticks);
    if (rate !== undefined) votes.set(rate, (votes.get(rate) ?? 0) + 1);
  }
  return [...votes].sort(([, a], [, b]) => b - a)[0]?.[0];
}
