import {
  describeVirtualServer,
  type ExpectedState,
  type ExpectedVirtualServer,
  type KernelTable,
  type MoveDifference,
  type VirtualServer,
} from '../../../model/index.ts';
import {firstFew} from '../../first-few.ts';

/** What a node served, and must serve, on both sides of its move. */
export interface Move {
  /** What IPVS mode must serve here now. */
  readonly ipvs: ExpectedState;
  /** What the node's own mode must serve here now. */
  readonly own: ExpectedState;
  /** What the node serves. */
  readonly now: KernelTable;
  /** What it served before; undefined: not known, so what IPVS mode must serve now counts. */
  readonly before: KernelTable | undefined;
}

type Servers = ExpectedState['virtualServers'];

/** What differs between IPVS mode and now, each on purpose or not. */
export function compareMoves(move: Move): readonly MoveDifference[] {
  return [...byDesign(move), ...lost(move), ...sinceBefore(move)].filter(({count}) => count > 0);
}

/** What the new mode means to do otherwise (`pkg/proxy/{ipvs,nftables,iptables}/proxier.go`). */
function byDesign({ipvs, own}: Move): readonly MoveDifference[] {
  const fewer = onlyIn(ipvs.virtualServers, own.virtualServers);
  const more = onlyIn(own.virtualServers, ipvs.virtualServers);
  const emptied = [...own.virtualServers].filter(([key, server]) => {
    const before = ipvs.virtualServers.get(key);
    return before && before.realServers.size > 0 && server.realServers.size === 0;
  });
  return [
    difference('fewer-node-port-addresses', fewer.filter(isNodePort), {
      onPurpose: true,
      message: `${own.mode} mode serves node ports on fewer addresses of the node`,
    }),
    difference('more-node-port-addresses', more.filter(isNodePort), {
      onPurpose: true,
      message: `${own.mode} mode serves node ports on addresses that IPVS mode does not use`,
    }),
    difference(
      'local-policy-without-endpoints',
      emptied.map(([, server]) => server),
      {
        onPurpose: true,
        message:
          `with a Local policy and no endpoint here, ${own.mode} mode drops connections, while IPVS mode sends them ` +
          'to other nodes',
      },
    ),
  ];
}

function onlyIn(one: Servers, other: Servers): readonly ExpectedVirtualServer[] {
  return [...one].filter(([key]) => !other.has(key)).map(([, server]) => server);
}

function isNodePort({role}: ExpectedVirtualServer): boolean {
  return role === 'node-port';
}

/** What IPVS mode must serve and the node's own mode too, but the node does not. */
function lost({ipvs, own, now}: Move): readonly MoveDifference[] {
  const gone: ExpectedVirtualServer[] = [];
  const fewer: ExpectedVirtualServer[] = [];
  for (const [key, server] of own.virtualServers) {
    if (server.presence !== 'required' || !ipvs.virtualServers.has(key) || server.owners.length > 1) continue;
    const present = now.get(key);
    if (!present) gone.push(server);
    else if (lacks(server, present.realServers)) fewer.push(server);
  }
  return [
    difference('frontend-lost', gone, {
      onPurpose: false,
      message: 'frontends that IPVS mode served are gone',
    }),
    difference('other-endpoints', fewer, {
      onPurpose: false,
      message: 'frontends do not lead to all endpoints, or lead to wrong ones',
    }),
  ];
}

function lacks({realServers}: ExpectedVirtualServer, present: ReadonlyMap<string, unknown>): boolean {
  for (const [key, presence] of realServers) if (presence === 'required' && !present.has(key)) return true;
  for (const key of present.keys()) if (!realServers.has(key)) return true;
  return false;
}

/** What the snapshot from before had otherwise: what IPVS mode would not serve now either was changed in the API. */
function sinceBefore({ipvs, now, before}: Move): readonly MoveDifference[] {
  if (!before) return [];
  const changed = [...before].filter(([key]) => !now.has(key) && !ipvs.virtualServers.has(key));
  const added = [...now].filter(([key]) => !before.has(key) && ipvs.virtualServers.has(key));
  const names = (entries: readonly (readonly [string, VirtualServer])[]) =>
    entries.map(([, {id}]) => describeVirtualServer(id));
  return [
    texts('changed-in-api', names(changed), {
      onPurpose: true,
      message:
        'earlier frontends no longer belong to a Service: the API changed since, or another program created them',
    }),
    texts('frontend-added', names(added), {
      onPurpose: true,
      message: 'frontends did not exist before: the API changed since, or IPVS mode lacked them',
    }),
  ];
}

type Meaning = Pick<MoveDifference, 'onPurpose' | 'message'>;

function difference(
  kind: MoveDifference['kind'],
  servers: readonly ExpectedVirtualServer[],
  meaning: Meaning,
): MoveDifference {
  return texts(
    kind,
    servers.filter(({presence}) => presence === 'required').map(({id}) => describeVirtualServer(id)),
    meaning,
  );
}

function texts(kind: MoveDifference['kind'], names: readonly string[], meaning: Meaning): MoveDifference {
  return {kind, ...meaning, count: names.length, examples: firstFew([...names].sort())};
}
