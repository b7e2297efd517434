import {
  describeVirtualServer,
  formatEndpoint,
  type KernelTable,
  quiescentServers,
} from '../../../model/index.ts';

/** Real servers at weight 0 that still have connections, one line each. */
export function drainingLines(table: KernelTable): readonly string[] {
  return [...table.values()].flatMap((server) =>
    quiescentServers(server)
      .filter(
        ({activeConnections = 0, inactiveConnections = 0}) => activeConnections + inactiveConnections > 0,
      )
      .map(
        ({address, port, activeConnections = 0, inactiveConnections = 0}) =>
          `${describeVirtualServer(server.id)} -> ${formatEndpoint(address, port)}: weight 0, ` +
          `${activeConnections} active and ${inactiveConnections} inactive connections`,
      ),
  );
}
