import type {createColors} from 'picocolors';
import {type Assessment, FELT_EFFECTS, groupBy, type Impact} from '../../model/index.ts';
import type {Layout} from '../layout.ts';
import {nameList} from '../text-lists.ts';
import {type Column, writeTable} from '../write-table.ts';

/** Services of which the same is to be said, as one; or what is left of an effect when the rows are full. */
interface ServiceRow {
  readonly effect: Impact['effect'];
  readonly severity: Impact['severity'];
  readonly services: readonly string[];
  readonly share: string;
  readonly findings: number;
  readonly nodes: readonly string[];
}

/** How the rows are written, and how many at most. */
interface RowOptions extends Layout {
  readonly headers: boolean;
  readonly most: number;
  readonly colors: ReturnType<typeof createColors>;
}

/**
 * What the users of each Service feel, and where, worst first. Where there are more than `most`, Services that are alike are one
 * row; if that is not enough, the worst of each effect are shown and the others counted, so that no effect is hidden.
 */
export function serviceRows({impact}: Assessment, {colors, most, ...options}: RowOptions): string {
  if (impact.length === 0) return '';
  const paint = {error: colors.red, warning: colors.yellow, info: colors.dim};
  const columns: readonly Column<ServiceRow>[] = [
    {
      header: 'SERVICE',
      value: ({services}) => (services.length === 0 ? 'no Service' : nameList(services, 1)),
    },
    {header: 'EFFECT', value: ({effect}) => effect, paint: (text, {severity}) => paint[severity](text)},
    ...(impact.some(({share}) => share !== null)
      ? [{header: 'DEAD', value: ({share}: ServiceRow) => share}]
      : []),
    {header: 'DIFFS', value: ({findings}) => String(findings)},
    {header: 'NODES', value: ({nodes}) => nameList(nodes, nodes.length > MOST_NODES ? 1 : MOST_NODES)},
  ];
  const rows = impact.length > most ? cappedRows(foldImpact(impact), most) : impact.map(rowOf);
  return writeTable(columns, rows, options);
}

/** Nodes that a row names; of more only the first. */
const MOST_NODES = 2;

function foldImpact(impact: readonly Impact[]): readonly ServiceRow[] {
  const groups = groupBy(impact, ({effect, severity, nodes, share, service}) =>
    JSON.stringify([effect, severity, nodes, share, service === null]),
  );
  return [...groups.values()].map((group) => joined(group.map(rowOf)));
}

function rowOf({effect, severity, service, share, findings, nodes}: Impact): ServiceRow {
  return {
    effect,
    severity,
    services: service ? [`${service.namespace}/${service.name}`] : [],
    share: share ? `${share.dead} of ${share.taking}` : '',
    findings,
    nodes,
  };
}

function joined(rows: readonly ServiceRow[]): ServiceRow {
  const [first] = rows;
  if (!first) throw new Error('no rows to join');
  const shares = new Set(rows.map(({share}) => share));
  return {
    ...first,
    services: rows.flatMap(({services}) => services),
    share: shares.size === 1 ? first.share : 'some',
    findings: rows.reduce((sum, {findings}) => sum + findings, 0),
    nodes: [...new Set(rows.flatMap(({nodes}) => nodes))].sort(),
  };
}

/** Each effect gets its part of the rows; its last row is of all that have none of their own. */
function cappedRows(rows: readonly ServiceRow[], most: number): readonly ServiceRow[] {
  const groups = FELT_EFFECTS.map((effect) => rows.filter((row) => row.effect === effect)).filter(
    (group) => group.length > 0,
  );
  let left = most;
  return groups.flatMap((group, index) => {
    // Each of the effects that follow needs a row.
    const room = Math.max(1, left - (groups.length - 1 - index));
    const shown = group.length <= room ? group : [...group.slice(0, room - 1), joined(group.slice(room - 1))];
    left -= shown.length;
    return shown;
  });
}
