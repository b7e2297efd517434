import {readActualState} from '../../../src/kernel/read-actual-state.ts';
import {parseSave} from '../../../src/kernel/tables/parse-save.ts';
import type {ActualState} from '../../../src/model/index.ts';
import {addressesText, type NodeOverrides} from './node.ts';

/**
 * What a node's kernel holds: a table from lines of `ipvsadm -S -n` in any order, the node's addresses, nothing else.
 */
export function actualState(lines: readonly string[], node: NodeOverrides = {}): ActualState {
  const table = parseSave(
    grouped(lines)
      .map((line) => `${line}\n`)
      .join(''),
  );
  if (table.problems.length > 0) throw new Error(table.problems.map(({message}) => message).join('\n'));
  const texts = node.interfaces === null ? {} : {'addresses.txt': addressesText(node)};
  // An empty `ipvsadm -S` alone reads as not captured, so the table is put in here.
  return {
    ...readActualState({node: 'node-a', texts}),
    virtualServers: table.value,
    tableSources: ['ipvsadm-save.txt'],
  };
}

/** Each virtual server with its real servers behind it, as ipvsadm prints them. */
function grouped(lines: readonly string[]): readonly string[] {
  const name = (line: string) => line.slice(3).split(/ -[rs] /)[0];
  const realServers = lines.filter((line) => line.startsWith('-a'));
  return lines
    .filter((line) => line.startsWith('-A'))
    .flatMap((server) => [server, ...realServers.filter((line) => name(line) === name(server))]);
}

/** What a node's kernel holds: a table from the blocks of `ipvsadm -Ln`, the node's addresses, nothing else. */
export function listedState(blocks: readonly string[], node: NodeOverrides = {}): ActualState {
  const list = [...LIST_TITLES, ...blocks].map((line) => `${line}\n`).join('');
  return readActualState({
    node: 'node-a',
    texts: {'ipvsadm-list.txt': list, 'addresses.txt': addressesText(node)},
  });
}

const LIST_TITLES = [
  'IP Virtual Server version 1.2.1 (size=4096)',
  'Prot LocalAddress:Port Scheduler Flags',
  '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
];
