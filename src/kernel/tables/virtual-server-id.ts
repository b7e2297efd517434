import {
  addressBits,
  familyOf,
  type IpFamily,
  type Persistence,
  type Protocol,
  type VirtualServerId,
} from '../../model/index.ts';
import {readEndpoint, readNetmask, readNumber, readWrapped} from './fields.ts';
import {MAX_COUNT} from './limits.ts';

/** A virtual server's identity from its address and port, as ipvsadm writes them. */
export function readAddressId(protocol: Protocol, endpoint: string): VirtualServerId {
  const {address, port} = readEndpoint(endpoint);
  return {kind: 'address', protocol, address, port};
}

/** A virtual server's identity from its firewall mark, which ipvsadm prints as a signed number. */
export function readMarkId(text: string, family: IpFamily): VirtualServerId {
  return {kind: 'firewall-mark', family, firewallMark: readWrapped('firewall mark', text)};
}

/** The address family of a virtual server. */
export function familyOfServer(id: VirtualServerId): IpFamily {
  return id.kind === 'address' ? familyOf(id.address) : id.family;
}

/** Persistence as ipvsadm writes it: seconds, a netmask only if it is not that of one client, perhaps an engine. */
export function readPersistence(
  family: IpFamily,
  [timeout, mask, engine]: readonly [string, string | undefined, string | undefined],
): Persistence {
  return {
    timeoutSeconds: readNumber('persistence timeout', timeout, MAX_COUNT),
    prefix: mask === undefined ? addressBits(family) : readNetmask(mask, family),
    ...(engine === undefined ? {} : {engine}),
  };
}
