import type {KernelTable, Persistence, RealServer, VirtualServer} from '../../src/model/actual-state.ts';

/** What each source shows of a table. */

/** `ipvsadm -S -n` shows no connection counts, and Local as Route. */
export function shownInSave(table: KernelTable): KernelTable {
  return mapTable(
    table,
    (server) => server,
    ({address, port, weight, forwarding, tunnel}) => ({
      address,
      port,
      weight,
      forwarding: forwarding === 'Local' ? 'Route' : forwarding,
      ...(tunnel ? {tunnel} : {}),
    }),
  );
}

/** `ipvsadm -Ln` shows no tunnel options. */
export function shownInList(table: KernelTable): KernelTable {
  return mapTable(table, (server) => server, withoutTunnel);
}

/** `/proc/net/ip_vs` shows ticks, and neither tunnel options, scheduler flags nor persistence engines. */
export function shownInProc(table: KernelTable, tickRate: number): KernelTable {
  return mapTable(
    table,
    (server) => ({
      ...server,
      schedulerFlags: undefined,
      persistence: server.persistence && inTicks(server.persistence, tickRate),
      onePacket: server.onePacket && !(server.id.kind === 'address' && server.id.address.includes(':')),
    }),
    withoutTunnel,
  );
}

function inTicks({timeoutSeconds = 0, prefix}: Persistence, tickRate: number): Persistence {
  return {timeoutJiffies: timeoutSeconds * tickRate, prefix};
}

function withoutTunnel({tunnel: _, ...realServer}: RealServer): RealServer {
  return realServer;
}

function mapTable(
  table: KernelTable,
  project: (server: VirtualServer) => VirtualServer,
  projectRealServer: (realServer: RealServer) => RealServer,
): KernelTable {
  return new Map(
    [...table].map(([key, server]) => {
      const realServers = [...server.realServers].map(
        ([name, one]) => [name, projectRealServer(one)] as const,
      );
      return [key, {...project(server), realServers: new Map(realServers)}];
    }),
  );
}
