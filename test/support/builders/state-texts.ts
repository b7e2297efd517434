import {type ExpectedState, formatEndpoint, type Presence} from '../../../src/model/index.ts';

function marked(key: string, presence: Presence): string {
  return presence === 'optional' ? `? ${key}` : key;
}

/** The real servers of a virtual server (`TCP 10.96.14.7:80`), sorted; `? ` marks those that are optional. */
export function realServersOf(
  state: ExpectedState,
  virtualServer = 'TCP 10.96.14.7:80',
): readonly string[] | undefined {
  const server = state.virtualServers.get(virtualServer);
  return server && [...server.realServers].map(([key, presence]) => marked(key, presence)).sort();
}

/** The addresses that serve node ports, as `address:port`, sorted; `? ` marks those that are optional. */
export function nodePortsOf(state: ExpectedState): readonly string[] {
  return [...state.virtualServers.values()]
    .filter(({role}) => role === 'node-port')
    .map(({id, presence}) => marked(formatEndpoint(id.address, id.port), presence))
    .sort();
}

/** The members of IP sets that have any, by the set's name; `? ` marks those that are optional. */
export function membersOf(state: ExpectedState): Readonly<Record<string, readonly string[]>> {
  const sets = [...state.ipSets.values()].filter(({members}) => members.size > 0);
  return Object.fromEntries(
    sets.map(({name, members}) => [
      name,
      [...members].map(([member, {presence}]) => marked(member, presence)).sort(),
    ]),
  );
}

/** The addresses on kube-ipvs0, sorted; `? ` marks those that are optional. */
export function boundOf(state: ExpectedState): readonly string[] {
  return [...(state.addresses ?? [])].map(([address, {presence}]) => marked(address, presence)).sort();
}
