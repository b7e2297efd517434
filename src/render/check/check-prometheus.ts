import {CHECK_OUTCOMES, type CheckReport, type CheckResult, SEVERITIES} from '../../model/index.ts';
import {countBy, exposition, type Metric, madeAt} from '../exposition.ts';
import {isOpen} from './check-counts.ts';

/** A check report as metrics. The codes that were asked for are there with 0 where nothing fails. */
export function checkPrometheus(report: CheckReport): string {
  const {results, nodes} = report;
  const metrics: readonly Metric[] = [
    {
      name: 'kubectl_ipvs_check_failures',
      help: 'Failed checks that are not accepted, by catalogue entry; node is empty for cluster-wide checks.',
      samples: countBy(results.filter(isOpen), labelsOf, results.map(labelsOf)),
    },
    {
      name: 'kubectl_ipvs_check_accepted',
      help: 'Failed checks that are accepted.',
      samples: countBy(
        results.filter(({accepted}) => accepted !== null),
        labelsOf,
      ),
    },
    {
      name: 'kubectl_ipvs_check_open_failures',
      help: 'Failed checks that are not accepted, by severity.',
      samples: SEVERITIES.map((severity) => ({
        labels: {severity},
        value: results.filter((result) => isOpen(result) && result.severity === severity).length,
      })),
    },
    {
      name: 'kubectl_ipvs_check_results',
      help: 'Checks by result.',
      samples: CHECK_OUTCOMES.map((outcome) => ({
        labels: {result: outcome},
        value: results.filter(({result}) => result === outcome).length,
      })),
    },
    {
      name: 'kubectl_ipvs_check_node_read',
      help: '1 if the node could be read, otherwise 0.',
      samples: nodes.map(({name, error}) => ({labels: {node: name}, value: error === '' ? 1 : 0})),
    },
    madeAt('kubectl_ipvs_check_timestamp_seconds', report.generatedAt),
  ];
  return exposition(metrics);
}

function labelsOf({code, severity, node}: CheckResult): Readonly<Record<string, string>> {
  return {code, severity, node: node ?? ''};
}
