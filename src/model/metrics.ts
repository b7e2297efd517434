/** One measured value of a metric. */
export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>;
  /** May be infinite or no number. */
  readonly value: number;
}

/** The metrics of one process, read when they are asked for. */
export interface Metrics {
  /**
   * All samples of this exact name, in the order of the text; none if there is no such metric. Of a histogram the
   * names end in `_bucket`, `_sum` and `_count`.
   */
  readonly samples: (name: string) => readonly MetricSample[];
}
