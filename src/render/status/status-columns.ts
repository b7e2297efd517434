import type {createColors} from 'picocolors';
import {type Counts, type NodeStatus, type SyncFamily, type SyncStatus, spanText} from '../../model/index.ts';
import type {Column} from '../write-table.ts';
import type {AlikeStatuses} from './fold-status.ts';

type Colors = ReturnType<typeof createColors>;

/**
 * The columns of a status table. A row is about nodes that are alike in `KEYS`: where the others differ, it has the least and
 * the most.
 */
export function statusColumns(colors: Colors): readonly Column<AlikeStatuses>[] {
  const ofFirst = ({header, value, paint}: Column<NodeStatus>): Column<AlikeStatuses> => ({
    header,
    value: ({first}) => value(first),
    ...(paint && {paint: (text: string, {first}: AlikeStatuses) => paint(text, first)}),
  });
  return [
    {header: 'NODE', value: namesText, whole: true},
    {header: 'READY', spare: true, value: ({first}) => readyWord(first)},
    {header: 'PROXY', spare: true, value: ({first}) => proxyText(first)},
    {header: 'MODE', value: ({first}) => modeText(first)},
    {header: 'SYNC', value: ({nodes}) => rangeText(nodes, oldest, oldestText)},
    {header: 'VS', spare: true, value: ({first}) => virtualServersText(first)},
    {
      header: 'RS',
      spare: true,
      value: ({nodes}) =>
        rangeText(
          nodes,
          ({realServers}) => realServers?.actual,
          (node) => numberText(node.realServers?.actual, node),
        ),
    },
    ofFirst(driftColumn(colors)),
    {...ofFirst(attentionColumn(colors)), whole: true},
  ];
}

/** What the table says of a node, as far as nodes must be alike in it to share a row. */
export function statusKey(node: NodeStatus): string {
  return JSON.stringify([
    readyWord(node),
    proxyText(node),
    modeText(node),
    virtualServersText(node),
    driftText(node),
    attentionText(node),
    oldest(node) === undefined && oldestText(node),
    node.realServers === null,
  ]);
}

/** The columns of a wide status table: everything that is known of a node in a line. */
export function wideStatusColumns(colors: Colors): readonly Column<NodeStatus>[] {
  return [
    {header: 'NODE', value: ({name}) => name},
    ...wideColumns({header: 'MODE', value: modeText}),
    driftColumn(colors),
    ...connectionColumns(),
    attentionColumn(colors),
  ];
}

function namesText({first, nodes}: AlikeStatuses): string {
  return nodes.length === 1 ? first.name : `${first.name} +${nodes.length - 1} like it`;
}

function driftColumn({red}: Colors): Column<NodeStatus> {
  return {
    header: 'DRIFT',
    value: driftText,
    paint: (text, row) => ((row.drift ?? 0) > 0 ? red(text) : text),
  };
}

function driftText(row: NodeStatus): string {
  return `${numberText(row.drift, row)}${isUncertain(row) ? '?' : ''}`;
}

function attentionColumn(colors: Colors): Column<NodeStatus> {
  return {
    header: 'ATTENTION',
    value: attentionText,
    paint: (text, row) => paintAttention(text, row, colors),
  };
}

function virtualServersText(row: NodeStatus): string {
  return numberText(row.virtualServers?.actual, row);
}

/** One value, or the least and the most of several. */
function rangeText(
  nodes: readonly NodeStatus[],
  numberOf: (node: NodeStatus) => number | undefined,
  textOf: (node: NodeStatus) => string,
): string {
  const sorted = nodes
    .map((node) => ({number: numberOf(node) ?? 0, text: textOf(node)}))
    .sort((one, other) => one.number - other.number);
  const [least = '', most = ''] = [sorted[0]?.text, sorted.at(-1)?.text];
  return least === most ? least : `${least}..${most}`;
}

function wideColumns(mode: Column<NodeStatus>): readonly Column<NodeStatus>[] {
  return [
    {header: 'STATUS', value: (row) => `${readyText(row)}${row.schedulable ? '' : ',SchedulingDisabled'}`},
    {header: 'PROXY', value: ({kubeProxy}) => kubeProxy.state},
    {header: 'POD', value: ({kubeProxy}) => kubeProxy.pod.replace(/^[^/]*\//, '')},
    {header: 'VERSION', value: ({kubeProxy}) => kubeProxy.version},
    mode,
    {
      header: 'RESTARTS',
      value: ({kubeProxy}) => (kubeProxy.restarts === null ? '' : String(kubeProxy.restarts)),
    },
    {header: 'SYNC-4', value: ({sync}) => ageText(sync, ['IPv4', 'any'])},
    {header: 'SYNC-6', value: ({sync}) => ageText(sync, ['IPv6'])},
    {header: 'P99', value: ({sync}) => p99Text(sync)},
    {header: 'PENDING', value: ({sync}) => pendingText(sync)},
    {header: 'VS', value: ({virtualServers}) => countsText(virtualServers)},
    {header: 'RS', value: ({realServers}) => countsText(realServers)},
  ];
}

function connectionColumns(): readonly Column<NodeStatus>[] {
  return [
    {header: 'DRAINING', value: ({draining, drift}) => (drift === null ? '' : String(draining))},
    {header: 'ACTIVE', value: ({connections}) => (connections ? String(connections.active) : '')},
    {header: 'INACTIVE', value: ({connections}) => (connections ? String(connections.inactive) : '')},
    {header: 'CONNTRACK', value: ({conntrack}) => (conntrack ? `${conntrack.used}/${conntrack.max}` : '')},
  ];
}

function readyText({ready}: NodeStatus): string {
  if (ready === null) return 'Unknown';
  return ready ? 'Ready' : 'NotReady';
}

/** The version of a kube-proxy that runs, else what is the matter with it. */
function proxyText({kubeProxy: {state, version}}: NodeStatus): string {
  if (state === 'running' || (state === 'unknown' && version !== '')) return version;
  return state === 'not-running' ? 'down' : state;
}

/** With a question mark: configured, but not confirmed by the running kube-proxy. `?` where nothing tells. */
function modeText({proxyMode, modeConfirmed, kubeProxy}: NodeStatus): string {
  if (proxyMode === '' && kubeProxy.state === 'unknown') return '?';
  return modeConfirmed || proxyMode === '' ? proxyMode : `${proxyMode}?`;
}

function readyWord({ready}: NodeStatus): string {
  if (ready === null) return '?';
  return ready ? 'yes' : 'no';
}

/** A number; `?` where it is not known, `-` where there is nothing to count. */
function numberText(number: number | null | undefined, {reason}: NodeStatus): string {
  if (number !== null && number !== undefined) return String(number);
  return reason === '' ? '?' : '-';
}

/** Seconds since the last sync of the family that waits longest. */
function oldest({sync}: NodeStatus): number | undefined {
  const ages = Object.values(sync?.age ?? {});
  return ages.length === 0 ? undefined : Math.max(...ages);
}

function oldestText(node: NodeStatus): string {
  const {sync, kubeProxy, reason} = node;
  const age = oldest(node);
  if (age !== undefined) return spanText(age);
  if (kubeProxy.state === 'absent' || reason !== '') return '-';
  // Without the time of its start nothing tells whether it has had time for one.
  return sync && sync.startedAt !== null ? 'never' : '?';
}

function ageText(sync: SyncStatus | null, families: readonly SyncFamily[]): string {
  const age = families.map((family) => sync?.age[family]).find((seconds) => seconds !== undefined);
  if (age !== undefined) return spanText(age);
  return sync && Object.keys(sync.age).length === 0 ? 'never' : '';
}

function p99Text(sync: SyncStatus | null): string {
  return sync?.p99 ? `${sync.p99.beyond ? '>' : ''}${spanText(sync.p99.seconds)}` : '';
}

/** Changes of Services and endpoints that no sync has taken up, or that one was asked for. */
function pendingText(sync: SyncStatus | null): string {
  if (!sync) return '';
  const count = (sync.pendingServices ?? 0) + (sync.pendingEndpoints ?? 0);
  if (count > 0) return String(count);
  return sync.queued ? 'queued' : '0';
}

/** `74`, or `71/74` if so many of so many are there. */
function countsText(counts: Counts | null): string {
  if (!counts) return '';
  return counts.actual === counts.expected ? String(counts.actual) : `${counts.actual}/${counts.expected}`;
}

/** Compared, but not everything that was read could be trusted. */
function isUncertain({drift, error}: NodeStatus): boolean {
  return drift !== null && error !== '';
}

function attentionText(row: NodeStatus): string {
  const {attention, error} = row;
  if (!attention) return '';
  if (error !== '' && attention.severity !== 'error') return isUncertain(row) ? 'uncertain' : 'unread';
  const code = attention.code === null ? '' : ` ${attention.code}`;
  return `${attention.severity}${code}${attention.count > 1 ? ` +${attention.count - 1}` : ''}`;
}

function paintAttention(text: string, {attention}: NodeStatus, colors: Colors): string {
  if (!attention) return colors.dim(text);
  return attention.severity === 'error' ? colors.red(text) : colors.yellow(text);
}
