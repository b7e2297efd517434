import {CHECK_SOURCES, type InspectedNode} from '../../inspect/index.ts';
import {readSource} from '../../kernel/index.ts';
import type {CaptureSource, CheckResult, ImportantLine, Known, Node, NodeCapture} from '../../model/index.ts';
import {nodeDetail, type ObservedNode} from '../../status/index.ts';

/** The sources that `status node/NAME` reads. */
export const DETAIL_SOURCES: readonly CaptureSource[] = [...CHECK_SOURCES, 'proc-net-ip_vs_stats.txt'];

/** What else is told of a node that was asked for by name. */
export interface DetailExtras {
  readonly node: Node | undefined;
  readonly failures: readonly CheckResult[];
  readonly log: Known<readonly ImportantLine[]>;
}

/** Everything known of one captured node. */
export function observeDetail(
  capture: NodeCapture,
  {proxy, actual, expected}: InspectedNode,
  extras: DetailExtras,
): ObservedNode['detail'] {
  const connections = readSource(capture, 'ipvsadm-connections.txt');
  return nodeDetail({
    configuration: proxy.configuration,
    actual,
    expected,
    kernel: readSource(capture, 'uname.txt'),
    connections: connections.known ? connections : readSource(capture, 'proc-net-ip_vs_conn.txt'),
    traffic: readSource(capture, 'proc-net-ip_vs_stats.txt'),
    timeouts: readSource(capture, 'ipvsadm-timeouts.txt'),
    conntrackStats: readSource(capture, 'conntrack-stats.txt'),
    modules: readSource(capture, 'modules.txt'),
    ...extras,
  });
}
