import {
  commonMode,
  formatEndpoint,
  isInOrder,
  PATH_STEPS,
  type PathStep,
  type PathStepName,
  type RealServerStanding,
  type ReportSource,
  spanText,
  type TracePath,
  type TraceRecord,
} from '../../model/index.ts';
import {nameList, plural} from '../text-lists.ts';
import {foldPaths, pathName, stepName} from '../trace/path-text.ts';
import type {TraceHead} from '../trace/trace-head.ts';
import {claimSection, plain} from './assessment-sections.ts';
import type {Cell, HeatMap, Line, Mark, Page, PageTable, Section, Timeline, Tone} from './page.ts';

/** What a page of a trace is made of: its head, and every record from the first to the last. */
export interface TracePageInput {
  readonly head: TraceHead;
  readonly records: readonly TraceRecord[];
  readonly source: ReportSource;
}

const PATH_TONES = {ok: 'ok', broken: 'bad', unknown: 'unknown'} as const;

/** A trace as a page: verdict, the steps of each path, how each node followed the changes of the API, who got the connections. */
export function tracePage({head, records, source}: TracePageInput): Page {
  const paths = records.flatMap((record) => (record.type === 'path' ? [record.path] : []));
  const times = records.map(({time}) => time).sort();
  const place =
    source.type === 'cluster'
      ? `Cluster: context ${source.context}`
      : `Snapshot ${source.path}, captured at ${source.capturedAt}`;
  return {
    title: `kubectl ipvs trace ${head.service}`,
    verdict: verdictOf(head, paths),
    facts: [place, `From ${times[0] ?? '?'} to ${times.at(-1) ?? '?'}, ${plural(head.nodes.length, 'node')}`],
    sections: [
      ...claimSection(
        'Not read',
        head.errors.map(({node, error}) => plain('unknown', `${node}: ${error}`)),
      ),
      ...claimSection('Broken steps', brokenClaims(paths)),
      ...stepMap(paths),
      ...timelineOf(head, records),
      ...totalsTable(records),
      ...trafficTable(records),
    ],
  };
}

function verdictOf({worstBroken, service, errors}: TraceHead, paths: readonly TracePath[]): Line {
  if (worstBroken) {
    const {path, step} = worstBroken;
    return {
      tone: 'bad',
      text: `${service} is broken on ${path.node}, ${stepName(step.name, path.mode)}: ${step.message}`,
    };
  }
  const unknown = paths.filter(({state}) => state !== 'ok').length;
  if (errors.length > 0 || unknown > 0 || paths.length === 0)
    return {
      tone: 'unknown',
      text: `no step to ${service} is known to be broken, but not everything could be read`,
    };
  return {tone: 'ok', text: `every step to ${service} is OK`};
}

function brokenClaims(paths: readonly TracePath[]) {
  return foldPaths(paths, false).flatMap(({path, nodes}) =>
    path.steps
      .filter(({state}) => state === 'broken')
      .map((step) => ({
        ...plain(
          'bad',
          `${nameList(nodes)}, ${pathName(path)}, ${stepName(step.name, path.mode)}: ${step.message}${step.code === null ? '' : ` (${step.code})`}`,
        ),
        evidence: [...step.evidence, ...(step.remedy === '' ? [] : [`What to do: ${step.remedy}`])],
      })),
  );
}

function stepMap(paths: readonly TracePath[]): readonly HeatMap[] {
  if (paths.length === 0) return [];
  const mode = commonMode(paths.map((path) => path.mode));
  const named = (name: PathStepName) => stepName(name, mode);
  const rows = foldPaths(paths, false).map(({path, nodes}) => {
    const cells = PATH_STEPS.map((name) => cellOf(path.steps.find((step) => step.name === name)));
    return {label: `${pathName(path)} on ${nameList(nodes)}`, tone: PATH_TONES[path.state], cells};
  });
  return [
    {
      kind: 'map',
      title: 'Steps of each path',
      caption: 'A connection passes the steps from left to right; hover over a cell for details.',
      rowHeader: 'Path',
      columns: PATH_STEPS.map((name) => ({label: named(name), title: named(name)})),
      rows: rows.sort((one, other) => Number(other.tone === 'bad') - Number(one.tone === 'bad')),
    },
  ];
}

function cellOf(step: PathStep | undefined): Cell | undefined {
  return step && {tone: PATH_TONES[step.state], text: '', title: step.message};
}

/** A lane for the API, and one for each node: from a change to the moment the node followed it; gaps; alarms. */
function timelineOf({nodes}: TraceHead, records: readonly TraceRecord[]): readonly Section[] {
  const changes = new Map(
    records.flatMap(({time, ...record}) =>
      'event' in record && record.event.change !== null
        ? [[record.event.change, Date.parse(time)] as const]
        : [],
    ),
  );
  if (changes.size === 0) return [];
  const lanes = new Map<string, Mark[]>(['API', ...nodes].map((label) => [label, []]));
  for (const record of records) {
    const {lane, ...mark} = markOf(record, changes) ?? {lane: ''};
    if ('tone' in mark) lanes.get(lane)?.push(mark);
  }
  const times = records.map(({time}) => Date.parse(time));
  const section: Timeline = {
    kind: 'timeline',
    title: 'How fast the nodes followed',
    caption: 'A bar runs from a change in the API to the moment when the node had caught up.',
    from: Math.min(...times),
    to: Math.max(...times),
    lanes: [...lanes].map(([label, marks]) => ({label, marks})),
  };
  return [section];
}

function markOf(
  record: TraceRecord,
  changes: ReadonlyMap<number, number>,
): (Mark & {readonly lane: string}) | undefined {
  const at = Date.parse(record.time);
  if (record.type === 'event' && record.event.change !== null) {
    const {change, message} = record.event;
    return {lane: 'API', from: at, to: at, tone: 'info', text: `change ${change}: ${message}`};
  }
  if (record.type === 'lag') {
    const {node, change, state, seconds, message} = record.lag;
    const from = changes.get(change) ?? at;
    return {
      lane: node,
      from,
      to: seconds === null ? at : from + seconds * 1000,
      tone: LAG_TONES[state],
      text: message,
    };
  }
  if (record.type !== 'gap') return undefined;
  const {node, from, to, reason} = record.gap;
  const moment = (time: string | null) => (time === null ? at : Date.parse(time));
  return {lane: node, from: moment(from), to: moment(to), tone: 'unknown', text: `no samples: ${reason}`};
}

const LAG_TONES: Readonly<Record<'followed' | 'late' | 'lost', Tone>> = {
  followed: 'ok',
  late: 'bad',
  lost: 'unknown',
};

/** What each real server got from the first sample to the last, of all nodes. */
function totalsTable(records: readonly TraceRecord[]): readonly PageTable[] {
  const summary = records.find((record) => record.type === 'summary')?.summary;
  if (!summary || summary.realServers.length === 0) return [];
  const {realServers, seconds} = summary;
  const sum = (key: 'connections' | 'deadConnections') =>
    realServers.reduce((total, real) => total + (real[key] ?? 0), 0);
  const all = sum('connections');
  const percent = (part: number) => (all > 0 ? `${Math.round((part / all) * 100)}%` : '');
  return [
    {
      kind: 'table',
      title: 'Real servers, whole trace',
      caption: `${plural(all, 'new connection')} in ${spanText(seconds)}; ${sum('deadConnections')} of them went to real servers that were stale or had the wrong forwarding method.`,
      headers: ['Real server', 'Standing', 'Pod', 'New connections', 'Share', 'While dead'],
      rows: realServers.map(({address, port, standing, pod, connections, deadConnections}) => ({
        tone: standing === null ? 'info' : standingTone(standing),
        cells: [
          formatEndpoint(address, port),
          standing ?? 'removed',
          pod,
          numberText(connections),
          connections === null ? '' : percent(connections),
          numberText(deadConnections),
        ],
      })),
    },
  ];
}

/** The last sample of each node, real server by real server. */
function trafficTable(records: readonly TraceRecord[]): readonly PageTable[] {
  const last = new Map(
    records.flatMap((record) =>
      record.type === 'sample' ? [[record.sample.node, record.sample] as const] : [],
    ),
  );
  const rows = [...last.values()].flatMap(({node, virtualServers}) =>
    virtualServers.flatMap(({virtualServer, realServers}) =>
      realServers.map((real) => ({
        tone: standingTone(real.standing),
        cells: [
          node,
          formatEndpoint(virtualServer.address, virtualServer.port),
          formatEndpoint(real.address, real.port),
          real.standing,
          numberText(real.weight),
          numberText(real.activeConnections),
          numberText(real.connections),
          real.share === null ? '' : `${Math.round(real.share * 100)}%`,
        ],
      })),
    ),
  );
  if (rows.length === 0) return [];
  return [
    {
      kind: 'table',
      title: 'Real servers, last sample',
      caption:
        'The share is of new connections or, before a rate is known, of all connections since the real server was ' +
        'added.',
      headers: [
        'Node',
        'Virtual server',
        'Real server',
        'Standing',
        'Weight',
        'Active',
        'Connections',
        'Share',
      ],
      rows,
    },
  ];
}

function standingTone(standing: RealServerStanding): Tone {
  if (standing === 'unknown') return 'unknown';
  return isInOrder(standing) ? 'ok' : 'bad';
}

function numberText(value: number | null): string {
  return value === null ? '' : String(value);
}
