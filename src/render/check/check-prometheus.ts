import {CHECK_OUTCOMES, type CheckReport, type CheckResult, SEVERITIES} from '../../model/index.ts';
import {isOpen} from './check-counts.ts';

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/**
 * A check report in the text format of Prometheus, all gauges, for node-exporter's textfile collector or a push gateway
 * (https://prometheus.io/docs/instrumenting/exposition_formats/).
 */
export function checkPrometheus(report: CheckReport): string {
  const {results, nodes} = report;
  const metrics: readonly Metric[] = [
    {
      name: 'kubectl_ipvs_check_failures',
      help: 'Failed checks that are not accepted, by catalogue entry; node is empty for what is about the cluster.',
      samples: countBy(results.filter(isOpen), ({code, severity, node, title}) => ({
        code,
        severity,
        node: node ?? '',
        title,
      })),
    },
    {
      name: 'kubectl_ipvs_check_accepted',
      help: 'Failed checks that are accepted.',
      samples: countBy(
        results.filter(({accepted}) => accepted !== null),
        ({code, severity, node}) => ({code, severity, node: node ?? ''}),
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
      help: 'Checks by what became of them.',
      samples: CHECK_OUTCOMES.map((outcome) => ({
        labels: {result: outcome},
        value: results.filter(({result}) => result === outcome).length,
      })),
    },
    {
      name: 'kubectl_ipvs_check_node_read',
      help: '1 if the node could be read, else 0.',
      samples: nodes.map(({name, error}) => ({labels: {node: name}, value: error === '' ? 1 : 0})),
    },
    {
      name: 'kubectl_ipvs_check_timestamp_seconds',
      help: 'When the checks ran.',
      samples: [{labels: {}, value: Math.floor(Date.parse(report.generatedAt) / 1000)}],
    },
  ];
  return metrics.map(metricText).join('');
}

function countBy(
  results: readonly CheckResult[],
  labelsOf: (result: CheckResult) => Readonly<Record<string, string>>,
): readonly Sample[] {
  const samples = new Map<string, {labels: Readonly<Record<string, string>>; value: number}>();
  for (const result of results) {
    const labels = labelsOf(result);
    const key = JSON.stringify(labels);
    const present = samples.get(key);
    if (present) present.value++;
    else samples.set(key, {labels, value: 1});
  }
  return [...samples.values()];
}

function metricText({name, help, samples}: Metric): string {
  const lines = samples.map(({labels, value}) => `${name}${labelText(labels)} ${value}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...lines, ''].join('\n');
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
