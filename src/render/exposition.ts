import {escapeText} from './escape-text.ts';

/** One value of a metric. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric; all of ours are gauges. Labels hold names only, never prose: a changed word would be a new series. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/**
 * Metrics in the text format of Prometheus, for node-exporter's textfile collector or a push gateway
 * (https://prometheus.io/docs/instrumenting/exposition_formats/).
 */
export function exposition(metrics: readonly Metric[]): string {
  return metrics.map(metricText).join('');
}

/** How many items have each set of labels. Sets that are listed in `always` are there with 0, too, so that series do not vanish. */
export function countBy<Item>(
  items: readonly Item[],
  labelsOf: (item: Item) => Readonly<Record<string, string>>,
  always: readonly Readonly<Record<string, string>>[] = [],
): readonly Sample[] {
  const samples = new Map(always.map((labels) => [JSON.stringify(labels), {labels, value: 0}]));
  for (const item of items) {
    const labels = labelsOf(item);
    const key = JSON.stringify(labels);
    const present = samples.get(key);
    if (present) present.value++;
    else samples.set(key, {labels, value: 1});
  }
  return [...samples.values()];
}

/** The metric that says when a report was made. */
export function madeAt(name: string, generatedAt: string): Metric {
  const value = Math.floor(Date.parse(generatedAt) / 1000);
  return {name, help: 'Time of the capture, in seconds since 1970.', samples: [{labels: {}, value}]};
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
  const printable = text.split('\n').map(escapeText).join('\n');
  return printable.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
