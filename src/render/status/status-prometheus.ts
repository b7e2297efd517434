import {type NodeStatus, SEVERITIES, type StatusReport} from '../../model/index.ts';
import {countBy, exposition, type Metric, madeAt, type Sample} from '../exposition.ts';

/** A status report as metrics, one series for each node; what is not known of a node has none. */
export function statusPrometheus(report: StatusReport): string {
  const {nodes} = report;
  const gauge = (
    name: string,
    help: string,
    of: (node: NodeStatus) => number | null | undefined,
  ): Metric => ({
    name: `kubectl_ipvs_status_${name}`,
    help,
    samples: nodes.flatMap((node): readonly Sample[] => {
      const value = of(node);
      return value === null || value === undefined ? [] : [{labels: {node: node.name}, value}];
    }),
  });
  const metrics: readonly Metric[] = [
    gauge('node_read', '1 if the node could be read, otherwise 0.', ({error}) => (error === '' ? 1 : 0)),
    {
      name: 'kubectl_ipvs_status_attention',
      help: 'Items that need attention on a node, by severity.',
      samples: countBy(
        nodes.flatMap(({name, concerns}) => concerns.map(({severity}) => ({node: name, severity}))),
        (labels) => labels,
        nodes.flatMap(({name}) => SEVERITIES.map((severity) => ({node: name, severity}))),
      ),
    },
    gauge('kube_proxy_running', '1 if kube-proxy runs and responds, 0 if not.', ({kubeProxy: {state}}) =>
      state === 'unknown' ? null : Number(state === 'running'),
    ),
    gauge(
      'kube_proxy_restarts',
      'Restarts of the kube-proxy container.',
      ({kubeProxy}) => kubeProxy.restarts,
    ),
    gauge('drift', 'Differences from the API.', ({drift}) => drift),
    gauge('draining', 'Real servers that kube-proxy is draining.', ({draining}) => draining),
    gauge(
      'sync_age_seconds',
      'Seconds since the last successful sync; with two families, the older one.',
      ({sync}) =>
        sync === null || Object.keys(sync.age).length === 0 ? null : Math.max(...Object.values(sync.age)),
    ),
    gauge('virtual_servers', 'Virtual servers in the kernel.', ({virtualServers}) => virtualServers?.actual),
    gauge('real_servers', 'Real servers in the kernel.', ({realServers}) => realServers?.actual),
    gauge(
      'connections_active',
      'Active connections of all real servers.',
      ({connections}) => connections?.active,
    ),
    gauge(
      'connections_inactive',
      'Inactive connections of all real servers.',
      ({connections}) => connections?.inactive,
    ),
    gauge('conntrack_entries', 'Entries in the connection tracking table.', ({conntrack}) => conntrack?.used),
    gauge(
      'conntrack_limit',
      'Capacity of the connection tracking table, in entries.',
      ({conntrack}) => conntrack?.max,
    ),
    madeAt('kubectl_ipvs_status_timestamp_seconds', report.generatedAt),
  ];
  return exposition(metrics.filter(({samples}) => samples.length > 0));
}
