import type {
  ActualState,
  Counts,
  ExpectedState,
  ExpectedVirtualServer,
  Finding,
  FindingService,
  KernelTable,
  Note,
  ServicePortRef,
} from '../model/index.ts';

/** Whether a Service is in scope. Undefined where this type is optional: the whole table is compared. */
export type ServiceFilter = (namespace: string, name: string) => boolean;

/** What a node's kernel must hold, and what it holds. */
export interface States {
  readonly expected: ExpectedState;
  readonly actual: ActualState;
}

/** What is compared on one node. */
export interface ComparisonInput extends States {
  /** Undefined: the whole table. */
  readonly services: ServiceFilter | undefined;
  /** Minor release of kube-proxy, for the entry of the catalogue that applies. */
  readonly kubeProxyMinor: number | undefined;
}

/** What a comparison found on one node. */
export interface Comparison {
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
  readonly virtualServers: Counts;
  readonly realServers: Counts;
  /** Why something could not be judged, so that the node is not in sync by this alone. */
  readonly undecided?: string | undefined;
  /** What rules serve, as virtual servers; undefined in IPVS mode, where the kernel has such a table itself. */
  readonly table?: KernelTable | undefined;
}

/** A comparison of one part of the state. */
export interface PartialResult {
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
}

/** Whether any owner is in scope. */
export function inScope(owners: readonly ServicePortRef[], services: ServiceFilter | undefined): boolean {
  return services === undefined || ownersInScope(owners, services).length > 0;
}

/** The owners that are in scope: several Services may share an endpoint or an address. */
export function ownersInScope(
  owners: readonly ServicePortRef[],
  services: ServiceFilter | undefined,
): readonly ServicePortRef[] {
  return services === undefined ? owners : owners.filter(({namespace, name}) => services(namespace, name));
}

/** The first owner as the Service of a finding. */
export function serviceOf(owners: readonly ServicePortRef[]): FindingService | null {
  const [owner] = owners;
  return owner ? {namespace: owner.namespace, name: owner.name, port: owner.port} : null;
}

/** The first owner's Service, without a port. */
export function wholeService(owners: readonly ServicePortRef[]): FindingService | null {
  const [owner] = owners;
  return owner ? {namespace: owner.namespace, name: owner.name, port: null} : null;
}

/** `namespace/name` of the first owner. */
export function ownerName(server: {readonly owners: readonly ServicePortRef[]}): string {
  const [owner] = server.owners;
  return owner ? `${owner.namespace}/${owner.name}` : 'no Service';
}

/** Whether two or more Services claim this virtual server. */
export function isCollision(server: ExpectedVirtualServer): boolean {
  return server.owners.length > 1;
}
