import type {ApiObjects} from '../../support/builders/cluster.ts';
import {COMMON_INTERFACES, type NodeOverrides} from '../../support/builders/node.ts';
import {saveLines} from '../../support/builders/save-lines.ts';

/** A worked example of section 15 of the specification: API objects, and the table they give on a node. */
export interface Example extends ApiObjects {
  /** Begins with the number of the row. */
  readonly title: string;
  /** How the node differs from the common one. */
  readonly node?: NodeOverrides;
  /** All lines of `ipvsadm -S -n`, as {@link saveLines} reads them. */
  readonly lines: readonly string[];
}

/** The node of an example, with the addresses of its virtual servers bound to kube-ipvs0. */
export function nodeOf({node = {}, lines}: Example): NodeOverrides {
  if (node.bound || node.interfaces === null) return node;
  const {'kube-ipvs0': dummy = [], ...others} = {...COMMON_INTERFACES, ...node.interfaces};
  const elsewhere = new Set([...Object.values(others), dummy].flat().map((address) => address.split('/')[0]));
  const served = saveLines(lines)
    .filter((line) => line.startsWith('-A'))
    .map(addressOf);
  return {...node, bound: [...new Set(served)].filter((address) => !elsewhere.has(address))};
}

function addressOf(line: string): string {
  const name = line.split(' ')[2] ?? '';
  return name.slice(0, name.lastIndexOf(':')).replace(/[[\]]/g, '');
}
