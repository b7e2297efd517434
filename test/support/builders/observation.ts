import {readSyncFacts} from '../../../src/kernel/sync-facts.ts';
import {type NodeReport, parseKubeVersion, readNode, type SyncFacts} from '../../../src/model/index.ts';
import type {NodeObservation, ObservedNode} from '../../../src/status/index.ts';
import {aNode} from './node.ts';
import {aProxyPod, CAPTURED_AT, configuration, metrics} from './proxy-facts.ts';

/** When the node of these builders was captured, in seconds since 1970. */
export const CAPTURED = CAPTURED_AT.getTime() / 1000;

/** Facts of a kube-proxy that started an hour ago and synced 10 s ago; `lines` are metrics besides its start. */
export function syncFacts(lines: readonly string[]): SyncFacts {
  return readSyncFacts(metrics([`process_start_time_seconds ${CAPTURED - 3600}`, ...lines]));
}

/** Times of syncs by family, in seconds before the capture. */
export function syncTimes(times: {
  readonly last?: Readonly<Record<string, number>>;
  readonly queued?: Readonly<Record<string, number>>;
}): readonly string[] {
  const line =
    (name: string) =>
    ([family, ago]: readonly [string, number]) =>
      `kubeproxy_sync_proxy_rules_${name}_timestamp_seconds{ip_family="${family}"} ${CAPTURED - ago}`;
  return [
    ...Object.entries(times.last ?? {}).map(line('last')),
    ...Object.entries(times.queued ?? {}).map(line('last_queued')),
  ];
}

/** A node in order: kube-proxy runs in IPVS mode and synced both families 10 s ago. */
export function anObservation(overrides: Partial<NodeObservation> = {}): NodeObservation {
  return {
    name: 'node-a',
    snapshot: undefined,
    node: readNode(aNode()),
    pod: aProxyPod(),
    proxyExpected: true,
    captureError: undefined,
    notCompared: undefined,
    mode: 'ipvs',
    modeConfirmed: true,
    version: parseKubeVersion('v1.36.2'),
    configuration: configuration({}),
    condition: {kind: 'running', why: ''},
    sync: syncFacts(syncTimes({last: {IPv4: 10, IPv6: 10}, queued: {IPv4: 60, IPv6: 60}})),
    capturedAt: CAPTURED,
    connections: {active: 1, inactive: 2},
    conntrack: {used: 10, max: 1000},
    table: 'aaaa',
    ...overrides,
  };
}

/** A node as `status` saw it: in sync, unless the report says otherwise. */
export function anObservedNode(
  observation: Partial<NodeObservation> = {},
  {
    report,
    ...rest
  }: Partial<Omit<ObservedNode, 'observation'>> & {readonly report?: Partial<NodeReport>} = {},
): ObservedNode {
  const seen = anObservation(observation);
  const counts = {expected: 3, actual: 3};
  return {
    observation: seen,
    comparison: {
      report: {
        name: seen.name,
        state: 'in-sync',
        reason: '',
        proxyMode: seen.mode,
        kubeProxyVersion: 'v1.36.2',
        kubeProxyPod: 'kube-system/kube-proxy-x',
        virtualServers: counts,
        realServers: counts,
        ...report,
      },
      findings: [],
      notes: [],
    },
    failures: [],
    ...rest,
  };
}
