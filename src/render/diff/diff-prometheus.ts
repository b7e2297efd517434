import {type DiffReport, FINDING_KINDS, NODE_STATES, type NodeReport, SEVERITIES} from '../../model/index.ts';
import {countBy, exposition, type Metric, madeAt, type Sample} from '../exposition.ts';

/**
 * A diff report as metrics. Each node has its states and an error count for each kind of finding, also where it is 0, so that
 * no series comes and goes with the trouble that it counts.
 */
export function diffPrometheus(report: DiffReport): string {
  const {nodes, findings} = report;
  const metrics: readonly Metric[] = [
    {
      name: 'kubectl_ipvs_node_state',
      help: '1 for the current state of the node, 0 for the others; unknown is not in sync.',
      samples: nodes.flatMap(({name, state}) =>
        NODE_STATES.map((one) => ({labels: {node: name, state: one}, value: one === state ? 1 : 0})),
      ),
    },
    {
      name: 'kubectl_ipvs_findings',
      help: 'Differences between a node and the API, by kind and severity.',
      samples: countBy(
        findings,
        ({node, kind, severity}) => ({node, kind, severity}),
        nodes.flatMap(({name}) => FINDING_KINDS.map((kind) => ({node: name, kind, severity: 'error'}))),
      ),
    },
    {
      name: 'kubectl_ipvs_node_findings',
      help: 'Differences between a node and the API, by severity.',
      samples: countBy(
        findings,
        ({node, severity}) => ({node, severity}),
        nodes.flatMap(({name}) => SEVERITIES.map((severity) => ({node: name, severity}))),
      ),
    },
    {
      name: 'kubectl_ipvs_virtual_servers',
      help: 'Virtual servers on nodes that could be read.',
      samples: counts(nodes, ({virtualServers}) => virtualServers),
    },
    {
      name: 'kubectl_ipvs_real_servers',
      help: 'Real servers on nodes that could be read.',
      samples: counts(nodes, ({realServers}) => realServers),
    },
    madeAt('kubectl_ipvs_diff_timestamp_seconds', report.generatedAt),
  ];
  return exposition(metrics);
}

function counts(
  nodes: readonly NodeReport[],
  of: (node: NodeReport) => NodeReport['realServers'],
): readonly Sample[] {
  return nodes.flatMap((node) => {
    const found = of(node);
    return (['expected', 'actual'] as const).flatMap((which) =>
      found ? [{labels: {node: node.name, which}, value: found[which]}] : [],
    );
  });
}
