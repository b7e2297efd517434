import {DUMMY_INTERFACE, type InterfaceAddress, type IpSet, type KernelTable} from '../../../model/index.ts';

/** Kernel state that IPVS mode makes. */
export interface IpvsState {
  readonly table: KernelTable | undefined;
  readonly addresses: readonly InterfaceAddress[] | undefined;
  readonly ipSets: ReadonlyMap<string, IpSet> | undefined;
}

/** What is left of IPVS mode on a node, as lines of evidence; none if nothing is. */
export function ipvsLeftovers({table, addresses, ipSets}: IpvsState): readonly string[] {
  const bound =
    addresses?.filter((entry) => entry.interface === DUMMY_INTERFACE && !isLinkLocal(entry)) ?? [];
  const sets = [...(ipSets?.keys() ?? [])].filter((name) => name.startsWith('KUBE-'));
  return [
    ...(table && table.size > 0 ? [`${table.size} virtual servers, such as ${[...table.keys()][0]}`] : []),
    ...(bound.length > 0
      ? [`${bound.length} addresses on ${DUMMY_INTERFACE}, such as ${bound[0]?.address}`]
      : []),
    ...(sets.length > 0 ? [`${sets.length} sets, such as ${sets[0]}`] : []),
  ];
}

function isLinkLocal({address}: InterfaceAddress): boolean {
  return address.startsWith('fe80:');
}
