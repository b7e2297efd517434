import {
  type AddressServerId,
  type Protocol,
  type RealServer,
  splitEndpoint,
  type VirtualServer,
} from '../../model/index.ts';

/** A frontend as a virtual server, for all that counts and lists them. */
export function frontendEntry(id: AddressServerId, keys: EndpointKeys, affinity: number): VirtualServer {
  const realServers = REAL_SERVERS.get(keys) ?? realServersOf(keys);
  REAL_SERVERS.set(keys, realServers);
  const prefix = id.address.includes(':') ? 128 : 32;
  return {
    id,
    scheduler: '',
    persistence: affinity > 0 ? {timeoutSeconds: affinity, prefix} : undefined,
    schedulerFlags: undefined,
    onePacket: false,
    realServers,
  };
}

/** `PROTOCOL PORT` of a node port. */
export function splitNodePort(key: string): {protocol: Protocol; port: number} {
  const [protocol = '', port = ''] = key.split(' ');
  return {protocol: protocol as Protocol, port: Number(port)};
}

/** Endpoints by `address:port`. */
type EndpointKeys = ReadonlySet<string> | ReadonlyMap<string, unknown>;

/** Frontends of a Service lead to the same endpoints. */
const REAL_SERVERS = new WeakMap<EndpointKeys, ReadonlyMap<string, RealServer>>();

function realServersOf(keys: EndpointKeys): ReadonlyMap<string, RealServer> {
  const realServers = new Map<string, RealServer>();
  for (const key of keys.keys())
    realServers.set(key, {...splitEndpoint(key), weight: 1, forwarding: undefined});
  return realServers;
}
