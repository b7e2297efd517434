import {
  familyOf,
  IP_FAMILIES,
  type KernelTable,
  PROTOCOLS,
  type TableTotals,
  type VirtualServer,
} from '../model/index.ts';

interface Sum {
  virtualServers: number;
  realServers: number;
  active: number | null;
  inactive: number | null;
  persistent: number;
  readonly schedulers: Record<string, number>;
}

/** The table's size by protocol and family, in the order of {@link PROTOCOLS}; firewall marks last. */
export function tableTotals(table: KernelTable): readonly TableTotals[] {
  const sums = new Map<string, Sum>();
  for (const server of table.values()) {
    const key = keyOf(server);
    const sum = sums.get(key) ?? newSum();
    addServer(sum, server);
    sums.set(key, sum);
  }
  return ([...PROTOCOLS, 'FWM'] as const).flatMap((protocol) =>
    IP_FAMILIES.flatMap((family) => {
      const sum = sums.get(`${protocol} ${family}`);
      return sum ? [{protocol, family, ...sum}] : [];
    }),
  );
}

function keyOf({id}: VirtualServer): string {
  return id.kind === 'address' ? `${id.protocol} ${familyOf(id.address)}` : `FWM ${id.family}`;
}

function newSum(): Sum {
  return {virtualServers: 0, realServers: 0, active: 0, inactive: 0, persistent: 0, schedulers: {}};
}

function addServer(sum: Sum, {realServers, persistence, scheduler}: VirtualServer): void {
  sum.virtualServers++;
  sum.realServers += realServers.size;
  if (persistence) sum.persistent++;
  sum.schedulers[scheduler] = (sum.schedulers[scheduler] ?? 0) + 1;
  for (const {activeConnections, inactiveConnections} of realServers.values()) {
    sum.active = plus(sum.active, activeConnections);
    sum.inactive = plus(sum.inactive, inactiveConnections);
  }
}

/** A sum of something that is not known is not known. */
function plus(sum: number | null, value: number | undefined): number | null {
  return sum === null || value === undefined ? null : sum + value;
}
