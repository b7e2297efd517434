import type {InterfaceAddress, IpFamily, KubeProxyConfiguration, KubeVersion, Node} from '../model/index.ts';

/** What is known of a node and of the kube-proxy on it. */
export interface NodeFacts {
  /** Name of the Node object. */
  readonly name: string;
  /** Undefined if the API does not list it. */
  readonly node: Node | undefined;
  /** The operating system's host name (`uname -n`), if known: kube-proxy's node name without an override. */
  readonly hostName: string | undefined;
  readonly version: KubeVersion | undefined;
  readonly configuration: KubeProxyConfiguration;
  /** Undefined if they could not be read. */
  readonly interfaces: readonly InterfaceAddress[] | undefined;
  /** Families that the node supports. */
  readonly families: readonly IpFamily[];
}

/**
 * kube-proxy's own node name: `hostnameOverride`, else the host name, trimmed and in lower case
 * (`cmd/kube-proxy/app/server.go`). Where neither is known for certain, the Node's name.
 */
export function proxyNodeName({configuration, hostName, name}: NodeFacts): string {
  const override = configuration.hostnameOverride.trim().toLowerCase();
  if (override !== '') return override;
  const certain = configuration.source === 'configz';
  return (certain && hostName?.trim().toLowerCase()) || name;
}

/**
 * The node's address of a family as kube-proxy finds it at start, for source ranges: `bindAddress`, else the Node's
 * internal, then external address, else loopback (`cmd/kube-proxy/app/server.go`, `detectNodeIPs`).
 * Undefined if that hangs on a Node that is not known.
 */
export function nodeIPOf({configuration, node}: NodeFacts, family: IpFamily): string | undefined {
  const loopback = family === 'IPv4' ? '127.0.0.1' : '::1';
  const bound = configuration.bindAddress;
  const isBound =
    bound !== '' && bound !== '0.0.0.0' && bound !== '::' && bound.includes(':') === (family === 'IPv6');
  if (isBound) return bound;
  return node && (nodeAddress(node, family) ?? loopback);
}

/** The first internal, else external, address of the family in the Node's status. */
export function nodeAddress(node: Node | undefined, family: IpFamily): string | undefined {
  const ofFamily = (node?.addresses ?? []).filter(
    ({address}) => address.includes(':') === (family === 'IPv6'),
  );
  const first = (type: string) => ofFamily.find((entry) => entry.type === type)?.address;
  return first('InternalIP') ?? first('ExternalIP');
}
