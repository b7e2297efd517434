import {readActualState} from '../../../src/kernel/read-actual-state.ts';
import {parseSave} from '../../../src/kernel/tables/parse-save.ts';
import type {ActualState} from '../../../src/model/index.ts';
import {addressesText, type NodeOverrides} from './node.ts';

/** What a node's kernel holds: a table from lines of `ipvsadm -S -n`, the node's addresses, nothing else. */
export function actualState(lines: readonly string[], node: NodeOverrides = {}): ActualState {
  const table = parseSave(lines.map((line) => `${line}\n`).join(''));
  if (table.problems.length > 0) throw new Error(table.problems.map(({message}) => message).join('\n'));
  const texts = node.interfaces === null ? {} : {'addresses.txt': addressesText(node)};
  return {
    ...readActualState({node: 'node-a', texts}),
    virtualServers: table.value,
    tableSources: ['ipvsadm-save.txt'],
  };
}
