import type {Assessment, PathStep, ReportSource, TracePath} from '../../model/index.ts';

/** What stands above all. */
export interface TraceHead {
  readonly service: string;
  readonly nodes: readonly string[];
  readonly errors: readonly {readonly node: string; readonly error: string}[];
  /** Nodes that get no samples, and why: those that could not be read, and those without counters. */
  readonly unsampled: readonly {readonly node: string; readonly reason: string}[];
  readonly worstBroken: {readonly path: TracePath; readonly step: PathStep} | undefined;
  readonly assessment: Assessment;
  readonly source: ReportSource;
  /** Whether this was one look: kube-proxy may have been about to put a difference right. */
  readonly oneLook: boolean;
}
