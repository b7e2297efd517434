import type {Parsed} from '../../model/index.ts';
import {beginsWith, conclude, openSource, reportLine} from './source-text.ts';

/** Lsmod of kmod; busybox adds `Not tainted` or the taints. */
const TITLES = [/^Module +Size +Used by(?: .*)?$/];

/** Name, size, uses (-1 or -2 where the kernel cannot unload modules), and who uses it. */
const MODULE = /^([A-Za-z0-9_-]+) +\d+ +-?\d+(?: .*)?$/;

/** The names of the loaded modules from `lsmod`. What is built into the kernel is not among them. */
export function parseModules(text: string): Parsed<ReadonlySet<string>> {
  const opened = openSource('modules.txt', text);
  const modules = new Set<string>();
  if (!beginsWith(opened, TITLES)) return conclude(opened, modules);
  for (let index = TITLES.length; index < opened.lines.length; index++) {
    const name = MODULE.exec(opened.lines[index] ?? '')?.[1];
    if (name === undefined) reportLine(opened, index, 'a module');
    else modules.add(name);
  }
  return conclude(opened, modules);
}
