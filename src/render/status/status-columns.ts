import type {createColors} from 'picocolors';
import {type Counts, type NodeStatus, type SyncFamily, type SyncStatus, spanText} from '../../model/index.ts';
import type {Column} from '../write-table.ts';

type Colors = ReturnType<typeof createColors>;

/** The columns of a status table; `wide` has everything that is known of a node in a line. */
export function statusColumns(wide: boolean, colors: Colors): readonly Column<NodeStatus>[] {
  const node: Column<NodeStatus> = {header: 'NODE', value: ({name}) => name};
  const drift: Column<NodeStatus> = {
    header: 'DRIFT',
    value: (row) => `${numberText(row.drift, row)}${isUncertain(row) ? '?' : ''}`,
    paint: (text, row) => ((row.drift ?? 0) > 0 ? colors.red(text) : text),
  };
  const attention: Column<NodeStatus> = {
    header: 'ATTENTION',
    value: attentionText,
    paint: (text, row) => paintAttention(text, row, colors),
  };
  const mode: Column<NodeStatus> = {header: 'MODE', value: modeText};
  if (!wide) {
    return [
      node,
      {header: 'READY', value: readyWord},
      {header: 'PROXY', value: proxyText},
      mode,
      {header: 'SYNC', value: oldestText},
      {header: 'VS', value: (row) => numberText(row.virtualServers?.actual, row)},
      {header: 'RS', value: (row) => numberText(row.realServers?.actual, row)},
      drift,
      attention,
    ];
  }
  return [node, ...wideColumns(mode), drift, ...connectionColumns(), attention];
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

function oldestText({sync, kubeProxy}: NodeStatus): string {
  if (!sync) return kubeProxy.state === 'absent' ? '-' : '?';
  const ages = Object.values(sync.age);
  return ages.length === 0 ? 'never' : spanText(Math.max(...ages));
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
