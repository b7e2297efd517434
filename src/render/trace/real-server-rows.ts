import {createColors} from 'picocolors';
import {formatEndpoint, type RealServerTraffic} from '../../model/index.ts';
import {paintStanding} from '../standing-text.ts';
import {type Column, writeTable} from '../write-table.ts';
import type {TraceStyle} from './trace-style.ts';
import {rateText, shareText} from './traffic-text.ts';

/** Real servers of all nodes together, as a table. */
export function realServerRows(
  reals: readonly RealServerTraffic[],
  {colour, pods}: TraceStyle & {readonly pods: boolean},
): string {
  const colors = createColors(colour);
  const count = (value: number | null) => (value === null ? '-' : String(value));
  const columns: readonly Column<RealServerTraffic>[] = [
    {header: 'REAL-SERVER', value: ({address, port}) => formatEndpoint(address, port)},
    {
      header: 'STANDING',
      value: ({standing}) => standing,
      paint: (text, {standing}) => paintStanding(text, standing, colors),
    },
    {header: 'CONN/S', value: ({connectionRate}) => rateText(connectionRate)},
    {header: 'ACTIVE', value: ({activeConnections}) => count(activeConnections)},
    {header: 'INACTIVE', value: ({inactiveConnections}) => count(inactiveConnections)},
    {header: 'SHARE', value: shareText},
    ...(pods ? [{header: 'POD', value: ({pod}: RealServerTraffic) => pod}] : []),
  ];
  return writeTable(columns, reals, {headers: true});
}
