import {canonicalAddress} from './address.ts';
import {
  optionalBoolean,
  optionalList,
  optionalObject,
  optionalString,
  optionalStringMap,
  optionalStrings,
  requireObject,
  requireString,
} from './json.ts';

/** An address in a Node's status. */
export interface NodeAddress {
  readonly type: string;
  /** Canonical. */
  readonly address: string;
}

/** The parts of a Node that matter here. */
export interface Node {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Status of the Ready condition: `True`, `False` or `Unknown`. */
  readonly ready: string;
  /** The Ready condition's reason, such as `NodeStatusUnknown`; empty if it has none. */
  readonly readyReason: string;
  /** Since when the Ready condition has its status, and when the kubelet last sent it (RFC 3339), if it says so. */
  readonly readySince: string | undefined;
  readonly heartbeat: string | undefined;
  readonly unschedulable: boolean;
  readonly operatingSystem: string;
  readonly kernelVersion: string;
  readonly kubeletVersion: string;
  /** IP addresses only. */
  readonly addresses: readonly NodeAddress[];
  /** The networks of its pods, as written; undefined if it has none. */
  readonly podCidrs?: readonly string[] | undefined;
}

/** The zone of a Node, from its topology label; undefined if it has none. */
export function zoneOf(node: Node): string | undefined {
  return node.labels['topology.kubernetes.io/zone'] || undefined;
}

/** A Node from its JSON. Throws `InvalidObjectError` if a field that matters has another type. */
export function readNode(json: unknown): Node {
  const object = requireObject(json, '');
  const metadata = requireObject(object.metadata, 'metadata');
  const spec = optionalObject(object.spec, 'spec');
  const status = optionalObject(object.status, 'status');
  const info = optionalObject(status.nodeInfo, 'status.nodeInfo');
  const labels = optionalStringMap(metadata.labels, 'metadata.labels');
  return {
    name: requireString(metadata.name, 'metadata.name'),
    labels,
    ...readReady(status.conditions),
    unschedulable: optionalBoolean(spec.unschedulable, 'spec.unschedulable') ?? false,
    operatingSystem:
      optionalString(info.operatingSystem, 'status.nodeInfo.operatingSystem') ??
      labels['kubernetes.io/os'] ??
      '',
    kernelVersion: optionalString(info.kernelVersion, 'status.nodeInfo.kernelVersion') ?? '',
    kubeletVersion: optionalString(info.kubeletVersion, 'status.nodeInfo.kubeletVersion') ?? '',
    addresses: readAddresses(status.addresses),
    podCidrs: spec.podCIDRs === undefined ? undefined : optionalStrings(spec.podCIDRs, 'spec.podCIDRs'),
  };
}

function readReady(json: unknown): Pick<Node, 'ready' | 'readyReason' | 'readySince' | 'heartbeat'> {
  const condition =
    optionalList(json, 'status.conditions')
      .map((entry) => requireObject(entry, 'status.conditions[]'))
      .find(({type}) => type === 'Ready') ?? {};
  const text = (name: string) => optionalString(condition[name], `status.conditions[].${name}`);
  return {
    ready: text('status') ?? 'Unknown',
    readyReason: text('reason') ?? '',
    readySince: text('lastTransitionTime'),
    heartbeat: text('lastHeartbeatTime'),
  };
}

function readAddresses(json: unknown): readonly NodeAddress[] {
  const addresses: NodeAddress[] = [];
  for (const entry of optionalList(json, 'status.addresses')) {
    const object = requireObject(entry, 'status.addresses[]');
    const address = canonicalAddress(optionalString(object.address, 'status.addresses[].address') ?? '');
    const type = optionalString(object.type, 'status.addresses[].type') ?? '';
    if (address !== undefined) addresses.push({type, address});
  }
  return addresses;
}
