import {
  type ChainStatus,
  type Counts,
  inRuleWords,
  isRuleMode,
  type NodeDetail,
  type NodeStatus,
  type SyncStatus,
  spanText,
  type TableTotals,
} from '../../model/index.ts';

/** A part of what is known of a node: lines of a label and a value, or a table. */
export interface NodeSection {
  readonly title: string;
  readonly fields: readonly (readonly [label: string, value: string])[];
}

/** What is known of a node, in sections; those of which nothing is known are left out. */
export function nodeSections(node: NodeStatus, detail: NodeDetail): readonly NodeSection[] {
  const sections: readonly NodeSection[] = [
    {title: 'Node', fields: machineFields(node, detail)},
    {title: 'kube-proxy', fields: proxyFields(node, detail)},
    {title: 'Syncs', fields: node.sync ? syncFields(node.sync) : []},
    {title: 'Table', fields: tableFields(node, detail)},
    {title: 'Connections', fields: connectionFields(node, detail)},
    {title: 'Timeouts', fields: timeoutFields(detail)},
    {title: 'Kernel settings', fields: settingFields(detail)},
    {title: 'Conntrack', fields: conntrackFields(node, detail)},
    {title: 'IP sets (members)', fields: setFields(detail)},
    {title: 'iptables chains', fields: chainFields(detail)},
    {title: 'Kernel modules', fields: detail.modules ? [['loaded', detail.modules.join(' ')]] : []},
  ];
  return sections
    .map(({title, fields}) => ({title, fields: fields.filter(([, value]) => value !== '')}))
    .filter(({fields}) => fields.length > 0);
}

type Fields = NodeSection['fields'];

function machineFields({ready, schedulable}: NodeStatus, {machine}: NodeDetail): Fields {
  const condition = readyText(ready);
  return [
    ['status', schedulable ? condition : `${condition}, SchedulingDisabled`],
    ['zone', machine.zone],
    ['kernel', machine.kernel],
    ['kubelet', machine.kubelet],
    ['addresses', machine.addresses.join(', ')],
  ];
}

function readyText(ready: boolean | null): string {
  if (ready === null) return 'Unknown';
  return ready ? 'Ready' : 'NotReady';
}

function proxyFields(node: NodeStatus, {configuration}: NodeDetail): Fields {
  const {kubeProxy, proxyMode, modeConfirmed} = node;
  const restarts = kubeProxy.restarts === null ? '' : `, ${kubeProxy.restarts} restarts`;
  const pod = `${kubeProxy.pod} (${kubeProxy.ready ? 'ready' : 'not ready'}${restarts})`;
  return [
    ['state', kubeProxy.state],
    ['Pod', kubeProxy.pod === '' ? '' : pod],
    ['version', kubeProxy.version],
    ['mode', modeConfirmed || proxyMode === '' ? proxyMode : `${proxyMode} (configured, not confirmed)`],
    ['settings from', SOURCES[configuration.source]],
    ['scheduler', configuration.scheduler || 'rr (default)'],
    ['syncPeriod', spanText(configuration.syncPeriod)],
    ['minSyncPeriod', spanText(configuration.minSyncPeriod)],
    ['node ports on', configuration.nodePortAddresses.join(', ') || 'all addresses'],
    ['excludeCIDRs', configuration.excludeCidrs.join(', ')],
    ['strictARP', configuration.strictArp ? 'true' : ''],
  ];
}

const SOURCES = {
  configz: 'the running kube-proxy (/configz)',
  configmap: 'its ConfigMap; the running configuration may differ',
  flags: 'its command line',
  defaults: 'none: these are defaults',
};

function syncFields({
  last,
  age,
  p99,
  queued,
  pendingServices,
  pendingEndpoints,
  startedAt,
}: SyncStatus): Fields {
  const families = Object.entries(last).map(([family, time]): readonly [string, string] => {
    const seconds = age[family as keyof typeof age] ?? 0;
    return [`last, ${family === 'any' ? 'some family' : family}`, `${spanText(seconds)} ago (${time})`];
  });
  return [
    ...(families.length > 0 ? families : ([['last', 'none since it started']] as const)),
    ['p99', p99 ? `${p99.beyond ? 'more than ' : ''}${spanText(p99.seconds)}` : ''],
    [
      'pending',
      `${pendingServices ?? '?'} Service changes, ${pendingEndpoints ?? '?'} endpoint changes` +
        (queued ? '; a sync is requested' : ''),
    ],
    ['started', startedAt ?? ''],
  ];
}

function ipvsTotals({virtualServers, realServers, persistent, schedulers}: TableTotals): string {
  const counts = Object.entries(schedulers).map(([scheduler, count]) => `${scheduler} ${count}`);
  return (
    `${virtualServers} virtual, ${realServers} real servers` +
    (persistent > 0 ? `, ${persistent} persistent` : '') +
    `; ${counts.join(', ')}`
  );
}

/** Rules have no schedulers. */
function ruleTotals({virtualServers, realServers, persistent}: TableTotals): string {
  return (
    `${virtualServers} frontends, ${realServers} endpoints` +
    (persistent > 0 ? `, ${persistent} with affinity` : '')
  );
}

function tableFields(
  {proxyMode, virtualServers, realServers, drift, draining}: NodeStatus,
  {table, dummyInterface}: NodeDetail,
): Fields {
  const rules = isRuleMode(proxyMode);
  const totals = (table ?? []).map((row): readonly [string, string] => [
    `${row.protocol} ${row.family}`,
    rules ? ruleTotals(row) : ipvsTotals(row),
  ]);
  const of = (counts: Counts | null, also = '') =>
    counts ? `${counts.actual}${also}, expected ${counts.expected}` : '';
  const named = (label: string) => (rules ? inRuleWords(label) : label);
  return [
    [named('virtual servers'), of(virtualServers)],
    [named('real servers'), of(realServers, draining > 0 ? ` (${draining} of them draining)` : '')],
    ['differences', drift === null ? 'not compared' : String(drift)],
    ...totals,
    ['on kube-ipvs0', of(dummyInterface, ' addresses')],
  ];
}

function connectionFields({connections}: NodeStatus, {states, traffic}: NodeDetail): Fields {
  const totals = traffic?.totals;
  const rates = traffic?.rates;
  return [
    ['active', connections ? String(connections.active) : ''],
    ['inactive', connections ? String(connections.inactive) : ''],
    ['entries', (states ?? []).map(({protocol, state, count}) => `${protocol} ${state} ${count}`).join(', ')],
    [
      'in total',
      totals
        ? `${totals.connections} connections, ${totals.inPackets} packets in, ${totals.outPackets} out`
        : '',
    ],
    [
      'a second',
      rates ? `${rates.connections} connections, ${rates.inPackets} packets in, ${rates.outPackets} out` : '',
    ],
  ];
}

function timeoutFields({timeouts}: NodeDetail): Fields {
  if (!timeouts) return [];
  return [
    ['TCP', spanText(timeouts.tcp)],
    ['TCP after FIN', spanText(timeouts.tcpFin)],
    ['UDP', spanText(timeouts.udp)],
  ];
}

function settingFields({sysctls}: NodeDetail): Fields {
  return (sysctls ?? []).map(({name, value, wanted}) => [
    name,
    wanted === null || wanted === value ? value : `${value} (kube-proxy sets ${wanted})`,
  ]);
}

function conntrackFields({conntrack}: NodeStatus, {conntrackCounters}: NodeDetail): Fields {
  const share =
    conntrack && conntrack.max > 0 ? ` (${Math.floor((100 * conntrack.used) / conntrack.max)}%)` : '';
  return [
    ['entries', conntrack ? `${conntrack.used} of ${conntrack.max}${share}` : ''],
    [
      'in total',
      Object.entries(conntrackCounters ?? {})
        .map(([name, count]) => `${name} ${count}`)
        .join(', '),
    ],
  ];
}

function setFields({ipSets}: NodeDetail): Fields {
  return (ipSets ?? []).map(({name, members}) => [name, membersText(name, members)]);
}

/** What is left over of LOOP-BACK matches only packets that an address sends to itself. */
function membersText(name: string, {actual, expected}: Counts): string {
  if (actual === expected) return String(actual);
  if (name.includes('LOOP-BACK') && actual > expected)
    return `${actual} (${actual - expected} left over, harmless)`;
  return `${actual}, expected ${expected}`;
}

function chainFields({chains}: NodeDetail): Fields {
  if (!chains) return [];
  const wrong = chains.filter(({state}) => state !== 'present');
  const text = ({family, table, chain, state}: ChainStatus) => `${family} ${table} ${chain} ${state}`;
  return [
    ['present', `${chains.length - wrong.length} of ${chains.length}`],
    ...wrong.map((chain): readonly [string, string] => ['wrong', text(chain)]),
  ];
}
