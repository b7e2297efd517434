import type {createColors} from 'picocolors';
import type {Assessment, Impact} from '../../model/index.ts';
import type {Layout} from '../layout.ts';
import {nameList} from '../text-lists.ts';
import {type Column, writeTable} from '../write-table.ts';

/** One row for each Service: what its users feel, and where. */
export function serviceRows(
  {impact}: Assessment,
  {
    colors,
    ...options
  }: Layout & {readonly headers: boolean; readonly colors: ReturnType<typeof createColors>},
): string {
  if (impact.length === 0) return '';
  const paint = {error: colors.red, warning: colors.yellow, info: colors.dim};
  const columns: readonly Column<Impact>[] = [
    {header: 'SERVICE', value: ({service}) => (service ? `${service.namespace}/${service.name}` : '')},
    {header: 'EFFECT', value: ({effect}) => effect, paint: (text, {severity}) => paint[severity](text)},
    {
      header: 'DEAD',
      value: ({share}) => (share ? `${share.dead} of ${share.taking}` : ''),
    },
    {header: 'DIFFERENCES', value: ({findings}) => String(findings)},
    {header: 'NODES', value: ({nodes}) => nameList(nodes)},
  ];
  return writeTable(columns, impact, options);
}
