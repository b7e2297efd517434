import {
  addressServerKey,
  type ConnectionCount,
  type ConnectionEntry,
  formatEndpoint,
  type Protocol,
} from '../model/index.ts';

/** Counts entries of the connection table by virtual server, real server and state. Entries of firewall marks are left out. */
export function countConnections(entries: readonly ConnectionEntry[]): readonly ConnectionCount[] {
  const counts = new Map<string, ConnectionCount>();
  for (const entry of entries) {
    if (entry.protocol === 'IP') continue;
    const virtualServer = virtualKey(entry, entry.protocol);
    const {state, template, real} = entry;
    const key = [virtualServer, formatEndpoint(real.address, real.port), state, template].join(' ');
    const before = counts.get(key);
    counts.set(key, {
      virtualServer,
      realServer: real,
      state,
      template,
      count: (before?.count ?? 0) + 1,
      expiresSeconds: Math.max(before?.expiresSeconds ?? 0, entry.expiresSeconds),
    });
  }
  return [...counts.values()];
}

function virtualKey({virtual}: ConnectionEntry, protocol: Protocol): string {
  return addressServerKey(protocol, virtual.address, virtual.port);
}
