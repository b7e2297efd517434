import type {PathContext} from './path-context.ts';
import {type SourceNat, sourceNat} from './source-nat.ts';

/** Whose source address is masqueraded on this path; undefined if the rules do not tell. */
export function natOf({view, server}: PathContext): SourceNat | undefined {
  const rules = view.actual.iptables[server.family];
  if (!rules) return undefined;
  const {address, port, protocol} = server.id;
  const socket = `${address},${protocol.toLowerCase()}:${port}`;
  const local = [...view.expected.ipSets.values()].some(
    (set) =>
      set.family === server.family &&
      set.name.includes('-LOCAL') &&
      (set.members.has(socket) ||
        (server.role === 'node-port' && set.name.includes(protocol) && set.members.has(String(port)))),
  );
  return sourceNat(rules, {role: server.role, protocol, family: server.family, local});
}
